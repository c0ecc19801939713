// Writes workbooks for tests, part by part as Excel does, with whatever cells, styles and damage a test asks for.
// Reads none, but CSV into cells.
import { zip } from "./zip.mjs";

const kHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const kMain = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const kRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export const columnName = (index) => (index < 26 ? "" : columnName(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

// Styles of cellXfs, by number: 0 general, then these. 5: a format of its own, without seconds.
export const kStyles = { date: 1, dateTime: 2, ownSeconds: 3, time: 4, ownMinutes: 5 };
const kStyleXml = `${kHead}<styleSheet ${kMain}><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd&quot; at &quot;hh:mm:ss"/><numFmt numFmtId="165" formatCode="[$-409]m/d/yyyy h:mm AM/PM;@"/></numFmts><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="21"/><xf numFmtId="165"/></cellXfs></styleSheet>`;

// A cell is a text (shared), null (left out), or { v, t, s } with the value as it stands in the XML.
function cellXml(cell, at, row, shared) {
  const place = `r="${columnName(at)}${row}"`;
  if (cell === null || cell === undefined || cell === "") return "";
  if (typeof cell === "string") {
    if (!shared.has(cell)) shared.set(cell, shared.size);
    return `<c ${place} t="s"><v>${shared.get(cell)}</v></c>`;
  }
  if (cell.inline !== undefined) return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escape(cell.inline)}</t></is></c>`;
  const formula = cell.f === undefined ? "" : `<f>${escape(cell.f)}</f>`;
  return `<c ${place}${cell.s === undefined ? "" : ` s="${cell.s}"`}${cell.t === undefined ? "" : ` t="${cell.t}"`}>${formula}<v>${escape(String(cell.v))}</v></c>`;
}

// sheets: [{ name, rows: [[cell…]…], hidden?, firstRow? }]; parts: { name: text } replace or add parts.
export function workbookParts(sheets, { since1904 = false, parts = {} } = {}) {
  const shared = new Map();
  const out = {};
  const sheetXml = sheets.map(({ rows, firstRow = 1 }) => {
    const data = rows.map((cells, i) => `<row r="${firstRow + i}">${cells.map((cell, at) => cellXml(cell, at, firstRow + i, shared)).join("")}</row>`).join("");
    return `${kHead}<worksheet ${kMain}><dimension ref="A1"/><sheetData>${data}</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`;
  });
  out["[Content_Types].xml"] = `${kHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`;
  out["_rels/.rels"] = `${kHead}<Relationships><Relationship Id="rId1" Type="${kRelations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
  out["xl/workbook.xml"] = `${kHead}<workbook ${kMain} xmlns:r="${kRelations}"><workbookPr${since1904 ? ' date1904="1"' : ""}/><sheets>${sheets.map(({ name, hidden }, i) => `<sheet name="${escape(name)}" sheetId="${i + 1}"${hidden ? ' state="hidden"' : ""} r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`;
  out["xl/_rels/workbook.xml.rels"] = `${kHead}<Relationships>${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${kRelations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join("")}<Relationship Id="rId90" Type="${kRelations}/styles" Target="/xl/styles.xml"/><Relationship Id="rId91" Type="${kRelations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId92" Type="${kRelations}/externalLink" Target="http://example.com/other.xlsx" TargetMode="External"/></Relationships>`;
  sheetXml.forEach((xml, i) => (out[`xl/worksheets/sheet${i + 1}.xml`] = xml));
  out["xl/styles.xml"] = kStyleXml;
  out["xl/sharedStrings.xml"] = `${kHead}<sst ${kMain}>${Array.from(shared.keys(), (text) => `<si><t xml:space="preserve">${escape(text)}</t></si>`).join("")}</sst>`;
  return { ...out, ...parts };
}

export const packed = (parts) => zip(Object.entries(parts).map(([name, text]) => ({ name, bytes: Buffer.from(text) })));
export const workbook = (sheets, options) => packed(workbookParts(sheets, options));

// Cells of CSV that the generator wrote: no reader of ours.
export function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; ++i) {
    const row = rows.at(-1);
    if (quoted && text[i] === '"' && text[i + 1] === '"') row[row.length - 1] += text[++i];
    else if (text[i] === '"') quoted = !quoted;
    else if (!quoted && text[i] === ",") row.push("");
    else if (!quoted && text[i] === "\n") rows.push([""]);
    else if (quoted || text[i] !== "\r") row[row.length - 1] += text[i];
  }
  return rows.filter((row) => row.length > 1 || row[0] !== "");
}
