// DuckDB-WASM in a page of its own: what browser.mjs calls there. Bundled by browser.mjs; runs in a browser only.
import * as duckdb from "@duckdb/duckdb-wasm";
import { loadSql, theirCell } from "./answers.mjs";

let connection;
let answer;

async function ask(sql) {
  const begin = performance.now();
  answer = await connection.query(sql);
  return { milliseconds: performance.now() - begin, rows: answer.numRows };
}

async function start(file) {
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker("duckdb-browser-eh.worker.js"));
  await db.instantiate(new URL("duckdb-eh.wasm", location.href).href);
  connection = await db.connect();
  await db.registerFileHandle("signins.csv", file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
}

window.bench = {
  // The engine stands before the clock starts, as ours does.
  async ingest() {
    await start(document.getElementById("file").files[0]);
    const begin = performance.now();
    await connection.query(loadSql("signins.csv"));
    await connection.query("SELECT count(*) AS n FROM signins");
    return { milliseconds: performance.now() - begin };
  },
  ask,
  answer: () => answer.toArray().map((row) => Object.values(row.toJSON()).map(theirCell)),
};
