// The way of a case through a pack: texts written, extracts run by our engine over whole tables, answers written as the
// portal writes them (CSV) and as the collector does (NDJSON with a manifest), graded as a new case. Not the test.
// Also a command line: `node tests/pack/round_trip.mjs [--from FOLDER] [CASE...]` prints rows and bytes; docs/SCALE.md holds them.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const kProgram = "build/release/crumbtrail";
const kFirst = ["AlertInfo", "AlertEvidence"];  // what an analyst has at hand before anything is collected
const run = (args) => promisify(execFile)(kProgram, args, { maxBuffer: 1 << 30 });

export const cases = () => readdirSync("fixtures/expected").map((name) => name.replace(".json", "")).sort();
let from = "build/fixtures";
const folderOf = (name) => join(from, name);
const wordsOf = (name) => readFileSync(join(folderOf(name), "case.txt"), "utf8").split(/\s+/).filter(Boolean);
const exportsOf = (name) => readdirSync(folderOf(name)).filter((file) => file.startsWith("AdvancedHunting_"));

// The pack of a case, from its alert's rows alone where there are any, else from the words that name user and time.
export async function writePack(name, folder, place = "defender") {
  const alerts = exportsOf(name).filter((file) => kFirst.some((table) => file.includes(`_${table}.`))).map((file) => join(folderOf(name), file));
  const words = wordsOf(name);
  await run(["pack", ...(words.includes("--user") && words.includes("--at") ? [] : alerts), ...words, "--for", place, "-o", folder]);
}

// Answers of every extract: table -> {columns, rows}.
export async function answersOf(name, pack) {
  const out = new Map();
  for (const file of readdirSync(join(pack, "extracts")).sort()) {
    const { stdout } = await run(["query", "--file", join(pack, "extracts", file), folderOf(name), "--format", "json"]);
    out.set(file.replace(".kql", ""), JSON.parse(stdout));
  }
  return out;
}

const csvCell = (value) => {
  const text = value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

// As the portal's export: one CSV a table, a byte order mark, nothing where an answer has no rows.
export function writeAsPortal(answers, folder) {
  mkdirSync(folder, { recursive: true });
  for (const [table, { columns, rows }] of answers) {
    if (rows.length === 0) continue;
    const lines = [columns.map((column) => column.name), ...rows].map((cells) => cells.map(csvCell).join(","));
    writeFileSync(join(folder, `New query ${table}.csv`), `\ufeff${lines.join("\r\n")}\r\n`);
  }
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

// As collect.ps1 does: NDJSON in windows of time, a line of the manifest for each, and one when a table is done.
export function writeAsCollector(answers, folder, pack) {
  mkdirSync(folder, { recursive: true });
  const manifest = [];
  for (const [table, { columns, rows }] of answers) {
    const line = (more) => manifest.push(JSON.stringify({
      CrumbtrailManifest: 1, CollectedAt: "2026-12-01T00:00:00.0000000Z", Tool: "crumbtrail", Subject: "", TableName: table,
      QuerySha256: sha256(readFileSync(join(pack, "extracts", `${table}.kql`))), ...more }));
    const time = columns.findIndex((column) => column.name === "Timestamp" || column.name === "TimeGenerated");
    const days = new Map();  // windows of up to ten days
    for (const row of rows) {
      const day = String(row[time]).slice(0, 9);
      days.set(day, [...(days.get(day) ?? []), row]);
    }
    for (const [day, part] of days) {
      const text = part.map((row) => JSON.stringify(Object.fromEntries(columns.map((column, i) => [column.name, row[i]])))).join("\n") + "\n";
      const file = `${table}.${day.replaceAll("-", "")}0.ndjson`;
      writeFileSync(join(folder, file), text);
      line({ PartFrom: part[0][time], PartTo: part.at(-1)[time], State: "collected", FileName: file, Rows: part.length, Sha256: sha256(text), Reason: "" });
    }
    line({ PartFrom: "", PartTo: "", State: "done", FileName: "", Rows: rows.length, Sha256: "", Reason: "" });
  }
  writeFileSync(join(folder, "manifest.ndjson"), manifest.join("\n") + "\n");
}

export async function grade(paths, name, decisions = true) {
  const given = decisions ? ["--decisions", join(folderOf(name), "decisions.json")] : [];
  const { stdout } = await run(["grade", ...paths, ...wordsOf(name), "--format", "json", ...given]);
  const { verdicts, files } = JSON.parse(stdout);
  if (verdicts.length !== 1) throw new Error(`${name}: ${verdicts.length} verdicts`);
  return { ...verdicts[0], files };
}

export const whole = (name, decisions) => grade([folderOf(name)], name, decisions);

const kClasses = ["truePositive", "unknown", "informationalExpectedActivity", "falsePositive"];
const kQuiet = new Set(["clear", "benign", "neutral"]);

// What of the second verdict is other than the first and no not_evaluable with a reason.
export function differences(first, second) {
  const out = [];
  if (first.classification !== second.classification) out.push(`graded ${second.classification}, not ${first.classification}`);
  for (const check of first.checks) {
    const other = second.checks.find(({ id }) => id === check.id);
    if (other.outcome === check.outcome) continue;
    if (other.outcome === "not_evaluable" && other.reason !== "") continue;
    out.push(`${check.id}: ${other.outcome} (${other.reason}), not ${check.outcome} (${check.reason})`);
  }
  return out;
}

// Steps toward benign alone.
export function towardBenign(first, second) {
  const out = [];
  if (kClasses.indexOf(second.classification) > kClasses.indexOf(first.classification)) out.push(`graded ${second.classification}, not ${first.classification}`);
  for (const check of first.checks) {
    const other = second.checks.find(({ id }) => id === check.id);
    if (kQuiet.has(other.outcome) && !kQuiet.has(check.outcome)) out.push(`${check.id}: ${other.outcome}, not ${check.outcome}`);
  }
  return out;
}

const sizeOf = (folder, wanted) => readdirSync(folder).filter(wanted).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

export async function measure(name, work) {
  const pack = join(work, name, "pack");
  await writePack(name, pack);
  const answers = await answersOf(name, pack);
  writeAsPortal(answers, join(work, name, "portal"));
  writeAsCollector(answers, join(work, name, "collected"), pack);
  const raw = await whole(name);
  return {
    name,
    rawRows: raw.files.reduce((sum, file) => sum + file.rows, 0),
    rawBytes: sizeOf(folderOf(name), (file) => file.startsWith("AdvancedHunting_")),
    rows: [...answers.values()].reduce((sum, answer) => sum + answer.rows.length, 0),
    most: Math.max(...[...answers.values()].map((answer) => answer.rows.length)),
    csvBytes: sizeOf(join(work, name, "portal"), () => true),
    jsonBytes: sizeOf(join(work, name, "collected"), () => true),
    raw, portal: await grade([join(work, name, "portal")], name), collected: await grade([join(work, name, "collected")], name),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const work = mkdtempSync(join(tmpdir(), "crumbtrail-pack-"));
  const words = process.argv.slice(2);
  if (words[0] === "--from") from = words.splice(0, 2)[1];
  const names = words.length > 0 ? words : cases();
  console.log("| case | rows, whole | rows that travel | most of one table | bytes, whole | bytes, CSV | bytes, NDJSON | verdict |");
  console.log("|---|---|---|---|---|---|---|---|");
  for (const name of names) {
    const m = await measure(name, work);
    console.log(`| ${[m.name, m.rawRows, m.rows, m.most, m.rawBytes, m.csvBytes, m.jsonBytes, `${m.raw.classification} / ${m.portal.classification} / ${m.collected.classification}`].join(" | ")} |`);
    for (const [what, other] of [["CSV", m.portal], ["NDJSON", m.collected]])
      for (const line of differences(m.raw, other)) console.error(`${name} ${what}: ${line}`);
  }
  rmSync(work, { recursive: true, force: true });
}
