// What the documents claim is there is there: generated pages are fresh, links and named files exist.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { testedItems } from "./gotchas.mjs";
import { formatsPage } from "../../tools/formats.mjs";

const kPages = [...readdirSync(".").filter((name) => name.endsWith(".md")), ...readdirSync("docs").filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];

test("docs/FORMATS.md is what the dialects and tables say", () => {
  assert.equal(readFileSync("docs/FORMATS.md", "utf8"), formatsPage(), "run: node tools/formats.mjs");
});

test("every relative link leads to a file", () => {
  const broken = kPages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1]).filter((target) => !existsSync(join(dirname(page), target))).map((target) => `${page}: ${target}`));
  assert.deepEqual(broken, []);
});

test("ARCHITECTURE.md names every folder of core", () => {
  const text = readFileSync("ARCHITECTURE.md", "utf8");
  assert.deepEqual(readdirSync("core").filter((room) => !text.includes(`\`core/${room}\``)), []);
});

const kGotchas = "../shared/schemas/gotchas.md";
test("every item of the list of what breaks naive parsers has a test named after it", { skip: existsSync(kGotchas) ? false : `${kGotchas} is not there` }, () => {
  const items = [...readFileSync(kGotchas, "utf8").matchAll(/^(\d+)\. /gm)].map((match) => Number(match[1]));
  assert.ok(items.length > 0);
  const tested = testedItems("tests");
  assert.deepEqual(items.filter((item) => !tested.has(item)), []);
});
