// Runs our parser and binder (kql_check) and Microsoft's over the same queries and sets the answers side by side.
// Not the test (oracle.test.mjs). Also a command line: `node tests/oracle/oracle.mjs [--show N] [--mutate N] cases.jsonl...`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutations } from './mutate.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const shared = process.env.CRUMB_SHARED ?? resolve(root, '../shared');

// The reason why the comparison cannot run here, or an empty text.
export function missing() {
  if (!existsSync(join(shared, 'kql/oracle/kqllib.js'))) return `no ${join(shared, 'kql/oracle')}`;
  if (!existsSync(join(root, 'node_modules/@kusto/language-service-next'))) return 'no node_modules (npm ci)';
  if (binary() === undefined) return 'kql_check is not built (ninja kql_check), or set CRUMB_KQL_CHECK';
  return '';
}

function binary() {
  const places = [process.env.CRUMB_KQL_CHECK, join(root, 'build/native/tests/kql_check'), join(root, 'build/release/tests/kql_check')];
  return places.find((place) => place !== undefined && existsSync(place));
}

export function loadOracle() {
  const require = createRequire(import.meta.url);
  const kql = require(join(shared, 'kql/oracle/kqllib.js')).load(root);
  const schema = JSON.parse(readFileSync(join(shared, 'kql/oracle/schema_tables20.json'), 'utf8'));
  return { kql, schema, globals: kql.globalsFor(schema, 'merged'), tables: kql.mergedSchema(schema).tables };
}

// texts -> [{ok, errors, columns}] of our binder, over the given tables {table: {column: type}} or the built-in ones.
export function ours(texts, tables) {
  const lines = texts.map((text, id) => JSON.stringify({ id, text }));
  if (tables !== undefined) lines.unshift(JSON.stringify({ schema: tables }));
  const out = execFileSync(binary(), { input: lines.join('\n') + '\n', maxBuffer: 1 << 30 });
  return out.toString().trim().split('\n').map((line) => JSON.parse(line));
}

// One of: equal, both-reject, unsupported, we-reject, we-accept, columns, open (Microsoft's binder does not know the columns).
export function verdict(mine, theirs) {
  const rejected = theirs.syntax.length + theirs.semantic.length > 0;
  if (!mine.ok) {
    if (mine.errors.some((error) => error.code === 'unsupported')) return 'unsupported';
    return rejected ? 'both-reject' : 'we-reject';
  }
  if (rejected) return 'we-accept';
  if (theirs.result === null || theirs.result.open) return 'open';
  const same = JSON.stringify(mine.columns) === JSON.stringify(theirs.result.columns);
  return same ? 'equal' : 'columns';
}

// Microsoft's parser itself fails on a few damaged texts: those count as rejected.
function analyze(query, oracle) {
  try {
    return oracle.kql.analyze(query, oracle.globals);
  } catch (error) {
    return { syntax: [{ code: 'CRASH', message: String(error), near: '' }], semantic: [], external: [], result: null };
  }
}

// cases: [{id, query}] -> {counts, rows: [{id, query, verdict, mine, theirs}]}
export function compare(cases, oracle, tables = oracle.tables) {
  const mine = ours(cases.map((c) => c.query), tables);
  const counts = {};
  const rows = cases.map((c, i) => {
    const theirs = analyze(c.query, oracle);
    const row = { id: c.id, query: c.query, external: theirs.external, mine: mine[i], theirs, verdict: verdict(mine[i], theirs) };
    counts[row.verdict] = (counts[row.verdict] ?? 0) + 1;
    return row;
  });
  return { counts, rows };
}

// One line about a row that is not as it should be.
export function explain(row) {
  const mine = row.mine.ok ? JSON.stringify(row.mine.columns.map((c) => c.join(':'))) : row.mine.errors.map((e) => `${e.code}: ${e.message}`).join(' | ');
  const diagnostics = [...row.theirs.syntax, ...row.theirs.semantic].map((d) => `${d.code} ${d.message} [${d.near}]`);
  const theirs = diagnostics.length > 0 ? diagnostics.join(' | ') : JSON.stringify(row.theirs.result?.columns.map((c) => c.join(':')));
  const near = row.mine.errors[0] === undefined ? '' : ` near «${row.query.slice(Math.max(0, row.mine.errors[0].begin - 40), row.mine.errors[0].end + 20).replace(/\s+/g, ' ')}»`;
  return `${row.verdict} ${row.id}\n   ours:   ${mine.slice(0, 400)}${near}\n   theirs: ${theirs.slice(0, 400)}`;
}

export function readCases(file) {
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
}

// The playbook's queries and the catalogue's blocks, each after the prelude unless it stands alone.
export function domainCases() {
  const out = [];
  const playbook = readFileSync(join(shared, 'seed/playbook.md'), 'utf8');
  for (const match of playbook.matchAll(/```kusto\n([\s\S]*?)```/g)) out.push({ id: `playbook ${out.length + 1}`, query: match[1] });
  const parts = readFileSync(join(shared, 'domain/checks.kql'), 'utf8').split(/^\/\/ ===== (.*) =====$/m);
  let prelude = '';
  for (let i = 1; i < parts.length; i += 2) {
    const [name, text] = [parts[i], parts[i + 1]];
    if (name === 'prelude') prelude = text;
    const alone = name.startsWith('alone ');
    out.push({ id: name, query: name === 'prelude' ? `${text}\nW` : (alone ? '' : prelude) + text });
  }
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const show = args[0] === '--show' ? Number(args.splice(0, 2)[1]) : 20;
  const mutate = args[0] === '--mutate' ? Number(args.splice(0, 2)[1]) : 0;
  const reason = missing();
  if (reason !== '') throw new Error(reason);
  let cases = args.length > 0 ? args.flatMap(readCases) : domainCases();
  if (mutate > 0) cases = mutations(cases, mutate, Number(process.env.SEED ?? 1));
  const { counts, rows } = compare(cases, loadOracle());
  const wrong = rows.filter((row) => ['we-reject', 'we-accept', 'columns'].includes(row.verdict));
  for (const row of wrong.slice(0, show)) console.log(explain(row));
  const unsupported = {};
  for (const row of rows) {
    if (row.verdict !== 'unsupported') continue;
    const name = row.mine.errors.find((error) => error.code === 'unsupported').message;
    unsupported[name] = (unsupported[name] ?? 0) + 1;
  }
  console.log(Object.entries(unsupported).sort((a, b) => b[1] - a[1]).map(([name, n]) => `${n} ${name}`).join('\n'));
  console.log(rows.length, JSON.stringify(counts));
}
