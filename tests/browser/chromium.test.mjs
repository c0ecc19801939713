// The page in real Chromium from file://: drop, verdict, checklist, a finding to its row, one click for a network.
// Needs build/web (./dev web) and build/fixtures. Every case opens its own page.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { cellsOf, workbook } from "../cli/xlsx.mjs";
import { zip } from "../cli/zip.mjs";
import { retell } from "../golden/retell.mjs";
import { dragFiles, fixtures, launchChromium, mirror, need, pageUrl, root, watchRequests } from "./page.mjs";

const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; connect-src 'none'; form-action 'none'; base-uri 'none'";

const filesOf = (name, { decisions = true } = {}) => {
  const folder = join(fixtures, name);
  need(folder, "run ./dev test, which generates the cases");
  return readdirSync(folder).filter((file) => file.endsWith(".csv") || (decisions && file === "decisions.json")).sort().map((file) => join(folder, file));
};
const expected = (name) => JSON.parse(readFileSync(join(root, "fixtures/expected", `${name}.json`), "utf8"));

let browser, context;
before(async () => ({ browser, context } = await launchChromium()));
after(() => browser?.close());

async function open() {
  const page = await context.newPage();
  const seen = await watchRequests(page);
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(pageUrl);
  await mirror.ready(page);
  return { page, seen, problems };
}

const foreign = (seen) => [...seen].filter((url) => url !== pageUrl && !url.startsWith("blob:"));

async function gradeWith(page, files, grades = 1) {
  await dragFiles(page, files);
  await mirror.graded(page, grades);
}

// The physical line (1-based) of a file, as an editor counts.
const lineOf = (path, line) => readFileSync(path, "utf8").split("\n")[line - 1];

test("TP-1: a drag, the verdict, the checklist, and a finding down to its row", async () => {
  const { page, seen, problems } = await open();
  const files = filesOf("TP-1");
  await gradeWith(page, files);
  const verdict = await mirror.verdict(page);
  assert.equal(verdict.classification, "truePositive");
  assert.equal(verdict.subject, "ana.reyes@example.com");
  const checks = await mirror.checks(page);
  for (const [id, outcome] of Object.entries(expected("TP-1").checks)) assert.equal(checks[id]?.outcome, outcome, `check ${id}`);

  await mirror.click(page, "finding.3.1.1.2");
  await page.waitForFunction(() => document.getElementById("selected").dataset.line !== "", undefined, { timeout: 10_000 });
  const selected = await mirror.selected(page);
  assert.equal(basename(selected.file), "AdvancedHunting_CloudAppEvents.csv");
  const line = lineOf(files.find((file) => basename(file) === basename(selected.file)), Number(selected.line));
  assert.match(line, /New-InboxRule/);
  assert.ok(selected.text.includes(line.trim().slice(0, 200)), "the record is the file's own line");

  assert.deepEqual(foreign(seen), [], "nothing but the page and blobs was asked for");
  assert.deepEqual(problems, []);
  await page.close();
});

test("TP-1 with activities out of Purview: the finding leads to that export's own line, byte order mark or not", async () => {
  const { page, problems } = await open();
  const folder = mkdtempSync(join(tmpdir(), "crumbtrail-"));
  retell("Purview activities", join(fixtures, "TP-1"), folder);
  const search = join(folder, "Search_1.csv");
  writeFileSync(search, `\ufeff${readFileSync(search, "utf8")}`);
  await gradeWith(page, readdirSync(folder).filter((file) => /csv|decisions/.test(file)).sort().map((file) => join(folder, file)));
  assert.equal((await mirror.verdict(page)).classification, "truePositive");
  await mirror.click(page, "finding.3.1.1.2");
  await page.waitForFunction(() => document.getElementById("selected").dataset.line !== "", undefined, { timeout: 10_000 });
  const selected = await mirror.selected(page);
  assert.equal(basename(selected.file), "Search_1.csv");
  const line = lineOf(search, Number(selected.line));
  assert.match(line, /New-InboxRule/);
  assert.ok(selected.text.includes(line.trim().slice(0, 200)), "the record is the file's own line");
  assert.deepEqual(problems, []);
  await page.close();
});

test("FP-1: undecided without the own networks, false positive after one click", async () => {
  const { page, seen } = await open();
  await gradeWith(page, filesOf("FP-1", { decisions: false }));
  assert.equal((await mirror.verdict(page)).classification, expected("FP-1").classification.without_decisions);
  await mirror.click(page, "origin.198.51.100.40.ours");
  await mirror.graded(page, 2);
  assert.equal((await mirror.verdict(page)).classification, expected("FP-1").classification.with_decisions);
  assert.deepEqual(foreign(seen), []);
  await page.close();
});

test("INC-1: no alert in the files, graded by user, time and kind", async () => {
  const { page } = await open();
  await gradeWith(page, filesOf("INC-1"));
  assert.equal((await mirror.verdict(page)).classification, "");
  await mirror.click(page, "ask.user");
  await page.keyboard.type("ivan.petrov@example.com");
  await mirror.click(page, "ask.time");
  await page.keyboard.type("2026-11-16T19:40:00Z");
  await mirror.click(page, "ask.grade");
  await mirror.graded(page, 2);
  const verdict = await mirror.verdict(page);
  assert.equal(verdict.classification, "unknown");
  assert.equal(verdict.subject, "ivan.petrov@example.com");
  const checks = await mirror.checks(page);
  for (const [id, outcome] of Object.entries(expected("INC-1").checks)) assert.equal(checks[id]?.outcome, outcome, `check ${id}`);
  await page.close();
});

test("a query runs on the files; a wrong one is refused with its place", async () => {
  const { page } = await open();
  await gradeWith(page, filesOf("TP-1"));
  await page.keyboard.press("2");
  await mirror.click(page, "query.text");
  await page.keyboard.type("CloudAppEvents | where ActionType == 'New-InboxRule' | project Timestamp, ActionType, IPAddress");
  await page.keyboard.press("Control+Enter");
  await page.waitForFunction(() => document.getElementById("query-state").dataset.columns === "3", undefined, { timeout: 20_000 });
  assert.ok(Number((await mirror.query(page)).rows) >= 1);
  await mirror.click(page, "query.text");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("NoSuchTable | take 1");
  await page.keyboard.press("Control+Enter");
  await page.waitForFunction(() => document.getElementById("query-state").dataset.error !== "", undefined, { timeout: 20_000 });
  const query = await mirror.query(page);
  assert.match(query.error, /NoSuchTable/);
  assert.match(query.rendered, /\^/, "a caret marks the place");
  await page.close();
});

test("the editor suggests, a chart leads to its rows and their records", async () => {
  const { page, problems } = await open();
  await gradeWith(page, filesOf("TP-1"));
  await page.keyboard.press("2"); // the text has the keyboard at once
  const item = (id, state = "") => page.waitForSelector(`#items button[data-id="${id}"]${state && `[data-state="${state}"]`}`, { state: "attached", timeout: 20_000 });
  await item("query.text", "active");
  await page.keyboard.insertText("CloudAppEvents | where ActionTy"); // all letters in one frame, as on a slow machine
  await item("suggest.0");
  await page.keyboard.press("Tab");
  await page.keyboard.type(" == 'New-InboxRule' | summarize n = count() by ActionType | render barch");
  await page.keyboard.type("art");
  await page.keyboard.press("Control+Enter");
  await item("query.bar.0.0");
  await mirror.click(page, "query.bar.0.0");
  await page.waitForFunction(() => document.getElementById("selected").dataset.line !== "", undefined, { timeout: 20_000 });
  assert.match((await mirror.selected(page)).text, /New-InboxRule/);
  await mirror.click(page, "query.text");
  await item("query.text", "active");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("CloudAppEvents | take");
  await page.keyboard.press("Escape"); // closes the list or leaves the text, but never brings the old one back
  await mirror.click(page, "query.text");
  await item("query.text", "active");
  await page.keyboard.press("End");
  await page.keyboard.type(" 3");
  await page.keyboard.press("Control+Enter");
  await page.waitForFunction(() => document.getElementById("query-state").dataset.rows === "3", undefined, { timeout: 20_000 });
  assert.deepEqual(problems, []);
  await page.close();
});

test("damaged files are named in a sentence each, the others are graded", async () => {
  const { page } = await open();
  const folder = mkdtempSync(join(tmpdir(), "crumbtrail-"));
  const write = (name, bytes) => (writeFileSync(join(folder, name), bytes), join(folder, name));
  const whole = readFileSync(filesOf("TP-1").find((file) => file.includes("EmailUrlInfo")));
  const bad = [
    write("empty.csv", ""),
    write("binary.csv", Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 197 + 13) % 256))),
    write("cut.csv", whole.subarray(0, whole.length - 40)),
  ];
  await gradeWith(page, [...filesOf("TP-1"), ...bad]);
  assert.equal((await mirror.verdict(page)).classification, "truePositive");
  await page.keyboard.press("4");
  await mirror.place(page, "file.empty.csv");
  const items = await mirror.items(page);
  for (const path of bad.slice(0, 2)) {
    const item = items.find(({ id }) => id === `file.${basename(path)}`);
    assert.match(item.name, /: .{10,}/, `a sentence about ${basename(path)}`);
  }
  await page.close();
});

test("stopping the engine keeps the page; the files are read again", async () => {
  const { page } = await open();
  await gradeWith(page, filesOf("TP-1"));
  const rows = (await mirror.state(page)).rows;
  // A query that cannot end soon is stopped by its button: the engine is started anew.
  await page.keyboard.press("2");
  await mirror.click(page, "query.text");
  await page.keyboard.type("range a from 1 to 3000000 step 1 | extend k = a % 7 | summarize dcount(a) by k | take 1");
  await page.keyboard.press("Control+Enter");
  await mirror.click(page, "engine.stop").catch(() => undefined); // it may have been faster than the button
  await page.waitForFunction((before) => {
    const { engine, rows: now } = document.getElementById("mirror").dataset;
    return engine === "idle" && now === before;
  }, rows, { timeout: 60_000 });
  assert.equal((await mirror.verdict(page)).classification, "truePositive", "the verdict stayed on screen");
  await page.close();
});

test("an idle page draws no frames", async () => {
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.framesAsked = 0;
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => (++window.framesAsked, ask(callback));
  });
  await page.goto(pageUrl);
  await mirror.ready(page);
  await gradeWith(page, filesOf("TP-1"));
  await page.waitForTimeout(6000); // notices go
  const before = await page.evaluate(() => window.framesAsked);
  assert.ok(before > 0, "the counter counts");
  await page.waitForTimeout(2000);
  assert.equal(await page.evaluate(() => window.framesAsked), before);
  await page.close();
});

test("the policy is the strict one, it bites, and the witness would have seen a request", async () => {
  const { page, seen } = await open();
  const written = await page.evaluate(() => document.querySelector('meta[http-equiv="Content-Security-Policy"]').content);
  assert.equal(written, policy);
  const outcome = await page.evaluate(() => fetch("http://127.0.0.1:9/crumb").then(() => "sent", () => "refused"));
  assert.equal(outcome, "refused");
  await page.evaluate(() => new Promise((done) => {
    const image = new Image();
    image.onerror = image.onload = done;
    image.src = "http://127.0.0.1:9/picture.png";
  }));
  assert.ok(foreign(seen).length > 0, "a refused request is seen by the witness, so an allowed one would be too");
  await page.close();
});

test("a workbook of all the tables is graded like its files; a finding leads to the sheet and its row", async () => {
  const { page, problems } = await open();
  const sheets = filesOf("TP-1", { decisions: false }).map((path) => ({ name: basename(path, ".csv").slice(-31), rows: cellsOf(readFileSync(path, "utf8")) }));
  const folder = mkdtempSync(join(tmpdir(), "crumbtrail-xlsx-"));
  writeFileSync(join(folder, "case.xlsx"), workbook(sheets));
  await gradeWith(page, [join(folder, "case.xlsx"), join(fixtures, "TP-1", "decisions.json")]);
  assert.equal((await mirror.verdict(page)).classification, "truePositive");
  await mirror.click(page, "finding.3.1.1.2");
  await page.waitForFunction(() => document.getElementById("selected").dataset.line !== "", undefined, { timeout: 10_000 });
  const selected = await mirror.selected(page);
  assert.match(selected.file, /^case\.xlsx\/.*CloudAppEvents$/);
  assert.match(selected.text, /New-InboxRule/);
  const sheet = sheets.find(({ name }) => name === selected.file.slice("case.xlsx/".length));
  const cell = sheet.rows[Number(selected.line) - 1].find((text) => text.includes("New-InboxRule"));
  assert.ok(selected.text.includes(cell.replaceAll('"', '""').slice(0, 200)), "the record is the sheet's own row");
  assert.deepEqual(problems, []);
  await page.close();
});

test("a zip with nested folders and a gzip file of two members in it is graded like its files, beside an encrypted member", async () => {
  const { page, problems } = await open();
  const members = filesOf("TP-1").map((path, i) => {
    const bytes = readFileSync(path);
    return { name: `exports/${i % 2 === 0 ? "a/b/" : ""}${basename(path)}`, bytes: i === 1 ? Buffer.concat([gzipSync(bytes.subarray(0, 5000)), gzipSync(bytes.subarray(5000))]) : bytes };
  });
  members.push({ name: "locked.csv", bytes: Buffer.from("a,b\n1,2\n"), flags: 1 });
  const folder = mkdtempSync(join(tmpdir(), "crumbtrail-zip-"));
  writeFileSync(join(folder, "case.zip"), zip(members));
  await gradeWith(page, [join(folder, "case.zip")]);
  const verdict = await mirror.verdict(page);
  assert.equal(verdict.classification, "truePositive");
  await mirror.click(page, "finding.3.1.1.2");
  await page.waitForFunction(() => document.getElementById("selected").dataset.line !== "", undefined, { timeout: 10_000 });
  assert.match((await mirror.selected(page)).text, /New-InboxRule/, "a member's record is read again");
  assert.deepEqual(problems, []);
  await page.close();
});
