// Excel workbooks at the command line: sheets are files, cells mean what they were in the export, what a spreadsheet
// did to them is said, and damage ends in one sentence. Native build, and WebAssembly's where it is built.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { cellsOf, kStyles, packed, workbook, workbookParts } from "./xlsx.mjs";
import { zip } from "./zip.mjs";

const kProgram = "build/release/crumbtrail";
const kWasm = "build/wasm/crumbtrail-cli.mjs";
const kCase = "build/fixtures/TP-1";
const run = (...args) => spawnSync(kProgram, args, { encoding: "utf8", maxBuffer: 1 << 28 });
const inspect = (...paths) => JSON.parse(run("inspect", ...paths, "--format", "json").stdout).files;
const ask = (query, path) => {
  const { status, stdout, stderr } = run("query", query, path, "--format", "json");
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout).rows;
};
const folder = mkdtempSync(join(tmpdir(), "crumbtrail-xlsx-"));
const file = (name, bytes) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const one = (rows, options) => file("one.xlsx", workbook([{ name: "Sheet1", rows }], options));

const kNames = readdirSync(kCase).filter((name) => name.endsWith(".csv")).sort();
const sheetName = (name) => name.replace(/\.csv$/, "").replace("AdvancedHunting_", "").slice(0, 31);
const caseSheets = () => kNames.map((name) => ({ name: sheetName(name), rows: cellsOf(readFileSync(join(kCase, name), "utf8")) }));
const kHeader = ["Timestamp", "RequestId", "AccountUpn", "ErrorCode", "Country", "SessionId", "LogonType", "ReportId", "IsManaged", "UserAgent"];
const signIn = (cells = {}) => kHeader.map((name) => ({ Timestamp: "2026-11-16T09:30:01Z", RequestId: "r-1", AccountUpn: "ben@contoso.com", ErrorCode: { v: 0 }, Country: "FR", SessionId: "s-1", LogonType: '["interactiveUser"]', ReportId: "x", IsManaged: { v: 1, t: "b" }, ...cells })[name] ?? null);
const verdictOf = (...paths) => JSON.parse(run("grade", ...paths, "--decisions", `${kCase}/decisions.json`, "--format", "json").stdout).verdicts[0];
const facts = ({ classification, total_db, coverage, checks }) => ({ classification, total_db, coverage, outcomes: checks.map(({ id, outcome, points }) => [id, outcome, points]) });

test("a case saved as one workbook, a sheet a table, is graded like its files", () => {
  const path = file("case.xlsx", workbook(caseSheets()));
  const files = inspect(path);
  const plain = new Map(kNames.map((name) => [`${path}/${sheetName(name)}`, inspect(join(kCase, name))[0]]));
  assert.deepEqual(files.map(({ name }) => name).sort(), [...plain.keys()].sort());
  for (const { name, table, records, rows, format } of files) assert.deepEqual([table, records, rows, format], [plain.get(name).table, plain.get(name).records, plain.get(name).rows, "xlsx"]);
  assert.deepEqual(facts(verdictOf(path)), facts(verdictOf(kCase)));
});

test("a workbook in a zip is opened there", () => {
  const path = file("case.zip", zip([{ name: "mail/case.xlsx", bytes: workbook(caseSheets()) }]));
  assert.ok(inspect(path)[0].name.startsWith(`${path}/mail/case.xlsx/`));
  assert.deepEqual(facts(verdictOf(path)), facts(verdictOf(kCase)));
});

test("a finding leads to the sheet and the row of the workbook", () => {
  const path = file("case.xlsx", workbook(caseSheets()));
  const rows = caseSheets().find(({ name }) => name === "CloudAppEvents").rows;
  const finding = verdictOf(path).checks.find(({ id }) => id === "3.1.1.2").findings[0].origin[0];
  assert.equal(finding.file, `${path}/CloudAppEvents`);
  assert.ok(rows[finding.line - 1].some((cell) => cell.includes("New-InboxRule")), "the row of the sheet, counted from 1");
});

test("WebAssembly reads the same of a workbook", { skip: !existsSync(kWasm) && "build/wasm is not built" }, () => {
  const path = file("case.xlsx", workbook([...caseSheets(), { name: "Damaged", rows: [kHeader, signIn({ ReportId: { v: "1.00320012667702E+15" }, Timestamp: { v: 46342.39584490741, s: kStyles.dateTime } })] }]));
  const wasm = spawnSync("node", [kWasm, "inspect", path, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(wasm.stdout, run("inspect", path, "--format", "json").stdout);
});

test("a workbook that another program wrote, with real times and numbers", async () => {
  const { default: writeExcelFile } = await import("write-excel-file/node");
  const when = new Date(Date.UTC(2026, 10, 16, 9, 30, 1));
  const row = kHeader.map((name) => ({ Timestamp: { value: when, type: Date, format: "mm/dd/yyyy hh:mm:ss" }, RequestId: { value: "r-1" }, AccountUpn: { value: "Zoë & \"co\" <ben@contoso.com>" }, ErrorCode: { value: 50126, type: Number }, Country: { value: "FR" }, SessionId: { value: " s-1" }, LogonType: { value: '["interactiveUser"]' }, ReportId: { value: "x" }, IsManaged: { value: true, type: Boolean }, UserAgent: null })[name]);
  const path = join(folder, "library.xlsx");
  await writeExcelFile([kHeader.map((value) => ({ value })), row], { sheet: "Sign-ins" }).toFile(path);
  assert.deepEqual(inspect(path).map(({ name, rows, reason }) => [name, rows, reason]), [[`${path}/Sign-ins`, 1, ""]]);
  assert.deepEqual(ask("EntraIdSignInEvents | project Timestamp, AccountUpn, ErrorCode, SessionId, IsManaged", path), [["2026-11-16T09:30:01.0000000Z", 'Zoë & "co" <ben@contoso.com>', 50126, " s-1", 1]]);
});

test("times by style, the epochs of 1900 and 1904, inline texts, formulas, hidden sheets, rows that are missing", () => {
  const rows = [kHeader, signIn({ Timestamp: { v: 46342.39584490741, s: kStyles.ownSeconds } }), null, signIn({ RequestId: { inline: "r-2 <&>" }, Timestamp: { v: 46342.39584490741, s: kStyles.dateTime }, Country: { f: 'CONCATENATE("N","L")', v: "NL", t: "str" } })].map((row) => row ?? []);
  const path = file("styles.xlsx", workbook([{ name: "Hidden & gone", rows, hidden: true, firstRow: 3 }]));
  assert.equal(inspect(path)[0].name, `${path}/Hidden & gone`);
  assert.deepEqual(ask("EntraIdSignInEvents | project Timestamp, RequestId, Country", path), [["2026-11-16T09:30:01.0000000Z", "r-1", "FR"], ["2026-11-16T09:30:01.0000000Z", "r-2 <&>", "NL"]]);
  const since1904 = one([kHeader, signIn({ Timestamp: { v: 46342.39584490741 - 1462, s: kStyles.ownSeconds } })], { since1904: true });
  assert.deepEqual(ask("EntraIdSignInEvents | project Timestamp", since1904), [["2026-11-16T09:30:01.0000000Z"]]);
});

test("characters that workbooks escape, a text in runs, and how it is pronounced", () => {
  const parts = workbookParts([{ name: "S", rows: [kHeader, signIn({ UserAgent: "MARK" })] }]);
  parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(/<si><t[^>]*>MARK<\/t><\/si>/, "<si><r><t>a_x000D_&#10;</t></r><r><rPr/><t>b_x005F_x</t></r><rPh><t>no</t></rPh></si>");
  assert.deepEqual(ask("EntraIdSignInEvents | project UserAgent", file("runs.xlsx", packed(parts))), [["a\r\nb_x"]]);
});

test("gotcha 18: numbers that lost digits, formulas by mistake, cells cut at 32,767 characters are said", () => {
  const cut = `{"a":"${"x".repeat(40_000)}"}`.slice(0, 32_767);
  const path = one([kHeader, signIn({ ReportId: { v: "1.2E+17" } }), signIn({ RequestId: "r-2", ReportId: { v: "1003200126677019" }, UserAgent: cut }), signIn({ RequestId: "r-3", Country: { v: "#NAME?", t: "e" } })]);
  assert.deepEqual(ask("EntraIdSignInEvents | project ReportId, Country | sort by ReportId asc", path), [["", "FR"], ["1003200126677019", "FR"], ["x", ""]]);
  const [report] = inspect(path);
  assert.equal(report.truncated, true);
  for (const said of [/kept only 15 digits of the numbers in 1 cell \(ReportId\)/, /took 1 cell \(Country\) for formulas .* #NAME\?/, /1 cell \(UserAgent\) end at 32,767 characters/]) assert.match(report.reason, said);
});

test("times saved without seconds, and dates of which a spreadsheet took some for its own order, are said", () => {
  assert.match(inspect(one([kHeader, signIn({ Timestamp: { v: 46342.395833333336, s: kStyles.ownMinutes } })]))[0].reason, /saved without seconds/);
  assert.equal(inspect(one([kHeader, signIn({ Timestamp: { v: 46342.39584490741, s: kStyles.ownMinutes } })]))[0].reason, "");
  const mixed = one([kHeader, signIn({ Timestamp: { v: 46334.39584490741, s: kStyles.dateTime } }), signIn({ Timestamp: "11/16/2026 9:30:01 AM" })]);
  assert.match(inspect(mixed)[0].reason, /took some dates of Timestamp for times and left others as texts/);
});

test("AuditData that was cut in a workbook is a reject, its row named", () => {
  const audit = `{"Id":"u","Pad":"${"x".repeat(40_000)}"}`.slice(0, 32_767);
  const row = (id, data) => [id, "2026-11-16T09:30:01Z", { v: 1 }, "New-InboxRule", "ben@contoso.com", data];
  const [report] = inspect(one([["RecordId", "CreationDate", "RecordType", "Operation", "UserId", "AuditData"], row("u-1", audit), row("u-2", '{"Id":"u-2","Operation":"New-InboxRule"}')]));
  assert.deepEqual([report.records, report.rows, report.rejected], [2, 1, 1]);
  assert.deepEqual(ask("CrumbRejects | project Line", join(folder, "one.xlsx")), [[2]]);
});

test("what is no workbook of ours is refused by name", () => {
  const other = (name, parts) => inspect(file(name, packed(parts)))[0].reason;
  const kTypes = { "[Content_Types].xml": "<Types/>" };
  assert.match(other("a.xlsb", { ...kTypes, "xl/workbook.bin": "x" }), /binary workbook \(xlsb\)/);
  assert.match(other("a.docx", { ...kTypes, "word/document.xml": "<w/>" }), /Word document/);
  assert.match(other("a.ods", { mimetype: "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>" }), /OpenDocument file \(ods\)/);
  assert.match(other("a.xlsx", { ...workbookParts([{ name: "S", rows: [] }]), "xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "bbbb">]><workbook>&b;</workbook>' }), /declares a document type/);
  assert.match(other("b.xlsx", { ...kTypes, "xl/workbook.xml": "<workbook/>" }), /list of sheets|without a sheet/);
  const old = Buffer.alloc(2048);
  Buffer.from("d0cf11e0a1b11ae1", "hex").copy(old);
  Buffer.from("EncryptedPackage", "utf16le").copy(old, 1024);
  assert.match(inspect(file("locked.xlsx", old))[0].reason, /locked with a password/);
});

test("a workbook that unpacks to far more than its size, and one text said a million times, end in one sentence", () => {
  const parts = workbookParts([{ name: "S", rows: [kHeader] }]);
  const bomb = { ...parts, "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${" ".repeat(200 << 20)}</sheetData></worksheet>` };
  assert.match(inspect(file("bomb.xlsx", packed(bomb)))[0].reason, /unpacks to more than 250 times its size/);
  const deep = { ...parts, "xl/worksheets/sheet1.xml": `<worksheet>${"<a>".repeat(5000)}` };
  assert.match(inspect(file("deep.xlsx", packed(deep)))[0].reason, /nested too deeply/);
  const long = "y".repeat(1 << 20);
  const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(40)}</row>`;
  const many = { ...parts, "xl/sharedStrings.xml": `<sst><si><t>${long}</t></si></sst>`, "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${row.repeat(50)}</sheetData></worksheet>` };
  const [report] = inspect(file("many.xlsx", packed(many)));
  assert.equal(report.rows + report.rejected + report.duplicates, report.records);
});

test("a workbook with one byte changed anywhere accounts for every row and says so", () => {
  const whole = workbook([{ name: "S", rows: [kHeader, ...Array.from({ length: 40 }, (_, i) => signIn({ RequestId: `r-${i}`, ErrorCode: { v: i } }))] }]);
  const step = Math.ceil(whole.length / 150);
  for (let at = 0; at < whole.length; at += step) {
    const changed = Buffer.from(whole);
    changed[at] ^= 0x55;
    const answer = run("inspect", file("changed.xlsx", changed), "--format", "json");
    assert.ok(answer.status === 0 || answer.status === 2, `byte ${at}: ${answer.stderr}`);
    for (const report of JSON.parse(answer.stdout).files) {
      assert.equal(report.rows + report.rejected + report.duplicates, report.records, `byte ${at}`);
      assert.ok(report.rows === 40 || report.reason !== "", `byte ${at}: ${JSON.stringify(report)}`);
    }
  }
});
