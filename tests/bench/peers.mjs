// The peers on the same bytes and the same questions: DuckDB native on one thread, DuckDB-WASM.
// Each answers {ingest_seconds, rows, queries: {name: {seconds, rows}}}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// Microsoft's operators in SQL: has on the JSON array is an element test, ago() counts
// from the newest row, and a join of no kind (innerunique) keeps one left row of each key.
const kOfficeHome = "'4765445b-32c6-49b0-83e6-1d93765276ca'";
const kNewest = "(SELECT max(Timestamp) FROM signins)";
const kHome = (since) => `SELECT SessionId, min(Timestamp) AS Timestamp, arg_min(Country, Timestamp) AS Country FROM signins
  WHERE ${since} ErrorCode = 0 AND ApplicationId = ${kOfficeHome} AND LogonType LIKE '%"interactiveUser"%' GROUP BY SessionId`;
export const kSql = {
  "suspicious-logon": `SELECT o.*, h.Timestamp, h.Country
    FROM (SELECT DISTINCT ON (SessionId) Timestamp, Application, ApplicationId, AccountObjectId, AccountDisplayName, Country, SessionId FROM signins
      WHERE Timestamp > ${kNewest} - INTERVAL 1 DAY AND ApplicationId <> ${kOfficeHome} AND ClientAppUsed = 'Browser') o
    JOIN (${kHome(`Timestamp > ${kNewest} - INTERVAL 1 DAY AND ClientAppUsed = 'Browser' AND`)}) h USING (SessionId)
    WHERE o.Timestamp > h.Timestamp AND o.Country <> h.Country`,
  "uncommon-countries": `SELECT AccountObjectId, AccountDisplayName, list(DISTINCT Country) FROM signins
    WHERE Timestamp > ${kNewest} - INTERVAL 7 DAY AND ApplicationId = ${kOfficeHome} AND ClientAppUsed = 'Browser'
      AND LogonType LIKE '%"interactiveUser"%' GROUP BY ALL`,
  "session-spread": `SELECT * FROM (SELECT SessionId, count(DISTINCT IPAddress) AS Ips, count(DISTINCT UserAgent) AS Agents, min(Timestamp), max(Timestamp)
    FROM signins WHERE ErrorCode = 0 GROUP BY SessionId) WHERE Ips > 1`,
  "whole-30d-1": `SELECT o.Timestamp, o.Application, o.Country, o.SessionId, h.Timestamp, h.Country FROM signins o JOIN (${kHome("")}) h USING (SessionId)
    WHERE o.ApplicationId <> ${kOfficeHome} AND o.Timestamp > h.Timestamp AND o.Country <> h.Country`,
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const timed = async (work) => {
  const start = performance.now();
  const value = await work();
  return [(performance.now() - start) / 1000, value];
};

// Types as we load them; DuckDB's sniffer would read Timestamp as a time with zone otherwise.
const kLoad = (file) => `CREATE OR REPLACE TABLE signins AS SELECT * FROM read_csv('${file}', header = true, auto_detect = true, sample_size = 20480,
  types = {'Timestamp': 'TIMESTAMP', 'ErrorCode': 'INTEGER'})`;

async function run(file, runs, execute) {
  const result = { ingest_seconds: 0, rows: 0, queries: {} };
  const ingest = [];
  for (let i = 0; i < Math.min(runs, 3); ++i) ingest.push((await timed(() => execute(kLoad(file))))[0]);
  result.ingest_seconds = median(ingest);
  result.rows = Number((await execute("SELECT count(*) AS n FROM signins"))[0][0]);
  for (const [name, sql] of Object.entries(kSql)) {
    const seconds = [];
    let rows = 0;
    for (let i = 0; i < runs; ++i) {
      const [time, answer] = await timed(() => execute(sql));
      seconds.push(time);
      rows = answer.length;
    }
    result.queries[name] = { seconds: median(seconds), rows };
  }
  return result;
}

export async function duckdbNative(file, runs) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  return run(file, runs, async (sql) => (await connection.runAndReadAll(sql)).getRows());
}

export async function duckdbWasm(file, runs) {
  const require = createRequire(import.meta.url);
  const duckdb = require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");
  const dist = fileURLToPath(new URL("./node_modules/@duckdb/duckdb-wasm/dist/", import.meta.url));
  const bundle = { mvp: { mainModule: `${dist}duckdb-mvp.wasm`, mainWorker: "" }, eh: { mainModule: `${dist}duckdb-eh.wasm`, mainWorker: "" } };
  const db = await duckdb.createDuckDB(bundle, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await db.instantiate(() => {});
  const connection = db.connect();
  db.registerFileBuffer("signins.csv", readFileSync(file));
  return run("signins.csv", runs, async (sql) => connection.query(sql).toArray().map((row) => Object.values(row.toJSON())));
}
