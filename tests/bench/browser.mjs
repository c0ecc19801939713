// `./dev bench --browser`: our page and DuckDB-WASM, each alone in a page of one Chromium, on one file.
// Drives and compares; what runs inside the pages is crumbtrail_page.mjs and duckdb_page.mjs.
import { createReadStream, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { dragFiles, launchChromium, mirror, pageUrl, root } from "../browser/page.mjs";
import { difference, median, ourText } from "./answers.mjs";
import { standBetween } from "./crumbtrail_page.mjs";
import { kqlFile, queries, sqlOf } from "./data.mjs";
import { writeSize } from "./report.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const patience = 10 * 60_000; // milliseconds; what takes longer counts as failed
const settle = 3000; // milliseconds in which our view falls asleep and a heap comes to rest

// --- the pages

async function serveDuckdb() {
  const dist = join(here, "node_modules/@duckdb/duckdb-wasm/dist");
  const { outputFiles } = await build({ entryPoints: [join(here, "duckdb_page.mjs")], bundle: true, write: false, format: "esm", target: "es2022", logLevel: "warning" });
  const page = '<!doctype html><meta charset="utf-8"><title>DuckDB-WASM</title><input id="file" type="file"><script type="module" src="page.js"></script>';
  const files = {
    "/": ["text/html", page],
    "/page.js": ["text/javascript", outputFiles[0].text],
    "/duckdb-browser-eh.worker.js": ["text/javascript", readFileSync(join(dist, "duckdb-browser-eh.worker.js"))],
    "/duckdb-eh.wasm": ["application/wasm", readFileSync(join(dist, "duckdb-eh.wasm"))],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    if (type) response.writeHead(200, { "content-type": type }).end(body);
    else response.writeHead(404).end();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

// The numbers of the messages, from their one declaration.
function messageTags() {
  const names = /enum class Tag[^{]*\{([^}]*)\}/.exec(readFileSync(join(root, "wasm/messages.h"), "utf8"))[1].split(",").map((name) => name.trim());
  const tags = {};
  let next = 0;
  for (const [name, value] of names.filter(Boolean).map((each) => each.split("=").map((part) => part.trim()))) {
    next = value === undefined ? next : Number(value);
    tags[name] = next++;
  }
  return tags;
}

const programs = (duckdbUrl) => ({
  crumbtrail: {
    question: (name) => readFileSync(kqlFile(name), "utf8"),
    async open(page) {
      await page.addInitScript(standBetween, messageTags());
      await page.goto(pageUrl);
      await mirror.ready(page);
      await sleep(settle);
    },
    give: (page, file) => dragFiles(page, [file]),
    rows: ({ types, cells }) => cells.map((row) => row.map((cell, at) => ourText(types[at], cell))),
  },
  "DuckDB-WASM": {
    question: sqlOf,
    async open(page) {
      await page.goto(duckdbUrl);
      await page.waitForFunction(() => window.bench !== undefined);
    },
    give: (page, file) => page.setInputFiles("#file", file),
    rows: (answer) => answer,
  },
});

// --- measuring

// The most that a page's process has held so far, in MB; Linux tells it.
async function peakMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const peaks = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    try {
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]) / 1000;
    } catch {
      return 0; // gone meanwhile, or no Linux
    }
  });
  return Math.max(0, ...peaks);
}

const firstLine = (problem) => String(problem?.message ?? problem).replace(/^page\.\w+: (Error: )?/, "").split("\n")[0].slice(0, 160);

// What ends a page for good; Chromium does not say why a process ended, but memory is the usual cause.
const tooLate = new Error(`no answer in ${patience / 60_000} minutes; nothing more was asked`);
const gone = new Error("the page's process ended, as one does that runs out of memory; nothing more was asked");

async function inTime(work, crashed) {
  const stop = new AbortController();
  const clock = sleep(patience, undefined, { signal: stop.signal }).then(() => Promise.reject(tooLate));
  clock.catch(() => undefined); // stopped
  work.catch(() => undefined); // lost against another
  try {
    return await Promise.race([work, crashed, clock]);
  } finally {
    stop.abort();
  }
}

// One page from its opening to its end. `use` asks what it wants once the file is in.
async function withPage({ browser, context }, program, file, use) {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const crashed = new Promise((_, reject) => page.on("crash", () => reject(gone)));
  crashed.catch(() => undefined);
  try {
    await program.open(page);
    await program.give(page, file);
    const { milliseconds } = await inTime(page.evaluate(() => window.bench.ingest()), crashed);
    await sleep(settle);
    await use(page, crashed);
    const alive = await Promise.race([crashed, Promise.resolve(true)]).catch(() => false);
    return { milliseconds, megabytes: alive ? await peakMemory(browser) : 0 };
  } finally {
    await page.close().catch(() => undefined);
    await sleep(settle / 3); // its process goes
  }
}

async function measureQuery(page, crashed, program, name, runs) {
  const question = program.question(name);
  const times = [];
  const engine = [];
  try {
    for (let run = 0; run < runs; ++run) {
      const one = await inTime(page.evaluate((text) => window.bench.ask(text), question), crashed);
      times.push(one.milliseconds);
      engine.push(one.engine ?? 0);
    }
    const answer = program.rows(await inTime(page.evaluate(() => window.bench.answer()), crashed));
    return { milliseconds: median(times), engine: median(engine), answer };
  } catch (problem) {
    return { problem: firstLine(problem), over: problem === tooLate || problem === gone };
  }
}

async function measure(chromium, program, file, runs) {
  const result = { ingest: [], megabytes: 0, queries: {}, problem: "" };
  const rounds = Math.min(runs, 3);
  for (let round = 1; round <= rounds && result.problem === ""; ++round) {
    try {
      const { milliseconds, megabytes } = await withPage(chromium, program, file, async (page, crashed) => {
        if (round < rounds) return;
        for (const name of queries) {
          result.queries[name] = await measureQuery(page, crashed, program, name, runs);
          if (result.queries[name].over) break;
        }
      });
      result.ingest.push(milliseconds);
      result.megabytes = Math.max(result.megabytes, megabytes);
    } catch (problem) {
      result.problem = firstLine(problem);
    }
  }
  return result;
}

// --- the report

const fixed = (value, digits = 1) => value.toFixed(digits);
const escaped = (text) => text.replaceAll("|", "\\|");

function describe(measured, { rows, runs, megabytes, version }) {
  const [us, them] = Object.values(measured);
  const problems = [];
  for (const [program, { problem, queries: asked }] of Object.entries(measured)) {
    if (problem !== "") problems.push(`${program} did not get the file in: ${problem}`);
    for (const [name, { problem: why }] of Object.entries(asked)) if (why) problems.push(`${program}, ${name}: ${why}`);
  }
  const disagreements = queries.filter((name) => us.queries[name]?.answer && them.queries[name]?.answer)
    .map((name) => [name, difference(us.queries[name].answer, them.queries[name].answer)]).filter(([, what]) => what !== "").map(([name, what]) => `${name}: ${what}`);
  const compared = queries.filter((name) => us.queries[name]?.answer && them.queries[name]?.answer).length;

  const ingest = ({ ingest: times }) => (times.length === 0 ? "failed" : `${fixed(median(times) / 1000, 2)} s, ${fixed((megabytes * 1000) / median(times))} MB/s`);
  const memory = ({ megabytes: peak }) => (peak === 0 ? "not known" : `${fixed(peak, 0)} MB`);
  const both = (a, b) => (a > 0 && b > 0 ? `${fixed(b / a)} x` : "");
  const time = (asked, own) => (asked?.answer ? fixed(asked.milliseconds) + (own ? ` (${fixed(asked.engine)})` : "") : asked ? "failed" : "not asked");
  const lines = queries.map((name) => {
    const [a, b] = [us.queries[name], them.queries[name]];
    return `| ${name} | ${(a?.answer ?? b?.answer)?.length ?? ""} | ${time(a, true)} | ${time(b, false)} | ${a?.answer && b?.answer ? both(a.milliseconds, b.milliseconds) : ""} |`;
  });
  const report = `### ${rows} rows, ${fixed(megabytes)} MB of CSV

\`./dev bench --browser --rows ${rows} --runs ${runs}\`, ${cpus().length} x ${cpus()[0].model}, Chromium ${version}, duckdb-wasm 1.32.0; medians.

| | crumbtrail | DuckDB-WASM | |
|---|---|---|---|
| ingest | ${ingest(us)} | ${ingest(them)} | ${us.ingest.length && them.ingest.length ? both(median(us.ingest), median(them.ingest)) : ""} |
| memory | ${memory(us)} | ${memory(them)} | ${both(us.megabytes, them.megabytes)} |

| query, ms | rows | crumbtrail (engine) | DuckDB-WASM | |
|---|---|---|---|---|
${lines.join("\n")}

${problems.length === 0 ? "" : `${problems.map((line) => `- ${escaped(line)}`).join("\n")}\n\n`}Answers: ${
    disagreements.length > 0 ? `DISAGREE\n\n- ${disagreements.map(escaped).join("\n- ")}` : compared === queries.length ? "every row of every query is the same in both." : `every row is the same in both, of the ${compared} queries that both answered.`
  }
`;
  return { report, agree: disagreements.length === 0 };
}

export async function inOneBrowser({ rows, runs, file, megabytes, write }) {
  for await (const _ of createReadStream(file, { highWaterMark: 4 << 20 })); // into the system's cache, for the first as for the second
  const server = await serveDuckdb();
  const chromium = await launchChromium();
  const measured = {};
  try {
    for (const [name, program] of Object.entries(programs(server.url))) {
      console.error(`${name} in Chromium`);
      measured[name] = await measure(chromium, program, join(root, file), runs);
    }
  } finally {
    await chromium.browser.close();
    server.close();
  }
  const { report, agree } = describe(measured, { rows, runs, megabytes, version: chromium.browser.version() });
  console.log(report);
  if (write) writeSize(rows, report);
  return agree ? 0 : 1;
}
