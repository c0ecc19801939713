// One incident's Advanced hunting export told as other products would have exported it. Writes files; grades nothing.
import { mkdirSync, readdirSync, readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";

// --- Advanced hunting's CSV in, any CSV out

export function readCsv(text) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let at = 0; at < text.length; ++at) {
    const c = text[at];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") row.push(cell), (cell = "");
    else if (c === "\n") row.push(cell), rows.push(row), (row = []), (cell = "");
    else if (c !== "\r") cell += c;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  const [names, ...body] = rows;
  return body.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]])));
}

function writeCsv(file, rows, { bom = false, end = "\n" } = {}) {
  const quote = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? "")))].map((cells) => cells.map(quote).join(","));
  writeFileSync(file, (bom ? "\ufeff" : "") + lines.join(end) + end);
}

const parsed = (text, otherwise = null) => (text === "" || text === undefined ? otherwise : JSON.parse(text));
const isOther = (row) => row.LogonType.includes("nonInteractiveUser");
const named = (code, names, otherwise = "") => names[Number(code)] ?? otherwise;
const kRisk = { 0: "hidden", 1: "none", 10: "low", 50: "medium", 100: "high" };
const kRiskState = ["none", "confirmedSafe", "remediated", "dismissed", "atRisk", "confirmedCompromised"];
const kAccess = ["success", "failure", "notApplied"];

// "11/16/2026, 9:21:58.000 AM", as the Log Analytics portal writes in the United States.
function portalTime(iso) {
  const [, year, month, day, hour, rest] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+:\d+\.\d{3})/.exec(iso.includes(".") ? iso : iso.replace("Z", ".000Z"));
  return `${Number(month)}/${Number(day)}/${year}, ${Number(hour) % 12 || 12}:${rest} ${Number(hour) < 12 ? "AM" : "PM"}`;
}

// --- sign-ins

const deviceOf = (row) => ({
  deviceId: row.EntraIdDeviceId, displayName: row.DeviceName, operatingSystem: row.OSPlatform, browser: row.Browser,
  isCompliant: row.IsCompliant === "1", isManaged: row.IsManaged === "1", trustType: row.DeviceTrustType,
});
const placeOf = (row) => ({
  city: row.City, state: row.State, countryOrRegion: row.Country,
  geoCoordinates: row.Latitude === "" ? {} : { latitude: Number(row.Latitude), longitude: Number(row.Longitude) },
});

const graphSignIn = (row) => ({
  id: row.RequestId, createdDateTime: row.Timestamp, userDisplayName: row.AccountDisplayName, userPrincipalName: row.AccountUpn, userId: row.AccountObjectId,
  appId: row.ApplicationId, appDisplayName: row.Application, ipAddress: row.IPAddress, clientAppUsed: row.ClientAppUsed, userAgent: row.UserAgent,
  correlationId: row.CorrelationId, conditionalAccessStatus: named(row.ConditionalAccessStatus, kAccess), isInteractive: !isOther(row),
  signInEventTypes: [isOther(row) ? "nonInteractiveUser" : "interactiveUser"], sessionId: row.SessionId, uniqueTokenIdentifier: row.UniqueTokenId,
  authenticationRequirement: row.AuthenticationRequirement, tokenIssuerType: "AzureAD", userType: row.IsGuestUser === "true" ? "guest" : "member",
  riskLevelAggregated: kRisk[row.RiskLevelAggregated] ?? "none", riskLevelDuringSignIn: kRisk[row.RiskLevelDuringSignIn] ?? "none",
  riskState: named(row.RiskState, kRiskState, "none"), riskEventTypes_v2: parsed(row.RiskEventTypes, []),
  resourceDisplayName: row.ResourceDisplayName, resourceId: row.ResourceId, resourceTenantId: row.ResourceTenantId,
  authenticationProcessingDetails: parsed(row.AuthenticationProcessingDetails, []), networkLocationDetails: parsed(row.NetworkLocationDetails, []),
  status: { errorCode: Number(row.ErrorCode), failureReason: "", additionalDetails: "" },
  deviceDetail: deviceOf(row), location: placeOf(row), appliedConditionalAccessPolicies: parsed(row.ConditionalAccessPolicies, []),
});

const logAnalyticsSignIn = (row) => ({
  "TimeGenerated [UTC]": portalTime(row.Timestamp), "CreatedDateTime [UTC]": portalTime(row.Timestamp), Id: row.RequestId, CorrelationId: row.CorrelationId,
  ResultType: row.ErrorCode, UserPrincipalName: row.AccountUpn, UserId: row.AccountObjectId, UserDisplayName: row.AccountDisplayName,
  AppDisplayName: row.Application, AppId: row.ApplicationId, IPAddress: row.IPAddress, UserAgent: row.UserAgent, ClientAppUsed: row.ClientAppUsed,
  SessionId: row.SessionId, UniqueTokenIdentifier: row.UniqueTokenId, DeviceDetail: JSON.stringify(deviceOf(row)), LocationDetails: JSON.stringify(placeOf(row)),
  Location: row.Country, Status: JSON.stringify({ errorCode: Number(row.ErrorCode) }), ConditionalAccessStatus: named(row.ConditionalAccessStatus, kAccess),
  ConditionalAccessPolicies: row.ConditionalAccessPolicies, AuthenticationRequirement: row.AuthenticationRequirement, IsInteractive: String(!isOther(row)),
  AuthenticationProcessingDetails: row.AuthenticationProcessingDetails, NetworkLocationDetails: row.NetworkLocationDetails,
  RiskLevelAggregated: kRisk[row.RiskLevelAggregated] ?? "none", RiskLevelDuringSignIn: kRisk[row.RiskLevelDuringSignIn] ?? "none",
  RiskState: named(row.RiskState, kRiskState, "none"), RiskEventTypes_V2: row.RiskEventTypes,
  ResourceDisplayName: row.ResourceDisplayName, ResourceIdentity: row.ResourceId, ResourceTenantId: row.ResourceTenantId,
  TokenIssuerType: "AzureAD", UserType: row.IsGuestUser === "true" ? "Guest" : "Member", Category: isOther(row) ? "NonInteractiveUserSignInLogs" : "SignInLogs",
});

const entraExport = (row) => ({
  "Date (UTC)": row.Timestamp.replace(/\.\d+Z$/, "Z"), "Request ID": row.RequestId, "User agent": row.UserAgent, "Correlation ID": row.CorrelationId,
  "User ID": row.AccountObjectId, User: row.AccountDisplayName, Username: row.AccountUpn, "User type": row.IsGuestUser === "true" ? "Guest" : "Member",
  "Unique token identifier": row.UniqueTokenId, Application: row.Application, "Application ID ": row.ApplicationId, Resource: row.ResourceDisplayName,
  "Resource ID ": row.ResourceId, "Resource tenant ID": row.ResourceTenantId, "IP address": row.IPAddress, Location: `${row.City}, ${row.State}, ${row.Country}`,
  Status: row.ErrorCode === "0" ? "Success" : "Failure", "Sign-in error code": row.ErrorCode === "0" ? "" : row.ErrorCode, "Client app": row.ClientAppUsed,
  "Device ID": row.EntraIdDeviceId, Browser: row.Browser, "Operating System": row.OSPlatform, Compliant: String(row.IsCompliant === "1"),
  Managed: String(row.IsManaged === "1"), "Join Type": row.DeviceTrustType,
  "Authentication requirement": row.AuthenticationRequirement.startsWith("multi") ? "Multifactor authentication" : "Single-factor authentication",
  "Session ID": row.SessionId, "Autonomous system  number": "64496", "Token issuer type": "Azure AD",
  "Conditional Access": named(row.ConditionalAccessStatus, ["Success", "Failure", "Not Applied"]),
});

const diagnostics = (row) => ({
  time: row.Timestamp, resourceId: `/tenants/${row.ResourceTenantId}/providers/Microsoft.aadiam`, operationName: "Sign-in activity", operationVersion: "1.0",
  category: isOther(row) ? "NonInteractiveUserSignInLogs" : "SignInLogs", tenantId: row.ResourceTenantId, resultType: row.ErrorCode, resultSignature: "None",
  durationMs: 0, callerIpAddress: row.IPAddress, correlationId: row.CorrelationId, identity: row.AccountDisplayName, Level: 4, location: row.Country,
  properties: graphSignIn(row),
});

const auditLogon = (row) => ({
  CreationTime: row.Timestamp.slice(0, 19), Id: row.RequestId, Operation: row.ErrorCode === "0" ? "UserLoggedIn" : "UserLoginFailed", RecordType: 15,
  ResultStatus: "Success", UserKey: row.AccountObjectId, UserType: 0, Workload: "AzureActiveDirectory", ClientIP: row.IPAddress, ActorIpAddress: row.IPAddress,
  ObjectId: row.ResourceId, UserId: row.AccountUpn, ApplicationId: row.ApplicationId, IntraSystemId: row.RequestId, InterSystemsId: row.CorrelationId,
  ErrorNumber: row.ErrorCode, Actor: [{ ID: row.AccountObjectId, Type: 0 }],
  ExtendedProperties: [{ Name: "UserAgent", Value: row.UserAgent }, { Value: isOther(row) ? "OAuth2:Token" : "Login:login", Name: "RequestType" }],
  DeviceProperties: [{ Name: "Id", Value: row.EntraIdDeviceId }, { Name: "OS", Value: row.OSPlatform }, { Name: "IsCompliant", Value: row.IsCompliant === "1" ? "True" : "False" }, { Name: "SessionId", Value: row.SessionId }],
});

// --- activities and alerts

const auditRecord = (row) => parsed(row.RawEventData);

const kGraphKinds = { User: "user", Ip: "ip", Url: "url", Mailbox: "mailbox", MailMessage: "analyzedMessage", Machine: "device", CloudLogonSession: "cloudLogonSession", CloudLogonRequest: "cloudLogonRequest", CloudApplication: "cloudApplication" };
function graphEvidence(row) {
  const more = parsed(row.AdditionalFields, {});
  const out = { "@odata.type": `#microsoft.graph.security.${kGraphKinds[row.EntityType] ?? "unknown"}Evidence`, createdDateTime: row.Timestamp };
  if (row.AccountUpn !== "" || row.AccountObjectId !== "") out.userAccount = { userPrincipalName: row.AccountUpn, azureAdUserId: row.AccountObjectId, accountName: row.AccountName, domainName: row.AccountDomain };
  if (row.RemoteIP !== "") out.ipAddress = row.RemoteIP;
  if (row.RemoteUrl !== "") out.url = row.RemoteUrl;
  if (row.NetworkMessageId !== "") out.networkMessageId = row.NetworkMessageId;
  if (row.DeviceName !== "") out.deviceDnsName = row.DeviceName;
  if (row.DeviceId !== "") out.mdeDeviceId = row.DeviceId;
  if (more.SessionId) Object.assign(out, { sessionId: more.SessionId, startUtcDateTime: more.StartTimeUtc, userAgent: more.UserAgent });
  if (more.RequestId) out.requestId = more.RequestId;
  return out;
}
const graphAlerts = ({ AlertInfo, AlertEvidence }) => AlertInfo.map((row) => ({
  id: row.AlertId, title: row.Title, category: row.Category, severity: row.Severity.toLowerCase(), status: "new", serviceSource: row.ServiceSource,
  detectionSource: row.DetectionSource, createdDateTime: row.Timestamp, firstActivityDateTime: row.Timestamp,
  evidence: AlertEvidence.filter((one) => one.AlertId === row.AlertId).map(graphEvidence),
}));

// Accounts stand once; what belongs to one points at it.
function sentinelEntities(rows) {
  let next = 1;
  const pointers = new Map();
  const out = [];
  for (const row of rows) {
    const entity = { $id: String(++next), ...parsed(row.AdditionalFields, {}) };
    if (row.EntityType === "User") {
      pointers.set(row.AccountUpn, entity.$id);
      Object.assign(entity, { Name: row.AccountUpn.split("@")[0], UPNSuffix: row.AccountUpn.split("@")[1], AadUserId: row.AccountObjectId, Type: "account" });
    }
    if (row.EntityType === "Ip") Object.assign(entity, { Address: row.RemoteIP, Type: "ip" });
    if (row.EntityType === "CloudLogonSession") Object.assign(entity, { Account: { $ref: pointers.get(row.AccountUpn) ?? "2" }, Type: "cloud-logon-session" });
    out.push(entity);
  }
  return JSON.stringify(out);
}
const securityAlerts = ({ AlertInfo, AlertEvidence }) => AlertInfo.map((row) => ({
  "TimeGenerated [UTC]": portalTime(row.Timestamp), DisplayName: row.Title, AlertName: row.Title, AlertSeverity: row.Severity, ProviderName: "MicrosoftThreatProtection",
  ProductName: row.ServiceSource, SystemAlertId: row.AlertId, "StartTime [UTC]": portalTime(row.Timestamp), "EndTime [UTC]": portalTime(row.Timestamp), Status: "New",
  Tactics: row.Category, Techniques: row.AttackTechniques, Entities: sentinelEntities(AlertEvidence.filter((one) => one.AlertId === row.AlertId)),
  ExtendedProperties: "{}", Type: "SecurityAlert",
}));

// --- the tellings: which tables each replaces, and what it writes for them

const lines = (file, records) => writeFileSync(file, records.map((record) => JSON.stringify(record)).join("\n") + "\n");
const bySide = (rows) => [rows.filter((row) => !isOther(row)), rows.filter(isOther)];
const purview = (file, records) => writeCsv(file, records.map((record) => ({
  RecordId: record.Id, CreationDate: `${record.CreationTime}.0000000Z `, RecordType: record.RecordType, Operation: record.Operation, UserId: record.UserId,
  AuditData: JSON.stringify(record), AssociatedAdminUnits: "", AssociatedAdminUnitsNames: "",
})), { end: "\r\n" });

export const kTellings = {
  "Sentinel sign-ins": { of: ["EntraIdSignInEvents"], write: (to, { EntraIdSignInEvents: rows }) => {
    const [own, other] = bySide(rows);
    writeCsv(join(to, "query_data.csv"), own.map(logAnalyticsSignIn), { bom: true, end: "\r\n" });
    writeCsv(join(to, "query_data (1).csv"), other.map(logAnalyticsSignIn), { bom: true, end: "\r\n" });
  } },
  "Entra JSON": { of: ["EntraIdSignInEvents"], write: (to, { EntraIdSignInEvents: rows }) => writeFileSync(join(to, "SignIns.json"), JSON.stringify(rows.map(graphSignIn), null, 2)) },
  "Entra CSV": { of: ["EntraIdSignInEvents"], write: (to, { EntraIdSignInEvents: rows }) => {
    const [own, other] = bySide(rows);
    writeCsv(join(to, "InteractiveSignIns_2026-10-19_2026-11-18.csv"), own.map(entraExport), { bom: true });
    writeCsv(join(to, "NonInteractiveSignIns_2026-10-19_2026-11-18.csv"), other.map(entraExport), { bom: true });
  } },
  "diagnostic settings": { of: ["EntraIdSignInEvents"], write: (to, { EntraIdSignInEvents: rows }) => lines(join(to, "PT1H.json"), rows.map(diagnostics)) },
  "Graph alerts": { of: ["AlertInfo", "AlertEvidence"], write: (to, tables) => writeFileSync(join(to, "alerts.json"), JSON.stringify({ "@odata.context": "alerts_v2", value: graphAlerts(tables) })) },
  "Sentinel alerts": { of: ["AlertInfo", "AlertEvidence"], write: (to, tables) => writeCsv(join(to, "alerts.csv"), securityAlerts(tables), { bom: true, end: "\r\n" }) },
  "Purview activities": { of: ["CloudAppEvents"], partial: true, write: (to, { CloudAppEvents: rows }) => purview(join(to, "Search_1.csv"), rows.map(auditRecord)) },
  "Management API": { of: ["CloudAppEvents"], partial: true, write: (to, { CloudAppEvents: rows }) => lines(join(to, "audit.ndjson"), rows.map(auditRecord)) },
  "Purview only": { of: ["CloudAppEvents", "EntraIdSignInEvents"], partial: true, only: ["AlertInfo", "AlertEvidence"],
    write: (to, { CloudAppEvents: acts, EntraIdSignInEvents: signIns }) => purview(join(to, "Search_1.csv"), [...acts.map(auditRecord), ...signIns.map(auditLogon)]) },
};

export function retell(telling, from, to) {
  const { of, only, write } = kTellings[telling];
  mkdirSync(to, { recursive: true });
  const tables = {};
  for (const name of readdirSync(from)) {
    const table = /^AdvancedHunting_(\w+)\.csv$/.exec(name)?.[1];
    if (of.includes(table)) tables[table] = readCsv(readFileSync(join(from, name), "utf8"));
    else if (only === undefined || table === undefined || only.includes(table)) copyFileSync(join(from, name), join(to, name));
  }
  write(to, tables);
}
