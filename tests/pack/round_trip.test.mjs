// On every sample case: what the pack's extracts take from the whole tables grades as the whole tables do, whether the
// portal or the collector wrote it; and a collection with a hole is never more benign. Needs build/fixtures.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { cases, differences, grade, measure, towardBenign, whole } from "./round_trip.mjs";

const kWork = mkdtempSync(join(tmpdir(), "crumbtrail-pack-"));
after(() => rmSync(kWork, { recursive: true, force: true }));
const kRowsOfAnAnswer = 30000;

const kTogether = 4;  // cases at a time
const kMeasured = new Map();
const waiting = cases();
const worker = async () => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) kMeasured.set(name, await measure(name, kWork));
};
await Promise.all(Array.from({ length: kTogether }, worker));

for (const name of cases()) {
  const { raw, portal, collected, most } = kMeasured.get(name);
  test(`${name} exported from the portal: the verdict of the whole tables`, () => assert.deepEqual(differences(raw, portal), []));
  test(`${name} collected: the verdict of the whole tables`, () => {
    assert.deepEqual(differences(raw, collected), []);
    const spoiled = collected.files.filter((file) => file.rejected > 0 || file.truncated || file.table === "");
    assert.deepEqual(spoiled, []);
  });
  test(`${name}: no answer fills the portal's limit`, () => assert.ok(most < kRowsOfAnAnswer, `${most} rows`));
}

test("without decisions too", async () => {
  for (const name of ["FP-1", "TP-1", "BT-TRAVEL"]) assert.deepEqual(differences(await whole(name, false), await grade([join(kWork, name, "collected")], name, false)), []);
});

// What may happen to a collection on its way, and what must be said then.
const kSpoilings = [
  ["a file missing", (folder, first) => rmSync(join(folder, first)), /1 of its files missing/],
  ["a file changed", (folder, first) => appendFileSync(join(folder, first), "{}\n"), /changed after it was collected/],
  ["a row taken out", (folder, first) => writeFileSync(join(folder, first), readFileSync(join(folder, first), "utf8").split("\n").slice(1).join("\n")), /changed after it was collected/],
  ["a window failed", (folder) => rewrite(folder, (line) => (line.TableName === "CloudAppEvents" && line.State === "collected" ? { ...line, State: "failed", FileName: "", Rows: 0, Sha256: "", Reason: "timeout" } : line)), /windows failed/],
  ["a window cut off", (folder) => rewrite(folder, (line) => (line.TableName === "CloudAppEvents" && line.State === "collected" ? { ...line, State: "capped" } : line)), /cut off at the row limit/],
  ["not finished", (folder) => rewrite(folder, (line) => (line.State === "done" ? null : line)), /was not finished/],
];

function rewrite(folder, change) {
  const path = join(folder, "manifest.ndjson");
  const lines = readFileSync(path, "utf8").trim().split("\n").map((text) => change(JSON.parse(text))).filter((line) => line !== null);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n") + "\n");
}

for (const [what, spoil, said] of kSpoilings) {
  for (const name of ["FP-1", "TP-1", "WE-4"]) {
    test(`${name}, ${what}: it is said, and nothing becomes more benign`, async () => {
      const folder = join(kWork, name, what.replaceAll(" ", "-"));
      cpSync(join(kWork, name, "collected"), folder, { recursive: true });
      spoil(folder, readdirSync(folder).find((file) => file.startsWith("CloudAppEvents")));
      const spoiled = await grade([folder], name);
      assert.ok(spoiled.files.some((file) => file.truncated && said.test(file.reason)), JSON.stringify(spoiled.files.map((file) => file.reason)));
      assert.deepEqual(towardBenign(kMeasured.get(name).raw, spoiled), []);
      assert.notEqual(spoiled.classification, "falsePositive");
    });
  }
}

test("files under other names are known by their hashes", async () => {
  const folder = join(kWork, "FP-1", "renamed");
  cpSync(join(kWork, "FP-1", "collected"), folder, { recursive: true });
  for (const file of readdirSync(folder)) renameSync(join(folder, file), join(folder, `x${file}`));
  assert.deepEqual(differences(kMeasured.get("FP-1").raw, await grade([folder], "FP-1")), []);
});
