// Runs the test groups and counts: `node tools/test.mjs [GROUP...]`. Builds nothing; ./dev test does.
// The last line is "N passed, N failed"; the exit status is 1 when one failed.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const doctest = (preset) => ({
  command: ["ctest", "--preset", preset, "--verbose"],
  count: (text) => sum(text, /test cases: +\d+ \| +(\d+) passed \| +(\d+) failed/g),
});
const nodeTests = (folder) => ({
  command: ["node", "--test", "--test-reporter=spec", ...testFiles(folder)],
  count: (text) => sum(text, /^ℹ pass (\d+)\n^ℹ fail (\d+)/gm),
});

const kGroups = {
  native: doctest("native"),
  wasm: doctest("wasm"),
  arrows: nodeTests("tests/arrows"),
  golden: nodeTests("tests/golden"),
  types: { command: ["node_modules/.bin/tsc", "--noEmit", "-p", "web/tsconfig.json"], count: (_, status) => (status === 0 ? [1, 0] : [0, 1]) },
  browser: nodeTests("tests/browser"),
};

function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".test.mjs")).sort().map((name) => join(folder, name));
}

function sum(text, pattern) {
  let passed = 0, failed = 0;
  for (const match of text.matchAll(pattern)) {
    passed += Number(match[1]);
    failed += Number(match[2]);
  }
  return [passed, failed];
}

// A program that ends badly without a count of its own (a crash) is one failure.
function runGroup(name) {
  const { command, count } = kGroups[name];
  const started = Date.now();
  const run = spawnSync(command[0], command.slice(1), { encoding: "utf8", maxBuffer: 1 << 30 });
  const text = `${run.stdout ?? ""}${run.stderr ?? ""}`;
  let [passed, failed] = count(text, run.status);
  if (run.status !== 0 && failed === 0) failed = 1;
  if (failed > 0) process.stdout.write(`${text}${run.error ?? ""}\n`);
  console.log(`${name}: ${passed} passed, ${failed} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return [passed, failed];
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(kGroups);
const unknown = wanted.find((name) => !(name in kGroups));
if (unknown) {
  console.error(`There is no test group '${unknown}'; there are: ${Object.keys(kGroups).join(", ")}.`);
  process.exit(1);
}
let passed = 0, failed = 0;
for (const name of wanted) {
  const [p, f] = runGroup(name);
  passed += p;
  failed += f;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
