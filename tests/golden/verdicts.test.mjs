// The sample cases: their classification, the outcome of every check, and the same bytes from the native
// build and from WebAssembly. Needs build/fixtures and both command lines; `./dev test golden` makes them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const kCommands = {
  native: ["build/release/crumbtrail"],
  wasm: ["node", "build/wasm/crumbtrail-cli.mjs"],
};

const kGraded = new Map();  // several tests read one verdict

function grade(command, name, decisions) {
  const key = `${command[0]} ${name} ${decisions}`;
  if (!kGraded.has(key)) kGraded.set(key, run(command, name, decisions));
  return kGraded.get(key);
}

function run([program, ...before], name, decisions) {
  const folder = `build/fixtures/${name}`;
  const extra = readFileSync(`${folder}/case.txt`, "utf8").split(/\s+/).filter(Boolean);
  const given = decisions ? ["--decisions", `${folder}/decisions.json`] : [];
  const args = [...before, "grade", folder, "--format", "json", ...given, ...extra];
  return execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

function onlyVerdict(text) {
  const { verdicts } = JSON.parse(text);
  assert.equal(verdicts.length, 1);
  return verdicts[0];
}

const kCases = readdirSync("fixtures/expected").map((name) => JSON.parse(readFileSync(`fixtures/expected/${name}`, "utf8")));

for (const expected of kCases) {
  const name = expected.case;
  for (const decisions of [true, false]) {
    const how = decisions ? "with_decisions" : "without_decisions";
    test(`${name} ${how}: ${expected.classification[how]}`, () => {
      const verdict = onlyVerdict(grade(kCommands.native, name, decisions));
      assert.equal(verdict.classification, expected.classification[how]);
    });
    test(`${name} ${how}: WebAssembly writes the same bytes`, () => {
      assert.equal(grade(kCommands.wasm, name, decisions), grade(kCommands.native, name, decisions));
    });
  }
  test(`${name}: the outcome of every check`, () => {
    const { checks } = onlyVerdict(grade(kCommands.native, name, true));
    const outcomes = Object.fromEntries(checks.map((check) => [check.id, check.outcome]));
    const found = Object.fromEntries(Object.keys(expected.checks).map((id) => [id, outcomes[id]]));
    assert.deepEqual(found, expected.checks);
  });
}

test("FP-1 as a registered monitor: expected activity when a second person signed, else no more than before", () => {
  const folder = mkdtempSync(join(tmpdir(), "crumbtrail-"));
  const known = JSON.parse(readFileSync("build/fixtures/FP-1/decisions.json", "utf8"));
  const { subject } = onlyVerdict(grade(kCommands.native, "FP-1", true));
  for (const [second, classification, rule] of [["Hopper", "informationalExpectedActivity", "E4"], ["", "falsePositive", "E1"]]) {
    const path = join(folder, `${classification}.json`);
    const monitors = [{ account: subject.upn, owner: "Monitoring", by: "Grace", ...(second && { second }) }];
    writeFileSync(path, JSON.stringify({ ...known, monitors }));
    const [program, ...before] = kCommands.native;
    const text = execFileSync(program, [...before, "grade", "build/fixtures/FP-1", "--format", "json", "--decisions", path], { encoding: "utf8", maxBuffer: 1 << 28 });
    const verdict = onlyVerdict(text);
    assert.equal(verdict.classification, classification);
    assert.ok(verdict.rules.some(({ id }) => id === rule));
  }
});
