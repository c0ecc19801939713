// The command line's contract: exit statuses, where text goes, and what a damaged file costs. Native build.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const kProgram = "build/release/crumbtrail";
const kCase = "build/fixtures/TP-1";
const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(kProgram, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  return { status, stdout, stderr };
};
const folder = mkdtempSync(join(tmpdir(), "crumbtrail-"));
const file = (name, bytes) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

test("version and help", () => {
  assert.match(run("version").stdout, /^crumbtrail \d+\.\d+\.\d+\n$/);
  assert.equal(run("help").status, 0);
  assert.equal(run().status, 1);
});

const kRefusals = [
  ["an unknown command", ["frob"], 1, /unknown command frob/],
  ["an unknown option", ["grade", kCase, "--decission", "x"], 1, /did you mean --decisions\?/],
  ["a path that is not there", ["grade", "no-such-folder"], 2, /no such file or folder: no-such-folder/],
  ["--alert together with --user", ["grade", kCase, "--alert", "a", "--user", "b"], 1, /not both/],
  ["a time that is none", ["grade", kCase, "--user", "a@b.example", "--at", "noon"], 1, /--at is not a time/],
  ["an alert that is not in the data", ["grade", kCase, "--alert", "nope"], 2, /nope/],
  ["a query that is not KQL", ["query", "print 1 +"], 1, /^query:1:10: .*\n.*\n +\^/],
  ["an unknown table", ["query", "CloudAppEvent | count"], 1, /CloudAppEvents/],
  ["a pack that is none", ["grade", kCase, "--pack", "README.md"], 1, /README\.md is no network pack/],
  ["a damaged pack", ["query", "print 1", "--pack", file("cut.pack", "CRUMBNET")], 1, /cut\.pack: This network pack is damaged: it ends in its head\./],
  ["a pack that is not there", ["grade", kCase, "--pack", "no.pack"], 2, /no\.pack/],
  ["what a pack is needed for", ["query", 'print geo_info_from_ip_address("192.0.2.1")'], 1, /unsupported: geo_info_from_ip_address without a network pack/],
  ["what Kusto has and we do not", ["query", "range x from 1 to 3 step 1 | evaluate autocluster()"], 1, /unsupported: .*\n/],
];
for (const [what, args, status, message] of kRefusals) {
  test(`${what}: exit ${status}, a sentence on standard error, nothing on standard output`, () => {
    const answer = run(...args);
    assert.equal(answer.status, status, answer.stderr);
    assert.match(answer.stderr, message);
    assert.equal(answer.stdout, "");
  });
}

test("a query needs no files", () => {
  assert.deepEqual(JSON.parse(run("query", "print a = 1, t = 90s, d = datetime(2026-11-16), n = long(null), r = real(nan)", "--format", "json").stdout), {
    columns: [{ name: "a", type: "long" }, { name: "t", type: "timespan" }, { name: "d", type: "datetime" }, { name: "n", type: "long" }, { name: "r", type: "real" }],
    rows: [[1, "00:01:30", "2026-11-16T00:00:00.0000000Z", null, "NaN"]],
  });
  assert.equal(run("query", "CloudAppEvents | count", "--format", "csv").stdout, "Count\n0\n");
});

const kDamaged = [
  ["empty", ""],
  ["binary", Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) & 255))],
  ["gzip", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
  ["prose", "Dear analyst,\nplease find the logs attached.\n"],
  ["json bomb", "[".repeat(100_000)],
  ["column bomb", `${"a,".repeat(50_000)}b\n`],
];
for (const [what, bytes] of kDamaged) {
  test(`${what}: one sentence about that file, nothing else is lost`, () => {
    const path = file(`${what}.csv`, bytes);
    const alone = run("inspect", path, "--format", "json");
    assert.equal(alone.status, 2);
    const [report] = JSON.parse(alone.stdout).files;
    assert.equal(report.table, "");
    assert.match(report.reason, /^[A-Z].*\.$/s);
    assert.equal(report.rows + report.rejected + report.duplicates, report.records);

    const graded = run("grade", kCase, path, "--decisions", `${kCase}/decisions.json`, "--format", "json");
    assert.equal(graded.status, 0);
    assert.equal(JSON.parse(graded.stdout).verdicts[0].classification, "truePositive");
    assert.match(graded.stderr, new RegExp(`${what}\\.csv: `));
  });
}

test("a file that is cut in mid-record keeps its whole records and says so", () => {
  const path = file("cut.csv", 'Timestamp,AlertId,Title,Category,Severity,ServiceSource,DetectionSource,AttackTechniques\n2026-11-16T09:00:00Z,a1,T,C,High,S,D,[]\n2026-11-16T09:00:00Z,a2,"T');
  const [report] = JSON.parse(run("inspect", path, "--format", "json").stdout).files;
  assert.deepEqual([report.table, report.records, report.rows, report.rejected, report.truncated], ["AlertInfo", 2, 1, 1, true]);
});

test("the order of files never shows", () => {
  const copy = join(folder, "case");
  cpSync(kCase, copy, { recursive: true });
  const names = ["AlertInfo", "AlertEvidence", "EntraIdSignInEvents", "CloudAppEvents", "DeviceNetworkEvents"].map((table) => join(copy, `AdvancedHunting_${table}.csv`));
  const one = run("grade", ...names, "--format", "json");
  assert.equal(one.status, 0);
  assert.ok(run("grade", ...names.toReversed(), "--format", "json").stdout === one.stdout, "the bytes differ");
});

test("a watchlist is asked for by its alias, and is no table that search or union finds", () => {
  const list = file("list.csv", "SearchKey,WatchlistAlias,Why\nben@contoso.com,VIPs,board\n");
  const asked = run("query", "_GetWatchlist('VIPs') | project SearchKey, Why", list, "--format", "csv");
  assert.equal(asked.stdout.replaceAll("\r", ""), "SearchKey,Why\nben@contoso.com,board\n");
  assert.equal(run("query", "search 'ben@contoso.com' | count", list, "--format", "csv").stdout.replaceAll("\r", ""), "Count\n0\n");
  assert.match(run("query", "_GetWatchlist('VIP')", list).stderr, /the watchlist 'VIP' is not loaded/);
});
