// Which items of the list of what breaks naive parsers have a test that is named after them: "gotcha 7: ...",
// "gotchas 18 and 23", "gotchas 35 to 37 and 43". Reads test files only; runs nothing.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export function testedItems(folder) {
  const items = new Set();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/(_test\.cpp|\.test\.mjs)$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8");
    for (const [, list] of text.matchAll(/"gotchas? ([\d, andto]+)/g)) {
      for (const [, from, to] of list.matchAll(/(\d+)(?: to (\d+))?/g)) {
        for (let item = Number(from); item <= Number(to ?? from); ++item) items.add(item);
      }
    }
  }
  return items;
}
