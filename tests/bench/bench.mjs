// `./dev bench`: makes the data, runs us and the peers on the same bytes in one go, checks that the answers agree,
// prints ratios and writes docs/BENCHMARKS.md.  [--rows N] [--runs N] [--browser] [--no-write]
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { difference, ourCell } from "./answers.mjs";
import { dataFile, kqlFile, queries, sqlOf } from "./data.mjs";
import { writeNative } from "./report.mjs";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "340000" },
    runs: { type: "string", default: "5" },
    browser: { type: "boolean", default: false },
    "no-write": { type: "boolean", default: false },
  },
});
const rows = Number(values.rows);
const runs = Number(values.runs);
const { file, megabytes } = dataFile(rows);
if (values.browser) {
  const { inOneBrowser } = await import("./browser.mjs");
  process.exit(await inOneBrowser({ rows, runs, file, megabytes, write: !values["no-write"] }));
}

const queryArgs = queries.map((name) => `${name}=${kqlFile(name)}`);
const sql = Object.fromEntries(queries.map((name) => [name, sqlOf(name)]));

function ours(command, ...before) {
  const text = execFileSync(command, [...before, file, String(runs), ...queryArgs], { encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "inherit"] });
  const lines = text.trim().split("\n").map((line) => JSON.parse(line));
  const result = { ...lines[0], queries: {} };
  for (const { query, seconds, answer } of lines.slice(1)) {
    result.queries[query] = { seconds, answer: answer.rows.map((row) => row.map(ourCell)) };
  }
  return result;
}

// A peer runs in a process of its own, so that nobody inherits another's heap.
function peer(name) {
  const script = `import("./tests/bench/peers.mjs").then(async (p) => console.log(JSON.stringify(await p.${name}(${JSON.stringify(file)}, ${runs}, ${JSON.stringify(sql)}))))`;
  return JSON.parse(execFileSync("node", ["-e", script], { encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "inherit"] }));
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
    const what = difference(reference.queries[query].answer, measured[name].queries[query].answer);
    if (what !== "") disagreements.push(`${name}, ${query}: ${what}`);
  }
}

const fixed = (value, digits = 1) => value.toFixed(digits);
const speed = (name) => megabytes / measured[name].ingest_seconds;
const milliseconds = (name, query) => measured[name].queries[query].seconds * 1000;
const ratio = (them, us, query) => `${fixed(milliseconds(them, query) / milliseconds(us, query), 1)} x`;
const [native, duck, wasm, duckWasm] = names;
const ingest = [
  "| ingest | MB/s | to DuckDB |",
  "|---|---|---|",
  ...names.map((name) => `| ${name} | ${fixed(speed(name))} | ${name === native ? `${fixed(speed(native) / speed(duck))} x` : name === wasm ? `${fixed(speed(wasm) / speed(duckWasm))} x` : ""} |`),
];
const lines = [
  `| query, ms | rows | ${names.join(" | ")} | native | WASM |`,
  `|---|---|${names.map(() => "---").join("|")}|---|---|`,
  ...queries.map((query) => `| ${query} | ${reference.queries[query].answer.length} | ${names.map((name) => fixed(milliseconds(name, query), 2)).join(" | ")} | ${ratio(duck, native, query)} | ${ratio(duckWasm, wasm, query)} |`),
];
const scan = (name) => `${fixed((100 * measured[name].scan_seconds) / measured[name].ingest_seconds)} % of a newline count over the same bytes`;

const report = `# Benchmarks

Written by \`./dev bench --rows ${rows} --runs ${runs}\`: medians, everything in one run on one machine, each program alone.
Data: ${rows} generated AADSignInEventsBeta rows, ${fixed(megabytes)} MB of CSV, in memory before the clock starts for us, from the file for DuckDB native.
Machine: ${cpus().length} x ${cpus()[0].model}; Node ${process.version}; DuckDB 1.4.3 native, duckdb-wasm 1.32.0.

${ingest.join("\n")}

Ingest against the physical limit: native ${scan(names[0])}; WASM ${scan(names[2])}.

Queries, tests/bench/queries (\`native\` and \`WASM\`: how many times as fast as DuckDB there):

${lines.join("\n")}

Answers: ${disagreements.length === 0 ? "every row of every query is the same in all four." : `DISAGREE\n\n- ${disagreements.join("\n- ")}`}
`;
console.log(report);
if (!values["no-write"]) writeNative(report);
process.exitCode = disagreements.length === 0 ? 0 : 1;
