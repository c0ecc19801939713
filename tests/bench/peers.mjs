// The peers on the same bytes and the same questions: DuckDB native on one thread, DuckDB-WASM.
// Each answers {ingest_seconds, rows, queries: {name: {seconds, answer}}}, where an answer is rows of plain cells.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loadSql, median, theirCell } from "./answers.mjs";

const timed = async (work) => {
  const start = performance.now();
  const value = await work();
  return [(performance.now() - start) / 1000, value];
};

async function run(file, runs, queries, execute) {
  const result = { ingest_seconds: 0, rows: 0, queries: {} };
  const ingest = [];
  for (let i = 0; i < Math.min(runs, 3); ++i) ingest.push((await timed(() => execute(loadSql(file))))[0]);
  result.ingest_seconds = median(ingest);
  result.rows = Number((await execute("SELECT count(*) AS n FROM signins"))[0][0]);
  for (const [name, sql] of Object.entries(queries)) {
    const seconds = [];
    let answer = [];
    for (let i = 0; i < runs; ++i) {
      const [time, rows] = await timed(() => execute(sql));
      seconds.push(time);
      answer = rows;
    }
    result.queries[name] = { seconds: median(seconds), answer: answer.map((row) => row.map(theirCell)) };
  }
  return result;
}

export async function duckdbNative(file, runs, queries) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  return run(file, runs, queries, async (sql) => (await connection.runAndReadAll(sql)).getRows());
}

export async function duckdbWasm(file, runs, queries) {
  const require = createRequire(import.meta.url);
  const duckdb = require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");
  const dist = fileURLToPath(new URL("./node_modules/@duckdb/duckdb-wasm/dist/", import.meta.url));
  const bundle = { mvp: { mainModule: `${dist}duckdb-mvp.wasm`, mainWorker: "" }, eh: { mainModule: `${dist}duckdb-eh.wasm`, mainWorker: "" } };
  const db = await duckdb.createDuckDB(bundle, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await db.instantiate(() => {});
  const connection = db.connect();
  db.registerFileBuffer("signins.csv", readFileSync(file));
  return run("signins.csv", runs, queries, async (sql) => connection.query(sql).toArray().map((row) => Object.values(row.toJSON())));
}
