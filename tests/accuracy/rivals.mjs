// Who cries wolf: rules that others use, asked of the same cases. Each gets the tenant's own networks, as we do.
import { readFileSync } from "node:fs";
import { askRows } from "./grade.mjs";

const read = (path) => readFileSync(path, "utf8");
const kOwn = "tests/accuracy/rivals";

export const kRivals = [
  { id: "two-networks", title: "a session with two addresses of two providers", tables: ["EntraIdSignInEvents", "CloudAppEvents", "IdentityLogonEvents"], text: read(`${kOwn}/two-networks.kql`) },
  { id: "new-address-new-device", title: "a new address and a new device within 14 days", tables: ["EntraIdSignInEvents"], text: read(`${kOwn}/new-address-new-device.kql`) },
  { id: "playbook-first-query", title: "the playbook's first query alone", tables: ["EntraIdSignInEvents"], text: read("core/playbook/session-cookie-theft/original/suspicious-logon.kql"), tenantWide: true },
];

const list = (texts) => `dynamic(${JSON.stringify(texts)})`;

// {id: alarm or not} for the subject of a graded case.
export async function rivalsOf(pool, folder, whole) {
  const { own_networks: own = [] } = JSON.parse(read(`${folder}/decisions.json`));
  const lets = `let User = ${JSON.stringify(whole.user)}; let T0 = datetime(${whole.at});
let Own4 = ${list(own.filter((net) => !net.includes(":")))}; let Own6 = ${list(own.filter((net) => net.includes(":")))};\n`;
  const now = new Date(Date.parse(whole.at.replace(/(\.\d{3})\d*Z$/, "$1Z")) + 12 * 3600e3).toISOString();
  const answers = await Promise.all(kRivals.map(async ({ id, tables, text, tenantWide }) => {
    const rows = await askRows(pool, folder, tables, tenantWide ? text : lets + text, now);
    const ours = tenantWide ? rows.filter((row) => JSON.stringify(row).toLowerCase().includes(whole.oid.toLowerCase())) : rows;
    return [id, ours.length > 0];
  }));
  return Object.fromEntries(answers);
}
