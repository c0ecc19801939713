// The playbook's own three queries, unchanged, on small exports whose answers were worked out by hand.
// Natively and as WebAssembly. What is tested besides: terms, ago() on an old export, in over a tabular expression.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const kPrograms = { native: ["build/release/crumbtrail"], WebAssembly: ["node", "build/wasm/crumbtrail-cli.mjs"] };
const kOfficeHome = "4765445b-32c6-49b0-83e6-1d93765276ca";
const kOutlook = "9199bf20-a13f-4107-85dc-02114787ef48";
const kInteractive = '["interactiveUser"]';
const kOther = '["nonInteractiveUser"]';

const cell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const csv = (header, rows) => [header.split(","), ...rows].map((row) => row.map((value) => cell(String(value))).join(",")).join("\n") + "\n";

const signIn = (time, app, logon, error, session, country, agent = "Browser", account = "u1") => [
  time, app === kOfficeHome ? "OfficeHome" : "One Outlook Web", app, logon, error, session, account, `User ${account}`, agent, country, `${session}${time}`,
];
const kSignIns = csv("Timestamp,Application,ApplicationId,LogonType,ErrorCode,SessionId,AccountObjectId,AccountDisplayName,ClientAppUsed,Country,RequestId", [
  // Sessions with one other row each: join without a kind is innerunique, which keeps one left row a key.
  signIn("2026-11-16T09:00:00Z", kOfficeHome, kInteractive, 0, "s1", "GB"), // opens s1
  signIn("2026-11-16T09:30:00Z", kOfficeHome, kInteractive, 0, "s1", "FR"), // later: not the first country
  signIn("2026-11-16T10:00:00Z", kOutlook, kOther, 0, "s1", "NL"), // the answer
  signIn("2026-11-16T10:10:00Z", kOutlook, kOther, 0, "s1", "SG", "Mobile Apps and Desktop clients"), // no browser
  signIn("2026-11-16T09:00:00Z", kOfficeHome, kInteractive, 0, "s7", "GB"),
  signIn("2026-11-16T08:00:00Z", kOutlook, kOther, 0, "s7", "NL"), // before the session opened
  signIn("2026-11-16T09:00:00Z", kOfficeHome, kInteractive, 0, "s8", "GB"),
  signIn("2026-11-16T10:05:00Z", kOutlook, kOther, 0, "s8", "GB"), // same country
  signIn("2026-11-16T09:00:00Z", kOfficeHome, kOther, 0, "s2", "GB", "Browser", "u2"), // has "interactiveUser" is false here
  signIn("2026-11-16T10:00:00Z", kOutlook, kOther, 0, "s2", "SG", "Browser", "u2"),
  signIn("2026-11-16T09:00:00Z", kOfficeHome, kInteractive, 50126, "s3", "GB", "Browser", "u3"), // failed
  signIn("2026-11-16T10:00:00Z", kOutlook, kOther, 0, "s3", "SG", "Browser", "u3"),
  signIn("2026-11-13T09:00:00Z", kOfficeHome, kInteractive, 0, "s4", "GB", "Browser", "u4"), // older than a day, within seven
  signIn("2026-11-13T10:00:00Z", kOutlook, kOther, 0, "s4", "SG", "Browser", "u4"),
  signIn("2026-11-01T09:00:00Z", kOfficeHome, kInteractive, 0, "s5", "US", "Browser", "u1"), // older than seven days
  signIn("2026-11-16T12:00:00Z", kOutlook, kOther, 0, "s6", "GB", "Browser", "u6"), // the newest row: what ago() counts from
]);
const kAlerts = csv("Timestamp,AlertId,Title,Category,Severity,ServiceSource,DetectionSource,AttackTechniques", [
  ["2026-11-16T09:00:00Z", "a1", "Anomalous Token", "InitialAccess", "High", "AAD Identity Protection", "AAD", "[]"],
  ["2026-11-16T09:00:00Z", "a2", "Impossible travel activity", "InitialAccess", "Medium", "AAD Identity Protection", "AAD", "[]"],
  ["2026-11-01T09:00:00Z", "a3", "Anomalous Token", "InitialAccess", "High", "AAD Identity Protection", "AAD", "[]"],
]);
const kEvidence = csv("Timestamp,AlertId,EntityType,EvidenceRole,AccountObjectId,AdditionalFields", [
  ["2026-11-16T09:00:00Z", "a1", "CloudLogonSession", "Related", "u1", '{"SessionId":"s1"}'],
  ["2026-11-16T09:00:00Z", "a1", "User", "Impacted", "u1", "{}"],
  ["2026-11-16T09:00:00Z", "a2", "CloudLogonSession", "Related", "u2", '{"SessionId":"s2"}'],
  ["2026-11-01T09:00:00Z", "a3", "CloudLogonSession", "Related", "u3", '{"SessionId":"s3"}'],
]);
const activity = (time, action, session, report) => [time, action, "Microsoft Exchange Online", "u1", `{"SessionId":"${session}"}`, "", report];
const kActivities = csv("Timestamp,ActionType,Application,AccountObjectId,RawEventData,ObjectName,ReportId", [
  activity("2026-11-16T09:47:05Z", "New-InboxRule", "s1", "r1"),
  activity("2026-11-16T09:47:06Z", "Set-InboxRule", "s1", "r2"),
  activity("2026-11-16T09:47:07Z", "New-InboxRule", "s2", "r3"),
  activity("2026-11-16T09:47:08Z", "New-InboxRule", "s3", "r4"),
]);

const folder = mkdtempSync(join(tmpdir(), "crumbtrail-"));
for (const [name, text] of Object.entries({ signins: kSignIns, alerts: kAlerts, evidence: kEvidence, activities: kActivities })) {
  writeFileSync(join(folder, `${name}.csv`), text);
}
const ask = ([program, ...before], name, ...options) =>
  JSON.parse(execFileSync(program, [...before, "query", "--file", `core/playbook/session-cookie-theft/original/${name}.kql`, folder, "--format", "json", ...options], { encoding: "utf8" }));

for (const [where, program] of Object.entries(kPrograms)) {
  test(`${where}: the session that OfficeHome opened, used from another country`, () => {
    const { columns, rows } = ask(program, "suspicious-logon");
    const names = "OtherTimestamp Application ApplicationId AccountObjectId AccountDisplayName OtherCountry SessionId SessionId1 Timestamp Country";
    assert.equal(columns.map((column) => column.name).join(" "), names);
    assert.deepEqual(rows, [
      ["2026-11-16T10:00:00.0000000Z", "One Outlook Web", kOutlook, "u1", "User u1", "NL", "s1", "s1", "2026-11-16T09:00:00.0000000Z", "GB"],
    ]);
  });
  test(`${where}: the countries of a user`, () => {
    const { columns, rows } = ask(program, "uncommon-countries");
    assert.deepEqual(columns.map(({ name, type }) => `${name}:${type}`), ["AccountObjectId:string", "AccountDisplayName:string", "Countries:dynamic"]);
    const sorted = rows.map(([id, name, countries]) => [id, name, countries.toSorted()]).toSorted();
    assert.deepEqual(sorted, [["u1", "User u1", ["FR", "GB"]], ["u3", "User u3", ["GB"]], ["u4", "User u4", ["GB"]]]);
  });
  test(`${where}: an inbox rule in a session with an anomalous token`, () => {
    const { columns, rows } = ask(program, "inbox-rule-in-session");
    const report = columns.findIndex((column) => column.name === "ReportId");
    assert.deepEqual(rows.map((row) => row[report]), ["r1"]);
  });
  test(`${where}: --now moves what ago() counts from`, () => {
    assert.deepEqual(ask(program, "suspicious-logon", "--now", "2026-11-20T00:00:00Z").rows, []);
  });
}
