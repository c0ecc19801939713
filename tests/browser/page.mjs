// What the browser tests share: a real Chromium on the single file, a real drag of files, the page's mirror.
// Holds no test. CHROMIUM and FIREFOX name other browsers than the machine's own.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");
export const singleFile = join(root, "build/web/crumbtrail.html");
export const pageUrl = pathToFileURL(singleFile).href;
export const fixtures = join(root, "build/fixtures");

export const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const firefoxPath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

const chromiumArguments = [
  "--no-sandbox",
  "--enable-unsafe-swiftshader",
  "--use-angle=swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function need(path, how) {
  if (!existsSync(path)) throw new Error(`${path} is missing: ${how}`);
}

export async function launchChromium({ width = 1440, height = 900, ratio = 1, dark = true } = {}) {
  need(singleFile, "run ./dev web first");
  need(chromiumPath, "install chromium, or set CHROMIUM");
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: ratio,
    colorScheme: dark ? "dark" : "light",
    acceptDownloads: true,
  });
  return { browser, context };
}

// Everything that the page asks the network for, by two witnesses: the protocol's events and the automation's.
export async function watchRequests(page) {
  const seen = new Set();
  page.on("request", (request) => seen.add(request.url()));
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", ({ request }) => seen.add(request.url));
  session.on("Network.webSocketCreated", ({ url }) => seen.add(url));
  return seen;
}

// A drag by the browser itself: enter, over, drop, with files of the disk.
export async function dragFiles(page, files, x = 400, y = 300) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x, y, data });
  }
}

export const mirror = {
  async ready(page) {
    await page.waitForSelector('body[data-ready="true"]', { state: "attached", timeout: 60_000 });
  },
  // The engine is idle and has graded at least `grades` times.
  async graded(page, grades = 1, timeout = 120_000) {
    await page.waitForFunction(
      (least) => {
        const { engine, grades: made } = document.getElementById("mirror").dataset;
        return engine === "idle" && Number(made) >= least;
      },
      grades,
      { timeout, polling: 100 },
    );
  },
  state: (page) => page.evaluate(() => ({ ...document.getElementById("mirror").dataset })),
  verdict: (page) => page.evaluate(() => ({ ...document.getElementById("verdict").dataset, text: document.getElementById("verdict").textContent })),
  selected: (page) => page.evaluate(() => ({ ...document.getElementById("selected").dataset, text: document.getElementById("selected").textContent })),
  query: (page) => page.evaluate(() => ({ ...document.getElementById("query-state").dataset })),
  checks: (page) =>
    page.evaluate(() => Object.fromEntries([...document.querySelectorAll("#checks li")].map((line) => [line.dataset.check, { ...line.dataset, text: line.textContent }]))),
  items: (page) => page.evaluate(() => [...document.querySelectorAll("#items button")].map((b) => ({ id: b.dataset.id, name: b.textContent, state: b.dataset.state, rect: b.dataset.rect }))),
  // The middle of an item on the canvas, waiting until it is there and can be seen.
  async place(page, id, timeout = 20_000) {
    const rect = await page.waitForFunction(
      (wanted) => {
        const button = document.querySelector(`#items button[data-id="${CSS.escape(wanted)}"]`);
        if (!button) return false;
        const [x, y, w, h] = button.dataset.rect.split(",").map(Number);
        return w > 0 && h > 0 ? { x, y, w, h } : false;
      },
      id,
      { timeout, polling: 100 },
    );
    const { x, y, w, h } = await rect.jsonValue();
    return { x: x + w / 2, y: y + h / 2, w, h };
  },
  async click(page, id) {
    const { x, y } = await this.place(page, id);
    await page.mouse.move(x, y);
    await page.mouse.click(x, y);
  },
};
