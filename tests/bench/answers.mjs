// Answers made alike, so that they can be compared: cells of ours as JSON or as the page's texts, cells of DuckDB's.
// Not the asking; no Node in it, since pages bundle it.

const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

// A cell of our JSON: times in milliseconds, lists sorted.
export const ourCell = (cell) => (Array.isArray(cell) ? cell.map(ourCell).sort() : typeof cell === "string" && isTime.test(cell) ? Date.parse(cell) : cell);

// A cell as our page is given it: a text and the column's type.
export function ourText(type, text) {
  if (type === "string" || type === "guid") return text;
  if (text === "") return null;
  if (type === "dynamic") return ourCell(JSON.parse(text));
  if (type === "bool") return text === "true";
  return type === "datetime" || type === "timespan" ? ourCell(text) : Number(text);
}

// A cell of DuckDB's: numbers, texts, times in milliseconds (as DuckDB-WASM gives them), lists sorted.
export function theirCell(value) {
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value !== "object") return value;
  if ("micros" in value) return Number(value.micros) / 1000;
  if ("days" in value) return value.days * 86_400_000;
  return [...(value.items ?? value)].map(theirCell).sort();
}

// Rows in any order: ties of a sort may swap.
const canonical = (answer) => answer.map((row) => JSON.stringify(row)).sort();

// Empty when both are the same, else one sentence.
export function difference(mine, theirs) {
  const [a, b] = [canonical(mine), canonical(theirs)];
  if (a.length !== b.length) return `${b.length} rows, ours ${a.length}`;
  const at = a.findIndex((row, i) => row !== b[i]);
  return at < 0 ? "" : `a row ${b[at]}, ours ${a[at]}`;
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// Types as we load them; DuckDB's sniffer would read Timestamp as a time with zone otherwise.
export const loadSql = (file) => `CREATE OR REPLACE TABLE signins AS SELECT * FROM read_csv('${file}', header = true, auto_detect = true, sample_size = 20480,
  types = {'Timestamp': 'TIMESTAMP', 'ErrorCode': 'INTEGER'})`;
