// Writes docs/FORMATS.md from the dialects, sources and tables that are compiled in. tests/docs fails when it is stale.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (folder) =>
  readdirSync(folder).sort().filter((name) => name.endsWith(".json")).map((name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")));

// The heads of core/derive/sources: "// key: value" lines under a sentence.
function sources() {
  const folder = "core/derive/sources";
  return readdirSync(folder).sort().filter((name) => name !== "common.kql").map((name) => {
    const text = readFileSync(`${folder}/${name}`, "utf8");
    const head = Object.fromEntries([...text.matchAll(/^\/\/ ([a-z-]+): (.*)$/gm)].map(([, key, value]) => [key, value]));
    return { name, ...head };
  });
}

const kPreamble = `# What files are recognised

Written by \`node tools/formats.mjs\` from \`core/ingest/dialects\`, \`core/derive/sources\` and \`core/schema/tables\`; do not edit.

A file is known by its content and its column names, never by its own name. Drop files, whole folders, gzip files and zip archives; a member of an archive is a file of its own, with the hash of its unpacked bytes beside that of the archive as received, and so is what a gzip file holds. An encrypted member is named, an archive of more than 10,000 members or one that unpacks to more than 250 times its size is not read on. An Excel workbook (xlsx, xlsm) is opened: each sheet, hidden ones too, is a file, its first row with content the header, and a record is named by its row in the sheet; what a spreadsheet did to its cells (15 digits of a long number, errors, 32,767 characters, times without seconds) is said. Old (xls), binary (xlsb), OpenDocument and locked workbooks are refused by name. Text is UTF-8 with or without BOM, UTF-16 or UTF-32; other text is read as Windows-1252, with a warning. CSV is separated by comma, semicolon, tab or \u2756, JSON is an array, an envelope, or one object a line. \`crumbtrail inspect PATH...\`, like the page's file list, says what each file is, how many rows it gave, and every record that was refused with its reason and line; the refused records are the table \`CrumbRejects\`.

A file that is refused costs only itself: everything else is graded, and what only it could have shown is *not evaluable*, never *clear*.
`;

const cell = (text) => text.replaceAll("|", "\\|");
const rows = (list) => list.map((columns) => `| ${columns.map(cell).join(" | ")} |`).join("\n");

export function formatsPage() {
  const dialects = read("core/ingest/dialects");
  const caps = ({ row_caps = [] }) => row_caps.map((cap) => cap.toLocaleString("en-GB")).join(", ") || "–";
  const readable = dialects.filter((one) => !one.refuse).map((one) => [one.title, `\`${one.id}\``, caps(one)]);
  const refused = dialects.filter((one) => one.refuse).map((one) => [one.title, `\`${one.id}\``, one.refuse]);
  const told = sources().map((one) => [one.from.split(", ").map((name) => `\`${name}\``).join(", "), `\`${one.into}\``, one["complete-when"] === "true" ? "–" : one.lacks, `[${one.name}](../core/derive/sources/${one.name})`]);
  const tables = read("core/schema/tables").map((one) => [
    `[${one.name}](${one.source})`, one.aliases.map((alias) => `\`${alias}\``).join(", ") || "–", `\`${one.time_column}\``, String(one.columns.length),
  ]);
  return `${kPreamble}
## Read
The last column is the numbers of rows at which the source is known to cut an export: a file with exactly so many is marked as possibly truncated.

| what it is | dialect | row caps |
|---|---|---|
${rows(readable)}

## Recognised and refused by name
| what it is | dialect | what the page says |
|---|---|---|
${rows(refused)}

## Told as the playbook's tables
The checks ask the tables of Advanced hunting. What another product exported stands in a table of its own, as it came, and is told a second time as the playbook's table by a KQL text; every row keeps its file and line, and what that table holds already is not told again. Where a source cannot know everything that the table would hold, its rows can show a finding, but their silence is never evidence.

| table of the export | told as | what it cannot know | text |
|---|---|---|---|
${rows(told)}

## Tables
| table | also known as | time | columns |
|---|---|---|---|
${rows(tables)}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync("docs/FORMATS.md", formatsPage());
