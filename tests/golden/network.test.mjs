// Verdicts with a network pack: a pack that knows nothing changes nothing, one that knows the attacker's network
// makes no grade more benign, nor does one that lacks it; and the same bytes from both builds. The packs are
// invented, and made by tools/network_pack.mjs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const folder = mkdtempSync(join(tmpdir(), "crumbtrail-"));
const number = (address) => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

// rows: [first, last, ASN, name]
function makePack(name, rows) {
  const from = join(folder, name);
  const none = join(from, "none");
  mkdirSync(none, { recursive: true });
  for (const [place, family] of [[from, "ipv6"], [none, "ipv4"], [none, "ipv6"]]) writeFileSync(join(place, `x-${family}-num.csv`), "");
  writeFileSync(join(from, "x-ipv4-num.csv"), rows.map(([first, last, asn, text]) => `${number(first)},${number(last)},${asn},"${text}"\n`).join(""));
  const pack = join(folder, `${name}.pack`);
  execFileSync("node", ["tools/network_pack.mjs", "--providers", from, "--countries", none, "--date", "2026-11-01", "-o", pack]);
  return pack;
}

const kOwn = [["192.0.2.0", "192.0.2.255", 64500, "Example Broadband"], ["198.51.100.0", "198.51.100.255", 64501, "Example Corp Net"]];
const kAway = ["203.0.113.0", "203.0.113.255"];
const packs = {
  empty: makePack("empty", []),
  lacking: makePack("lacking", kOwn),
  hosting: makePack("hosting", [...kOwn, [...kAway, 64502, "Example VPS Hosting Ltd"]]),
};

// The logs that name no provider: the pack is all that can.
function signInsOnly(name) {
  const place = join(folder, "cases", name);
  cpSync(`build/fixtures/${name}`, place, { recursive: true, filter: (path) => !/CloudAppEvents|IdentityLogonEvents|decisions\.json$/.test(path) });
  return place;
}

function grade(paths, pack, program = ["build/release/crumbtrail"]) {
  const [command, ...before] = program;
  const extra = readFileSync(join(paths, "case.txt"), "utf8").split(/\s+/).filter(Boolean);
  const given = pack ? ["--pack", pack] : [];
  return execFileSync(command, [...before, "grade", paths, "--format", "json", ...given, ...extra], { encoding: "utf8", maxBuffer: 1 << 28 });
}

const kRank = { falsePositive: 0, informationalExpectedActivity: 0, unknown: 1, truePositive: 2 };
const only = (text) => JSON.parse(text).verdicts[0];
function notMoreBenign(verdict, than, what) {
  assert.ok(kRank[verdict.classification] >= kRank[than.classification], `${what}: ${verdict.classification} instead of ${than.classification}`);
  assert.ok(verdict.total_db >= than.total_db, `${what}: ${verdict.total_db} dB instead of ${than.total_db}`);
}

const kAttacks = ["INC-1", "TP-1", "TP-2", "TP-4", "TP-RESI", "WE-4"];
const kCases = readdirSync("fixtures/expected").map((name) => name.replace(".json", ""));

for (const name of kCases) {
  test(`${name}: a pack without ranges changes nothing but its own mention`, () => {
    const without = JSON.parse(grade(`build/fixtures/${name}`));
    const withIt = JSON.parse(grade(`build/fixtures/${name}`, packs.empty));
    assert.equal(withIt.tool.network_pack.date, "2026-11-01");
    assert.match(withIt.tool.network_pack.sha256, /^[0-9a-f]{64}$/);
    delete withIt.tool.network_pack;
    assert.equal(withIt.files.filter(({ format }) => format === "network-pack").length, 1);
    withIt.files = withIt.files.filter(({ format }) => format !== "network-pack");
    assert.deepEqual(withIt, without);
  });
}

for (const name of kAttacks) {
  test(`${name}: neither more benign by a pack that knows the attacker's network, nor by one that lacks it`, () => {
    const place = signInsOnly(name);
    const without = only(grade(place));
    notMoreBenign(only(grade(place, packs.lacking)), without, "lacking");
    notMoreBenign(only(grade(place, packs.hosting)), without, "hosting");
  });
}

test("INC-1: who announces the address is a finding of X05, and the network's name", () => {
  const x05 = (verdict) => verdict.checks.find(({ id }) => id === "X05");
  const without = only(grade("build/fixtures/INC-1"));
  const withIt = only(grade("build/fixtures/INC-1", packs.hosting));
  assert.deepEqual([x05(without).outcome, x05(withIt).outcome], ["neutral", "hit"]);
  assert.match(x05(withIt).findings[0].text, /Example VPS Hosting Ltd \(AS64502\)/);
  assert.ok(withIt.networks.some(({ isp }) => isp === "Example VPS Hosting Ltd (AS64502)"));
});

test("INC-1 with a pack: WebAssembly writes the same bytes", () => {
  assert.equal(grade("build/fixtures/INC-1", packs.hosting, ["node", "build/wasm/crumbtrail-cli.mjs"]), grade("build/fixtures/INC-1", packs.hosting));
});

test("the same ranges give the same pack, overlaps go to the more exact range", () => {
  const rows = [["192.0.2.0", "192.0.2.255", 64500, "Wide"], ["192.0.2.64", "192.0.2.127", 64501, "Narrow"]];
  assert.deepEqual(readFileSync(makePack("one", rows)), readFileSync(makePack("two", rows)));
  const asked = ["192.0.2.63", "192.0.2.64", "192.0.2.127", "192.0.2.128", "192.0.3.0"];
  const query = `print ${asked.map((address, i) => `a${i} = tostring(crumb_ip_lookup("${address}").provider)`).join(", ")}`;
  const { rows: [found] } = JSON.parse(execFileSync("build/release/crumbtrail", ["query", query, "--pack", join(folder, "one.pack"), "--format", "json"], { encoding: "utf8" }));
  assert.deepEqual(found, ["Wide", "Narrow", "Narrow", "Wide", ""]);
});
