// The three sample cases: their classification, and the same bytes from the native build and from
// WebAssembly. Needs build/fixtures and both command lines; `./dev test golden` makes them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";

const kCommands = {
  native: ["build/release/crumbtrail"],
  wasm: ["node", "build/wasm/crumbtrail.mjs"],
};

const kExpected = [
  { name: "TP-1", decisions: true, classification: "truePositive" },
  { name: "FP-1", decisions: true, classification: "falsePositive" },
  { name: "FP-1", decisions: false, classification: "unknown" },
  { name: "INC-1", decisions: true, classification: "unknown" },
];

function grade(command, { name, decisions }) {
  const folder = `build/fixtures/${name}`;
  const extra = readFileSync(`${folder}/case.txt`, "utf8").split(/\s+/).filter(Boolean);
  const given = decisions ? ["--decisions", `${folder}/decisions.json`] : [];
  const args = [...command.slice(1), "grade", folder, "--format", "json", ...given, ...extra];
  return execFileSync(command[0], args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

for (const each of kExpected) {
  const title = `${each.name} ${each.decisions ? "with" : "without"} decisions`;
  test(`${title} is ${each.classification}`, () => {
    const { verdicts } = JSON.parse(grade(kCommands.native, each));
    assert.deepEqual(verdicts.map((verdict) => verdict.classification), [each.classification]);
  });
  test(`${title}: WebAssembly writes the same bytes`, () => {
    assert.equal(grade(kCommands.wasm, each), grade(kCommands.native, each));
  });
}
