// Real exports that may lie beside the checkout, their records counted here by JSON.parse and by quotes, not by any
// reader of ours: rows, rejects and duplicates are the records. What is refused is refused in one sentence.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import test from "node:test";

const kFolder = "../shared/schemas/samples";
const skip = existsSync(kFolder) ? false : `${kFolder} is not there`;
const inspect = (path) => JSON.parse(spawnSync("build/release/crumbtrail", ["inspect", path, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28 }).stdout).files[0];

const rowsOfTables = (tables) => tables.filter(({ TableKind: kind }) => kind === undefined || kind === "PrimaryResult").flatMap((table) => table.rows ?? table.Rows ?? []).length;
// Records of a JSON value, by the members that hold them.
function countJson(value) {
  if (Array.isArray(value)) return value.some((frame) => frame?.FrameType) ? rowsOfTables(value) : value.length;
  for (const key of ["value", "records", "results", "Results"]) if (Array.isArray(value[key])) return value[key].length;
  return Array.isArray(value.tables ?? value.Tables) ? rowsOfTables(value.tables ?? value.Tables) : 1;
}
function countCsv(text) {
  const lines = text.replace(/"[^"]*"/g, "q").split(/\r?\n/).filter((line) => line !== "");
  return lines.length - 1;
}
function count(text, name) {
  if (name.endsWith(".csv")) return countCsv(text);
  try {
    return countJson(JSON.parse(text));
  } catch {
    return text.split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line)).length;
  }
}

// What is refused, and the words that say what to do or what it is.
const kRefused = {
  "kusto_v2_raw_resp.json": /^This is an answer of Azure Data Explorer \(Kusto\): .*\.$/,
  "mes_inboxrules.csv": /^This is a list of inbox rules as they are now, not of events: export the New-InboxRule and Set-InboxRule events of CloudAppEvents from Advanced hunting\.$/,
  "index.json": /^No known table has these columns\.$/,
};

test("every real sample is recognised or refused in one sentence, and no record is lost", { skip }, () => {
  const paths = readdirSync(kFolder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && /\.(csv|json|ndjson)$/.test(entry.name)).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  assert.ok(paths.length > 0);
  for (const path of paths) {
    const name = basename(path);
    const report = inspect(path);
    assert.equal(report.rows + report.rejected + report.duplicates, report.records, name);
    if (name !== "index.json") assert.equal(report.records, count(readFileSync(path, "utf8").replace(/^\ufeff/, ""), name), name);
    if (name in kRefused) assert.match(report.reason, kRefused[name]);
    assert.equal(report.table === "", name in kRefused, `${name}: ${report.reason}`);
  }
});
