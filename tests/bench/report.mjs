// docs/BENCHMARKS.md is written in parts: the first by `./dev bench`, one for each size by `./dev bench --browser`.
// Writing one part keeps the others as they are.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const file = "docs/BENCHMARKS.md";
const heading = "## In one browser\n";
const sizeHeading = /^### (\d+) rows/;

function parts() {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "# Benchmarks\n";
  const at = text.indexOf(heading);
  if (at < 0) return { native: text, sizes: new Map() };
  const sizes = text.slice(at).split(/^(?=### )/m).filter((part) => sizeHeading.test(part));
  return { native: text.slice(0, at), sizes: new Map(sizes.map((part) => [Number(sizeHeading.exec(part)[1]), part.trim()])) };
}

function write({ native, sizes }, introduction) {
  const ordered = [...sizes].sort(([a], [b]) => a - b).map(([, part]) => part);
  const browser = ordered.length === 0 ? [] : [`${heading}\n${introduction}`, ...ordered];
  writeFileSync(file, `${[native.trim(), ...browser].join("\n\n")}\n`);
}

// What stands above the sizes belongs to no run: it says how they are measured.
export const browserIntroduction = `The page itself (build/web/crumbtrail.html from \`file://\`, its own engine worker) and DuckDB-WASM (its own worker, the bundle with exceptions,
one thread), each alone in a page of the same Chromium, on the same CSV file, which both read from the disk as a \`File\`. Every time is taken by the
page that asks. crumbtrail: from the question to the answer's size and its first 200 rows, which is what the page shows, not decoded; in brackets the
engine's own time. DuckDB-WASM: from the question to the whole answer as an Arrow table, no row of it decoded. Clocks of both pages tick 0.1 ms.
Ingest: to the first answer, a count of the rows, from the drop of the file (crumbtrail, which does not grade here) or from CREATE TABLE over the
registered file (DuckDB-WASM); a new page each time. Memory: the most that the page's process had resident. What ran out of memory says so.`;

export function writeNative(report) {
  write({ ...parts(), native: report }, browserIntroduction);
}

export function writeSize(rows, report) {
  const all = parts();
  all.sizes.set(rows, report.trim());
  write(all, browserIntroduction);
}
