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

test("gotcha 14: twins and the right-hand columns of a join take nothing from the column itself", () => {
  const path = file(csv("TimeGenerated [UTC],Operation,OfficeWorkload,UserId,UserId_,ClientIP,ClientIP_,SessionId1,TimeGenerated1 [UTC]", [kTime, "Send", "Exchange", "ben@contoso.com", "twin", "203.0.113.7", "192.0.2.1", "s-2", "2020-01-01T00:00:00Z"]));
  assert.deepEqual(ask("OfficeActivity | project UserId, ClientIP, TimeGenerated", path), [["ben@contoso.com", "203.0.113.7", "2026-11-16T09:30:01.0000000Z"]]);
  assert.deepEqual(inspect(path).unknown_columns.filter((name) => /1( \[UTC\])?$/.test(name)), ["SessionId1", "TimeGenerated1 [UTC]"]);
});
test("gotcha 31: entities of an alert that point at each other are written out", () => {
  const Entities = [{ $id: "1", Name: "ben", UPNSuffix: "contoso.com", AadUserId: "6f1c6a1e-0000-4000-8000-0000000000b1", Type: "account" }, { $id: "2", SessionId: "5f0c1d52-0000-4000-8000-0000000000a1", Account: { $ref: "1" }, Type: "cloud-logon-session" }];
  const path = file(csv("TimeGenerated [UTC],SystemAlertId,DisplayName,AlertName,AlertSeverity,ProductName,ProviderName,Entities,StartTime [UTC]", [kTime, "a-1", "Anomalous Token", "Anomalous Token", "High", "Azure Active Directory Identity Protection", "IPC", JSON.stringify(Entities), kTime]));
  assert.deepEqual(ask("AlertEvidence | where EntityType == 'CloudLogonSession' | project AccountUpn, AccountObjectId, tostring(parse_json(AdditionalFields).SessionId)", path), [["ben@contoso.com", "6f1c6a1e-0000-4000-8000-0000000000b1", "5f0c1d52-0000-4000-8000-0000000000a1"]]);
});
const original = (name, ...paths) => JSON.parse(run("query", "--file", `core/playbook/session-cookie-theft/original/${name}.kql`, ...paths, "--format", "json").stdout);
test("gotcha 40: of two sign-ins in one second neither is the later one, however the file has them", () => {
  const home = { ApplicationId: "4765445b-32c6-49b0-83e6-1d93765276ca", ClientAppUsed: "Browser" };
  const names = `${kSignIn},ApplicationId,ClientAppUsed`.split(",");
  const pair = (later) => [signIn(), signIn({ RequestId: "r-2", Country: "NL", Timestamp: later })].map((cells, i) => [...cells, i === 0 ? home.ApplicationId : "x", "Browser"]);
  for (const [later, found] of [["2026-11-16T09:30:02Z", 1], [kTime, 0]]) {
    for (const rows of [pair(later), pair(later).reverse()]) {
      assert.equal(original("suspicious-logon", file(csv(names.join(","), ...rows))).rows.length, found);
    }
  }
});
test("gotcha 41: the time of the event, not of its arrival", () => {
  const properties = { Timestamp: kTime, ActionType: "Send", Application: "Microsoft Exchange Online", ApplicationId: 20893, AccountObjectId: "o", RawEventData: {}, ReportId: "r" };
  const path = file(lines({ time: "2026-11-16T10:44:44.0000000Z", tenantId: "t", operationName: "Publish", category: "AdvancedHunting-CloudAppEvents", _TimeReceivedBySvc: "2026-11-16T09:50:00Z", properties }));
  assert.deepEqual(ask("CloudAppEvents | project Timestamp", path), [["2026-11-16T09:30:01.0000000Z"]]);
  const office = file(csv("TimeGenerated [UTC],ElevationTime [UTC],Operation,OfficeWorkload,UserId,ClientIP", [kTime, "2026-11-16T11:00:00Z", "Send", "Exchange", "ben@contoso.com", "203.0.113.7"]));
  assert.deepEqual(ask("CloudAppEvents | project Timestamp", office), [["2026-11-16T09:30:01.0000000Z"]]);
});
test("gotcha 44: the case of a user's name says nothing, and what is no user's name is no user", () => {
  const path = file(lines(audit({ UserId: "Ben@Contoso.com" }), audit({ UserId: "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)" }), audit({ UserId: "ServicePrincipal_6f1c6a1e-0000-4000-8000-000000000002" }), audit({ UserId: "Not-Found" })));
  assert.deepEqual(ask("CloudAppEvents | where AccountId == 'ben@contoso.com' | count", path), [[1]]);
  const verdict = (user) => JSON.parse(run("grade", signIns({ AccountUpn: "BEN@contoso.com" }), "--user", user, "--at", kTime, "--format", "json").stdout).verdicts[0];
  const [upper, lower] = [verdict("Ben@Contoso.COM"), verdict("ben@contoso.com")];
  assert.deepEqual([upper.checks.map(({ outcome }) => outcome), upper.coverage], [lower.checks.map(({ outcome }) => outcome), lower.coverage]);
});
test("gotcha 45: a key that is no object id does not become one", () => {
  for (const [UserKey, id] of [["1003200126677019", ""], ["10032001266C162C", ""], ["i:0h.f|membership|10032001266c162c@live.com", ""], ["6F1C6A1E-0000-4000-8000-0000000000B1", "6f1c6a1e-0000-4000-8000-0000000000b1"]])
    assert.equal(activity("AccountObjectId", { UserKey }), id, UserKey);
});
test("gotcha 55: a logon that the audit log calls failed keeps its code, which may be an interruption", () => {
  const logon = (more) => audit({ RecordType: 15, Workload: "AzureActiveDirectory", ActorIpAddress: "203.0.113.7", ...more });
  assert.deepEqual(ask("EntraIdSignInEvents | project ErrorCode | sort by ErrorCode asc", file(lines(logon({ Operation: "UserLoginFailed", ErrorNumber: "50072" }), logon({ Operation: "UserLoggedIn", ErrorNumber: "0" }), logon({ Operation: "UserLoginFailed" })))), [[0], [1], [50072]]);
});
test("gotcha 56: Success stands on failed logons too: the error number decides", () => {
  assert.deepEqual(ask("EntraIdSignInEvents | project ErrorCode", file(lines(audit({ RecordType: 15, Workload: "AzureActiveDirectory", Operation: "UserLoginFailed", ResultStatus: "Success", ErrorNumber: "50126", ActorIpAddress: "203.0.113.7" })))), [[50126]]);
});
test("gotcha 57: a title with invisible characters, in another case, is graded", () => {
  const alert = (title, severity) => [file(csv("Timestamp,AlertId,Title,Category,Severity,ServiceSource,DetectionSource,AttackTechniques", [kTime, "a-1", title, "InitialAccess", severity, "Microsoft Defender XDR", "x", "[]"])), file(csv("Timestamp,AlertId,Title,EntityType,EvidenceRole,AccountUpn,AccountObjectId,RemoteIP,ServiceSource,DetectionSource", [kTime, "a-1", title, "User", "Impacted", "ben@contoso.com", "o", "", "Microsoft Defender XDR", "x"]))];
  for (const title of ["Stolen session cookie was used", "Stolen\u200b session cookie was\u200b used", "STOLEN SESSION COOKIE WAS USED "]) {
    const { verdicts } = JSON.parse(run("grade", ...alert(title, "high"), "--format", "json").stdout);
    assert.deepEqual(verdicts.map(({ alert: { kind }, subject: { upn } }) => [kind, upn]), [["stolen-cookie", "ben@contoso.com"]], title);
  }
});
test("gotcha 61: the query's 21 days are counted from the newest event and fit into an export of 30", () => {
  const rule = (days) => ({ Timestamp: new Date(Date.parse("2026-11-16T09:00:00Z") - days * 86_400_000).toISOString(), ActionType: "New-InboxRule", Application: "Microsoft Exchange Online", ApplicationId: 20893, AccountObjectId: "o", RawEventData: { SessionId: "s-1" }, ReportId: `r${days}` });
  const heading = { Timestamp: "2026-11-16T09:00:00Z", AlertId: "a-1", Title: "Anomalous Token" };
  const paths = [
    file(csv("Timestamp,AlertId,Title,Category,Severity,ServiceSource,DetectionSource,AttackTechniques", [heading.Timestamp, "a-1", heading.Title, "x", "High", "x", "x", "[]"])),
    file(csv("Timestamp,AlertId,Title,EntityType,EvidenceRole,AccountUpn,RemoteIP,ServiceSource,DetectionSource,AdditionalFields", [heading.Timestamp, "a-1", heading.Title, "CloudLogonSession", "Impacted", "", "", "x", "x", '{"SessionId":"s-1"}'])),
    file(csv("Timestamp,ActionType,Application,ApplicationId,AccountObjectId,RawEventData,ReportId", ...[20, 22, 29].map((days) => Object.values(rule(days)).map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value)))))),
  ];
  const { columns, rows } = original("inbox-rule-in-session", ...paths);
  assert.deepEqual(rows.map((row) => row[columns.findIndex(({ name }) => name === "ReportId")]), ["r20"]);
});
test("gotcha 62: sign-ins without their non-interactive half do not clear what only those would show", () => {
  const header = "Date (UTC),Request ID,User,Username,User ID,Application,Application ID,Status,IP address,Location,Session ID,Sign-in error code";
  const row = (i) => [new Date(Date.parse(kTime) - i * 86_400_000).toISOString(), `r-${i}`, "Ben", "ben@contoso.com", "6f1c6a1e-0000-4000-8000-0000000000b1", "App", "a", "Success", "203.0.113.7", "Paris, Paris, FR", "s-1", "0"];
  const rows = csv(header, ...Array.from({ length: 20 }, (_, i) => row(i)));
  const named = (name) => {
    const path = join(folder, name);
    writeFileSync(path, rows);
    return path;
  };
  const path = named("InteractiveSignIns_2026-11-16_2026-11-17.csv");
  const verdict = JSON.parse(run("grade", path, "--user", "ben@contoso.com", "--at", kTime, "--format", "json").stdout).verdicts[0];
  assert.equal(verdict.classification, "unknown");
  assert.deepEqual(verdict.checks.filter(({ id, outcome }) => ["X02", "1.2", "X25"].includes(id) && outcome === "clear").map(({ id }) => id), []);
  assert.match(JSON.stringify(verdict), /only one of InteractiveSignIns and NonInteractiveSignIns is among the files/);
});
