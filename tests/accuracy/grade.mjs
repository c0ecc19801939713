// Grades a case folder through the command line, whole or without some of its tables.
import { existsSync, readdirSync } from "node:fs";

const kProgram = "build/release/crumbtrail";
const kSubsetsProgram = "build/release/crumbtrail-subsets";
const kAlertTables = ["AlertInfo", "AlertEvidence"];

export const tablesOf = (folder) =>
  readdirSync(folder).map((file) => /^AdvancedHunting_(\w+)\.csv$/.exec(file)?.[1]).filter(Boolean).sort();

export const isBenign = (grade) => grade === "falsePositive" || grade === "informationalExpectedActivity";

function decisionsOf(folder) {
  const file = `${folder}/decisions.json`;
  return existsSync(file) ? ["--decisions", file] : [];
}

// What is kept of a verdict: the grade, the range that is still open, what fired.
function summary({ verdicts }) {
  if (verdicts.length === 0) return { classification: "none", total: 0, best: 0, worst: 0, checks: {}, rules: [], failed: [] };
  const [verdict] = verdicts;
  return {
    user: verdict.subject.upn,
    oid: verdict.subject.object_id,
    at: verdict.t0,
    kind: verdict.alert.kind,
    classification: verdict.classification,
    basis: verdict.basis,
    stage: verdict.stage,
    total: verdict.total_db,
    floor: verdict.floor_db,
    best: verdict.bounds.best,
    worst: verdict.bounds.worst,
    rules: verdict.rules.map(({ id, provisional }) => (provisional ? `${id}?` : id)),
    failed: verdict.gates.filter(({ passed }) => !passed).map(({ id }) => id),
    checks: Object.fromEntries(verdict.checks.map(({ id, outcome, points }) => [id, { outcome, points }])),
  };
}

export async function gradeWhole(pool, folder, extra = []) {
  const out = await pool.run(kProgram, ["grade", folder, "--format", "json", ...decisionsOf(folder), ...extra]);
  return summary(JSON.parse(out));
}

// `whole` names the subject where the alert's own tables are among the removed.
export async function gradeWithout(pool, folder, removed, whole) {
  const kept = tablesOf(folder).filter((table) => !removed.includes(table));
  const named = removed.some((table) => kAlertTables.includes(table))
    ? ["--user", whole.user, "--at", whole.at, "--kind", whole.kind]
    : [];
  const files = kept.map((table) => `${folder}/AdvancedHunting_${table}.csv`);
  const out = await pool.run(kProgram, ["grade", ...files, "--format", "json", ...decisionsOf(folder), ...named]);
  const { classification, total, best, worst, floor } = summary(JSON.parse(out));
  return { removed, classification, total, best, worst, floor };
}

// The same for every set of at most `depth` tables: `removed` has a bit a table, 0 takes none away. `always`
// names the subject even where the alert's own tables are there.
export async function gradeSubsets(pool, folder, whole, always, depth, part, parts) {
  const out = await pool.run(kSubsetsProgram, [folder, whole.user, whole.at, whole.kind, always ? "always" : "named", String(depth), String(part), String(parts)]);
  return out.trim().split("\n").map((line) => JSON.parse(line));
}

// What must not happen when tables are taken away from `more`, giving `less`: a benign grade that was
// not there, or a worst case that is ruled out by silence.
export function towardBenign(more, less) {
  const broken = [];
  if (isBenign(less.classification) && !isBenign(more.classification))
    broken.push(`${more.classification} becomes ${less.classification}`);
  if (less.worst < more.worst - 1e-6) broken.push(`the worst case falls from ${more.worst} to ${less.worst}`);
  return broken;
}

// Rows of a query over some tables of the case; the others are empty.
export async function askRows(pool, folder, tables, query, now) {
  const files = tablesOf(folder).filter((table) => tables.includes(table)).map((table) => `${folder}/AdvancedHunting_${table}.csv`);
  return JSON.parse(await pool.run(kProgram, ["query", query, ...files, "--format", "json", "--now", now])).rows;
}
