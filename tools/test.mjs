// Runs the test groups and counts: `node tools/test.mjs [--list] [GROUP...]`. Builds nothing; ./dev test does.
// A folder of tests/ that holds *.test.mjs is a group by its name. The last line is "N passed, N failed";
// the exit status is 1 when one failed.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const kDoctestCount = /test cases: +\d+ \| +(\d+) passed \| +(\d+) failed/g;
const kNodeCount = /^ℹ pass (\d+)\nℹ fail (\d+)\nℹ cancelled \d+\nℹ skipped (\d+)/gm;

const doctest = (preset) => ({ command: ["ctest", "--preset", preset, "--verbose"], count: kDoctestCount });
const nodeTests = (files) => ({ command: ["node", "--test", "--test-reporter=spec", ...files], count: kNodeCount });

function scriptGroups() {
  const groups = readdirSync("tests", { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => {
    const files = readdirSync(`tests/${name}`).filter((file) => file.endsWith(".test.mjs")).sort();
    return [name, files.map((file) => `tests/${name}/${file}`)];
  });
  return Object.fromEntries(groups.filter(([, files]) => files.length > 0).map(([name, files]) => [name, nodeTests(files)]));
}

const kGroups = {
  native: doctest("native"),
  wasm: doctest("wasm"),
  types: { command: ["node_modules/.bin/tsc", "--noEmit", "-p", "web/tsconfig.json"] },
  ...scriptGroups(),
};

// A group without a count of its own is one test. One that counts no failure but ends badly (a crash), or
// that counts nothing at all, has one failure. Skipped tests are said: the oracle's, where it is not installed.
function runGroup(name) {
  const { command, count } = kGroups[name];
  const started = Date.now();
  const run = spawnSync(command[0], command.slice(1), { encoding: "utf8", maxBuffer: 1 << 30 });
  const text = `${run.stdout ?? ""}${run.stderr ?? ""}${run.error ?? ""}`.replace(/\u001b\[[0-9;]*m/g, "");
  let passed = !count && run.status === 0 ? 1 : 0;
  let failed = 0;
  let skipped = 0;
  for (const match of count ? text.matchAll(count) : []) {
    passed += Number(match[1]);
    failed += Number(match[2]);
    skipped += Number(match[3] ?? 0);
  }
  if ((run.status !== 0 || passed + skipped === 0) && failed === 0) failed = 1;
  if (failed > 0) process.stdout.write(`${text}\n`);
  console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return [passed, failed];
}

const names = process.argv.slice(2).filter((argument) => argument !== "--list");
const wanted = names.length > 0 ? names : Object.keys(kGroups);
const unknown = wanted.find((name) => !(name in kGroups));
if (unknown) {
  console.error(`There is no test group '${unknown}'; there are: ${Object.keys(kGroups).join(", ")}.`);
  process.exit(1);
}
if (process.argv[2] === "--list") {
  console.log(wanted.join("\n"));
  process.exit(0);
}
const counts = wanted.map(runGroup);
const total = (index) => counts.reduce((sum, count) => sum + count[index], 0);
console.log(`${total(0)} passed, ${total(1)} failed`);
process.exit(total(1) > 0 ? 1 : 0);
