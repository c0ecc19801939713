// `./dev bench`: makes the data, runs us and the peers on the same bytes in one go, checks that the answers agree,
// prints ratios and writes docs/BENCHMARKS.md.  [--rows N] [--runs N] [--no-write]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "340000" }, runs: { type: "string", default: "5" }, "no-write": { type: "boolean", default: false } },
});
const rows = Number(values.rows);
const runs = Number(values.runs);
const folder = "build/bench";
const file = `${folder}/signins-${rows}.csv`;

mkdirSync(folder, { recursive: true });
if (!existsSync(file)) execFileSync("build/release/crumbtrail-fixtures", ["signins", "--rows", String(rows), "-o", file], { stdio: "inherit" });
const megabytes = statSync(file).size / 1e6;

// The playbook's own queries, and shapes of our own beside them.
const original = "core/playbook/session-cookie-theft/original";
const files = {
  "suspicious-logon": `${original}/suspicious-logon.kql`,
  "uncommon-countries": `${original}/uncommon-countries.kql`,
  ...Object.fromEntries(readdirSync("tests/bench/queries").sort().map((name) => [name.slice(0, -4), `tests/bench/queries/${name}`])),
};
const queries = Object.keys(files);
const queryArgs = queries.map((name) => `${name}=${files[name]}`);

function ours(command, ...before) {
  const text = execFileSync(command, [...before, file, String(runs), ...queryArgs], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const lines = text.trim().split("\n").map((line) => JSON.parse(line));
  const result = { ...lines[0], queries: {} };
  for (const line of lines.slice(1)) result.queries[line.query] = { seconds: line.seconds, rows: line.rows };
  return result;
}

// A peer runs in a process of its own, so that nobody inherits another's heap.
function peer(name) {
  const script = `import("./tests/bench/peers.mjs").then(async (p) => console.log(JSON.stringify(await p.${name}(${JSON.stringify(file)}, ${runs}))))`;
  return JSON.parse(execFileSync("node", ["-e", script], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] }));
}

const measured = {
  "crumbtrail native": ours("build/release/crumbtrail-bench"),
  "DuckDB native, 1 thread": peer("duckdbNative"),
  "crumbtrail WASM (Node)": ours("node", "build/wasm/crumbtrail-bench.mjs"),
  "DuckDB-WASM (Node)": peer("duckdbWasm"),
};

const names = Object.keys(measured);
const reference = measured[names[0]];
const disagreements = [];
for (const name of names) {
  if (measured[name].rows !== reference.rows) disagreements.push(`${name}: ${measured[name].rows} rows, ours ${reference.rows}`);
  for (const query of queries) {
    const theirs = measured[name].queries[query]?.rows;
    if (theirs !== reference.queries[query].rows) disagreements.push(`${name}, ${query}: ${theirs} rows, ours ${reference.queries[query].rows}`);
  }
}

const fixed = (value, digits = 1) => value.toFixed(digits);
const speed = (name) => megabytes / measured[name].ingest_seconds;
const lines = [`| | ingest MB/s | ${queries.map((name) => `${name} ms`).join(" | ")} |`, `|---|---|${queries.map(() => "---").join("|")}|`];
for (const name of names) {
  lines.push(`| ${name} | ${fixed(speed(name))} | ${queries.map((query) => fixed(measured[name].queries[query].seconds * 1000, 2)).join(" | ")} |`);
}
const ratio = (us, them) =>
  `| ${us} to ${them} | ${fixed(speed(us) / speed(them), 2)} x | ${queries.map((q) => `${fixed(measured[them].queries[q].seconds / measured[us].queries[q].seconds, 2)} x`).join(" | ")} |`;
lines.push(ratio(names[0], names[1]), ratio(names[2], names[3]));
const scan = (name) => `${fixed((100 * measured[name].scan_seconds) / measured[name].ingest_seconds)} % of a newline count over the same bytes`;

const report = `# Benchmarks

Written by \`./dev bench --rows ${rows} --runs ${runs}\`: medians, everything in one run on one machine, each program alone.
Data: ${rows} generated AADSignInEventsBeta rows, ${fixed(megabytes)} MB of CSV, in memory before the clock starts for us, from the file for DuckDB native.
Machine: ${cpus().length} x ${cpus()[0].model}; Node ${process.version}; DuckDB 1.4.3 native, duckdb-wasm 1.32.0.

${lines.join("\n")}

Ingest against the physical limit: native ${scan(names[0])}; WASM ${scan(names[2])}.
Answers: ${disagreements.length === 0 ? "row counts agree for every query." : `DISAGREE\n\n- ${disagreements.join("\n- ")}`}
`;
console.log(report);
if (!values["no-write"]) writeFileSync("docs/BENCHMARKS.md", report);
process.exitCode = disagreements.length === 0 ? 0 : 1;
