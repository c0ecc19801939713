// A smoke test of the page in stock Firefox from file://, with a window of its own on a virtual screen.
// Headless Firefox has no WebGL2 without a GPU; with Xvfb and software rendering it has.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { firefoxPath, fixtures, need, pageUrl } from "./page.mjs";

let screen, browser;

// Starts Xvfb on a free display and tells which.
function startScreen() {
  return new Promise((resolve, reject) => {
    const child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    child.once("error", reject);
    child.stdio[3].once("data", (text) => resolve({ child, display: `:${String(text).trim()}` }));
  });
}

before(async () => {
  need(firefoxPath, "install firefox-esr, or set FIREFOX");
  screen = await startScreen();
  browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: firefoxPath,
    headless: false,
    env: { ...process.env, DISPLAY: screen.display, LIBGL_ALWAYS_SOFTWARE: "1", MOZ_ENABLE_WAYLAND: "0" },
    extraPrefsFirefox: { "webgl.force-enabled": true, "webgl.disabled": false },
    defaultViewport: { width: 1440, height: 900 },
  });
});
after(async () => {
  await browser?.close();
  screen?.child.kill();
});

test("TP-1 in Firefox: files, verdict, a finding to its row, no request", async () => {
  const page = await browser.newPage();
  const seen = [];
  page.on("request", (request) => seen.push(request.url()));
  await page.goto(pageUrl);
  await page.waitForFunction(() => document.body.dataset.ready === "true" || !document.getElementById("failure").hidden, { timeout: 60_000 });
  assert.equal(await page.evaluate(() => (document.getElementById("failure").hidden ? "" : document.getElementById("failure-why").textContent)), "");
  const folder = join(fixtures, "TP-1");
  const files = readdirSync(folder).filter((name) => /\.csv$|^decisions\.json$/.test(name)).sort().map((name) => join(folder, name));
  const input = await page.$("#pick-files");
  await input.uploadFile(...files);
  await page.waitForFunction(() => document.getElementById("mirror").dataset.engine === "idle" && Number(document.getElementById("mirror").dataset.grades) >= 1, { timeout: 180_000 });
  assert.equal(await page.$eval("#verdict", (element) => element.dataset.classification), "truePositive");
  const rect = await page.$eval('#items button[data-id="finding.3.1.1.2"]', (button) => button.dataset.rect.split(",").map(Number));
  await page.mouse.click(rect[0] + rect[2] / 2, rect[1] + rect[3] / 2);
  await page.waitForFunction(() => document.getElementById("selected").dataset.line !== "", { timeout: 20_000 });
  assert.match(await page.$eval("#selected", (element) => element.textContent), /New-InboxRule/);
  // Firefox loads a font of its own from a data: URL of its own package; such a URL never leaves the process.
  assert.deepEqual(seen.filter((url) => url !== pageUrl && !/^(blob|data):/.test(url)), []);
});
