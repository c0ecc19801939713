// What breaks naive parsers, asked of whole files through a query: one test an item, named "gotcha N: ...". Items of
// bytes, CSV and JSON have theirs beside the readers (tests/unit/ingest). Native build.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const kProgram = "build/release/crumbtrail";
const folder = mkdtempSync(join(tmpdir(), "crumbtrail-gotchas-"));
const run = (...args) => spawnSync(kProgram, args, { encoding: "utf8", maxBuffer: 1 << 28 });
let files = 0;
const file = (text) => {
  const path = join(folder, `${++files}`);
  writeFileSync(path, text);
  return path;
};
const ask = (query, ...paths) => {
  const { status, stdout, stderr } = run("query", query, ...paths, "--format", "json");
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout).rows;
};
const inspect = (path) => JSON.parse(run("inspect", path, "--format", "json").stdout).files[0];
const lines = (...objects) => `${objects.map((object) => JSON.stringify(object)).join("\n")}\n`;
const quote = (cell) => `"${cell.replaceAll('"', '""')}"`;
const csv = (header, ...rows) => [header, ...rows.map((row) => row.map(quote).join(","))].join("\r\n") + "\r\n";

const kTime = "2026-11-16T09:30:01Z";
const kSignIn = "Timestamp,RequestId,AccountUpn,ErrorCode,Country,SessionId,LogonType,ReportId";
const signIn = (cells = {}) => {
  const row = { Timestamp: kTime, RequestId: "r-1", AccountUpn: "ben@contoso.com", ErrorCode: "0", Country: "FR", SessionId: "s-1", LogonType: '["interactiveUser"]', ReportId: "x", ...cells };
  return kSignIn.split(",").map((name) => row[name]);
};
const signIns = (...rows) => file(csv(kSignIn, ...rows.map(signIn)));
let records = 0;
const audit = (more) => ({ CreationTime: "2026-11-16T09:30:01", Id: `u-${++records}`, Operation: "MailItemsAccessed", OrganizationId: "6f1c6a1e-0000-4000-8000-000000000001", RecordType: 50, UserKey: "1003", UserType: 0, Version: 1, Workload: "Exchange", UserId: "ben@contoso.com", ClientIPAddress: "203.0.113.7", ...more });
const activity = (column, more) => ask(`CloudAppEvents | project ${column}`, file(lines(audit(more))))[0][0];

test("gotcha 8: AuditData that a spreadsheet cut at 32,767 characters is not lost without a word", () => {
  const path = file(csv("RecordId,CreationDate,RecordType,Operation,UserId,AuditData", ["u-1", kTime, "1", "New-InboxRule", "ben@contoso.com", JSON.stringify(audit({ Pad: "x".repeat(40_000) })).slice(0, 32_767)]));
  const report = inspect(path);
  assert.deepEqual([report.records, report.rejected], [1, 1]);
});
test("gotcha 9: an audit row with empty AuditData is accounted for", () => {
  const report = inspect(file(csv("CreationDate,UserIds,Operations,AuditData", [kTime, "ben@contoso.com", "Send", ""], [kTime, "ben@contoso.com", "Send", JSON.stringify(audit())])));
  assert.deepEqual([report.records, report.rows + report.rejected], [2, 2]);
});
test("gotcha 13: blanks and a name that occurs twice in an Entra header", () => {
  const report = inspect(file(csv("Date (UTC),Request ID,User,Username,Application,Application ID ,Resource ID ,Autonomous system  number,Status,IP address,Location,Incoming token type,Incoming token type", [kTime, "r-1", "Ben", "ben@contoso.com", "App", "a", "b", "64500", "Success", "203.0.113.7", "Paris, Paris, FR", "none", "none"])));
  assert.deepEqual([report.table, report.rows], ["EntraSignInExport", 1]);
});
test("gotcha 15: the unnamed first column of pandas", () => {
  const report = inspect(file(csv(`,${kSignIn}`, ["0", ...signIn()], ["1", ...signIn({ RequestId: "r-2" })])));
  assert.equal(report.rows, 2);
  assert.match(report.table, /SignInEvents/);
});
test("gotcha 16: columns are matched by name in any order, and what is added is told", () => {
  const names = kSignIn.split(",").toReversed();
  const path = file(csv([...names, "OtherCountry"].join(","), [...signIn().toReversed(), "NL"]));
  assert.deepEqual(ask("EntraIdSignInEvents | project AccountUpn, Country, SessionId", path), [["ben@contoso.com", "FR", "s-1"]]);
  assert.deepEqual(inspect(path).unknown_columns, ["OtherCountry"]);
});
test("gotcha 17: what a spreadsheet would run is guarded in CSV that is written", () => {
  const out = run("query", "EntraIdSignInEvents | project Country", signIns({ Country: "=1+1" }), "--format", "csv").stdout;
  assert.match(out, /'=1\+1/);
});
test("gotcha 18: TRUE and FALSE of a spreadsheet", () => {
  assert.deepEqual(ask("CloudAppEvents | project IsExternalUser", file(csv("Timestamp,ActionType,Application,ApplicationId,AccountObjectId,IsExternalUser,RawEventData,ReportId", [kTime, "Send", "Exchange", "20893", "o", "TRUE", "{}", "r"]))), [[true]]);
});
test("gotcha 23: ErrorCode as text and as number", () => {
  assert.deepEqual(ask("SigninLogs | project ResultType", file(lines({ TimeGenerated: kTime, Type: "SigninLogs", ResultType: 0, UserPrincipalName: "b@contoso.com", CorrelationId: "c" }, { TimeGenerated: kTime, Type: "SigninLogs", ResultType: "50126", UserPrincipalName: "b@contoso.com", CorrelationId: "d" }))), [["0"], ["50126"]]);
});
test("gotcha 24: an integer beyond 2^53 keeps its digits as text", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | project ReportId", signIns({ ReportId: "9223372036854775807" })), [["9223372036854775807"]]);
});
test("gotcha 28: AuditData and the JSON in its JSON are opened", () => {
  assert.deepEqual(activity("tostring(RawEventData.OperationProperties[0].Value)", { OperationProperties: [{ Name: "MailAccessType", Value: "Bind" }] }), "Bind");
});
test("gotcha 29: the order of keys says nothing", () => {
  const one = audit();
  const other = Object.fromEntries(Object.entries({ ...one, Id: "other" }).toReversed());
  assert.deepEqual(ask("CloudAppEvents | summarize by ActionType, IPAddress, AccountId | count", file(lines(one, other))), [[1]]);
});
test("gotcha 32: interactiveUser is not nonInteractiveUser", () => {
  const path = signIns({}, { RequestId: "r-2", LogonType: '["nonInteractiveUser"]' });
  assert.deepEqual(ask("EntraIdSignInEvents | where LogonType has 'interactiveUser' | project RequestId", path), [["r-1"]]);
});
test("gotcha 35: fractions of 0 to 9 digits", () => {
  const path = signIns({ Timestamp: "2026-11-16T09:30:01Z" }, { RequestId: "r-2", Timestamp: "2026-11-16T09:30:01.963Z" }, { RequestId: "r-3", Timestamp: "2026-11-16 09:30:01.983201912" });
  assert.deepEqual(ask("EntraIdSignInEvents | project Timestamp | sort by Timestamp asc", path), [["2026-11-16T09:30:01.0000000Z"], ["2026-11-16T09:30:01.9630000Z"], ["2026-11-16T09:30:01.9832019Z"]]);
});
test("gotcha 36: zones Z, +00:00, none, and a blank after Z", () => {
  const path = signIns({ Timestamp: "2026-11-16T09:30:01Z " }, { RequestId: "r-2", Timestamp: "2026-11-16T09:30:01+00:00" }, { RequestId: "r-3", Timestamp: "2026-11-16 09:30:01Z" });
  assert.deepEqual(ask("EntraIdSignInEvents | distinct Timestamp", path), [["2026-11-16T09:30:01.0000000Z"]]);
});
test("gotcha 37: months in words, am and pm, narrow blanks", () => {
  const path = signIns({ Timestamp: "Nov 16, 2026 9:30:01 AM" }, { RequestId: "r-2", Timestamp: "Nov 16, 2026 9:30:01\u202fAM" });
  assert.deepEqual(ask("EntraIdSignInEvents | distinct Timestamp", path), [["2026-11-16T09:30:01.0000000Z"]]);
});
test("gotcha 42: ago() counts from the newest event, not from today", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | where Timestamp > ago(1d) | count", signIns({}, { RequestId: "r-2", Timestamp: "2026-11-10T09:30:01Z" })), [[1]]);
});
test("gotcha 43: /Date(...)/ of PowerShell 5.1", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | project Timestamp", signIns({ Timestamp: "\\/Date(1794821401000)\\/" })), [["2026-11-16T09:30:01.0000000Z"]]);
});
test("gotcha 46: an address with its port, in brackets, with a blank, mapped", () => {
  for (const [given, read] of [["203.0.113.7:62589", "203.0.113.7"], ["[2001:db8::7]:443", "2001:db8::7"], ["203.0.113.7 ", "203.0.113.7"], ["::ffff:203.0.113.7", "203.0.113.7"]])
    assert.equal(activity("IPAddress", { ClientIPAddress: given }), read, given);
});
test("gotcha 47: mailbox rows say ClientIPAddress, admin rows ClientIP", () => {
  assert.equal(activity("IPAddress", {}), "203.0.113.7");
  assert.equal(activity("IPAddress", { RecordType: 1, Operation: "New-InboxRule", ClientIPAddress: undefined, ClientIP: "203.0.113.8" }), "203.0.113.8");
});
test("gotcha 53: Location of an Entra export holds commas and may be empty", () => {
  const row = (location) => [kTime, `r-${location}`, "Ben", "ben@contoso.com", "App", "Success", "203.0.113.7", location, "s-1"];
  const path = file(csv("Date (UTC),Request ID,User,Username,Application,Status,IP address,Location,Session ID", row("Paris, Paris, FR"), row("")));
  assert.deepEqual(ask("EntraIdSignInEvents | project Country, City | sort by Country asc", path), [["", ""], ["FR", "Paris"]]);
});
test("gotcha 59: the same record in two exports counts once", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | count", signIns({}, { RequestId: "r-2" }), signIns({ RequestId: "r-2" }, { RequestId: "r-3" })), [[3]]);
});
test("gotcha 60: records that come unsorted are found in order of time", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | summarize arg_max(Timestamp, RequestId) | project RequestId", signIns({ Timestamp: "2026-11-17T00:00:00Z" }, { RequestId: "r-2" })), [["r-1"]]);
});
test("gotcha 64: has asks for a whole term, contains for a part", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | extend h = AccountUpn has 'con', c = AccountUpn contains 'CON', t = AccountUpn has 'CONTOSO' | project h, c, t", signIns({})), [[false, true, true]]);
});
test("gotcha 25: keys of OData between the real ones", () => {
  const path = file(JSON.stringify({ schema: [{ name: "Timestamp", type: "DateTime" }, { name: "RequestId", type: "String" }], results: [{ "Timestamp@odata.type": "#DateTimeOffset", Timestamp: kTime, "@odata.id": "x", RequestId: "r-1", AccountUpn: "ben@contoso.com", ErrorCode: 0, LogonType: "[]", SessionId: "s", Country: "FR" }] }));
  assert.deepEqual(ask("EntraIdSignInEvents | project RequestId", path), [["r-1"]]);
  assert.deepEqual(inspect(path).unknown_columns.filter((name) => name.includes("odata")), []);
});
test("gotcha 26: the words for nothing are nothing in typed columns", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | project isnull(ErrorCode)", signIns({ ErrorCode: "<null>" }, { RequestId: "r-2", ErrorCode: "null" }, { RequestId: "r-3", ErrorCode: "" })), [[true], [true], [true]]);
});
test("gotcha 30: lists of names and values in any order, a value missing", () => {
  assert.equal(activity("UserAgent", { RecordType: 8, Workload: "AzureActiveDirectory", Operation: "Update user.", ExtendedProperties: [{ Value: "Mozilla/5.0 (x)", Name: "UserAgent" }, { Name: "RuleName" }] }), "Mozilla/5.0 (x)");
});
test("gotcha 34: a record type as number, name or camel case is the same kind of logon", () => {
  for (const RecordType of [15, "AzureActiveDirectoryStsLogon", "azureActiveDirectoryStsLogon"]) {
    const path = file(lines(audit({ RecordType, Workload: "AzureActiveDirectory", Operation: "UserLoggedIn", ActorIpAddress: "203.0.113.7", ClientIP: "203.0.113.7" })));
    assert.deepEqual(ask("EntraIdSignInEvents | project IPAddress", path), [["203.0.113.7"]], String(RecordType));
    assert.deepEqual(ask("CloudAppEvents | count", path), [[0]]);
  }
});
