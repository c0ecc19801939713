// Microsoft's binder as a judge: what it accepts we accept, with its column names and types.
// Needs the shared folder beside the checkout and kql_check; skips with a message without them.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { compare, domainCases, explain, loadOracle, missing, readCases } from './oracle.mjs';

const skip = missing() || false;
const oracle = skip ? undefined : loadOracle();

test('the playbook and the catalogue bind as they do in Defender', { skip }, (t) => {
  const { counts, rows } = compare(domainCases(), oracle);
  t.diagnostic(`${rows.length} queries: ${JSON.stringify(counts)}`);
  const wrong = rows.filter((row) => ['we-reject', 'we-accept', 'columns', 'unsupported'].includes(row.verdict));
  assert.deepEqual(wrong.map(explain), []);
});

// Hunting queries of public repositories, when a file of them is at hand: {id, query} a line.
const corpus = process.env.CRUMB_HUNTING_CORPUS;
test('hunting queries bind with equal columns', { skip: skip || (corpus === undefined || !existsSync(corpus) ? 'CRUMB_HUNTING_CORPUS names no file' : false) }, (t) => {
  const { counts, rows } = compare(readCases(corpus), oracle);
  const decided = rows.filter((row) => row.verdict !== 'open' && row.external.length === 0);
  const good = decided.filter((row) => row.verdict === 'equal' || row.verdict === 'both-reject').length;
  t.diagnostic(`${rows.length} queries: ${JSON.stringify(counts)}; of ${decided.length} without external data ${((100 * good) / decided.length).toFixed(1)} % agree`);
  assert.deepEqual(rows.filter((row) => row.verdict === 'we-accept').map(explain), []);
});
