// Every check of the playbook, after the prelude, passes Microsoft's parser and binder: it pastes into Advanced hunting.
// Rules are checked too, with the checks' queries in place of the results that they read. Skips without the oracle.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadOracle, shared } from './oracle.mjs';

const kRoot = 'core/playbook/session-cookie-theft';
const skip = existsSync(join(shared, 'kql/oracle/kqllib.js')) ? false : `no ${join(shared, 'kql/oracle')}`;
const read = (path) => readFileSync(join(kRoot, path), 'utf8');
const query = (text) => text.split('\n// example ')[0].split('\n').filter((line) => !line.startsWith('//')).join('\n').trim();

// Diagnostics of a text over the oracle's tables and those of the schema that it does not have.
const check = skip ? undefined : (() => {
  const { kql, schema } = loadOracle();
  const { tables, functions } = kql.mergedSchema(schema);
  for (const file of readdirSync('core/schema/tables')) {
    const table = JSON.parse(readFileSync(join('core/schema/tables', file), 'utf8'));
    if (table.columns === undefined || tables[table.name] !== undefined) continue;
    tables[table.name] = Object.fromEntries(table.columns.map((column) => [column.name, column.type]));
  }
  const known = kql.globals(tables, functions);
  return (text) => {
    const { syntax, semantic } = kql.analyze(text, known);
    return [...syntax, ...semantic].map((d) => `line ${d.line}: ${d.code} ${d.message} [${d.near}]`);
  };
})();

// The last expression of a query as a let statement; what stands before it stays.
function asResult(id) {
  const text = query(read(`checks/${id}.kql`));
  const at = text.lastIndexOf(';\n') + 1;
  return `${text.slice(0, at)}\nlet Result_${id.replaceAll('.', '_')} = ${text.slice(at)};\n`;
}

for (const file of skip ? [] : readdirSync(join(kRoot, 'checks'))) {
  test(`check ${file}`, () => assert.deepEqual(check(`${read('prelude.kql')}\n${query(read(`checks/${file}`))}`), []));
}

// What the checks gave, which the grading puts before the rules.
const kOutcomes = 'let Outcomes = datatable(Check:string, Outcome:string)["X16", "clear"];\n';

for (const file of skip ? [] : readdirSync(join(kRoot, 'rules'))) {
  const body = query(read(`rules/${file}`));
  if (body === '') continue;
  const results = [...new Set([...body.matchAll(/Result_(\w+)/g)].map((match) => match[1].replaceAll('_', '.')))];
  test(`rule ${file}`, () => assert.deepEqual(check(`${read('prelude.kql')}\n${kOutcomes}${results.map(asResult).join('')}${body}`), []));
}

for (const file of ['alerts', 'subject', 'start', 'candidates']) {
  test(`${file}.kql stands alone`, { skip }, () => assert.deepEqual(check(read(`${file}.kql`)), []));
}
for (const file of ['networks', 'timeline', 'legs', 'indicators', 'exposure', 'done']) {
  test(`${file}.kql after the prelude`, { skip }, () => assert.deepEqual(check(`${read('prelude.kql')}\n${read(`${file}.kql`)}`), []));
}
