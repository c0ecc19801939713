// gzip and zip at the command line: members are files, bombs and damage end in one sentence. Native build.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { constants, gzipSync } from "node:zlib";
import { zip } from "./zip.mjs";

const kProgram = "build/release/crumbtrail";
const kCase = "build/fixtures/TP-1";
const run = (...args) => spawnSync(kProgram, args, { encoding: "utf8", maxBuffer: 1 << 28 });
const inspect = (...paths) => JSON.parse(run("inspect", ...paths, "--format", "json").stdout).files;
const folder = mkdtempSync(join(tmpdir(), "crumbtrail-zip-"));
const file = (name, bytes) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const kNames = readdirSync(kCase).filter((name) => name.endsWith(".csv")).sort();
const bytesOf = (name) => readFileSync(join(kCase, name));
const kCounts = kNames.map((name) => inspect(join(kCase, name))[0]).map(({ table, records, rows, sha256 }) => ({ table, records, rows, sha256 }));
const counts = (files) => files.map(({ table, records, rows, sha256 }) => ({ table, records, rows, sha256 }));

test("each file gzipped keeps its name and its rows; members of one gzip file follow each other", () => {
  const paths = kNames.map((name) => {
    const bytes = bytesOf(name);
    const half = bytes.length >> 1;
    return file(`${name}.gz`, Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]));
  });
  const files = inspect(...paths);
  assert.deepEqual(files.map(({ name }) => name), paths);
  assert.deepEqual(counts(files), kCounts);
});

test("a zip with nested folders, a stored member and a gzip file in it is graded like its files", () => {
  const members = kNames.map((name, i) => ({
    name: `exports/day ${10 + i}/${name}${i === 1 ? ".gz" : ""}`,
    bytes: i === 1 ? gzipSync(bytesOf(name)) : bytesOf(name),
    stored: i === 0,
  }));
  members.push({ name: "exports/", bytes: Buffer.alloc(0), stored: true }, { name: "__MACOSX/x.csv", bytes: Buffer.from("x") });
  const path = file("case.zip", zip(members));
  const files = inspect(path);
  assert.deepEqual(counts(files), kCounts);
  assert.equal(files[0].name, `${path}/exports/day 10/${kNames[0]}`);
  const verdict = (where) => JSON.parse(run("grade", where, "--decisions", `${kCase}/decisions.json`, "--format", "json").stdout).verdicts[0];
  const [zipped, plain] = [verdict(path), verdict(kCase)];
  assert.deepEqual([zipped.classification, zipped.total_db, zipped.coverage], [plain.classification, plain.total_db, plain.coverage]);
});

test("an archive is in custody as it was received; what came out of it is listed beside it", () => {
  const place = mkdtempSync(join(tmpdir(), "crumbtrail-custody-"));
  const paths = kNames.map((name, i) => {
    const path = join(place, i === 0 ? `${name}.gz` : i === 1 ? "one.zip" : name);
    writeFileSync(path, i === 0 ? gzipSync(bytesOf(name)) : i === 1 ? zip([{ name: "a.csv", bytes: bytesOf(name) }, { name: "b.csv", bytes: Buffer.from("x,y\n") }]) : bytesOf(name));
    return path;
  });
  assert.equal(run("grade", place, "--decisions", `${kCase}/decisions.json`, "--handover", join(place, "out")).status, 0);
  const list = readFileSync(join(place, "out/INPUTS.sha256"), "utf8");
  assert.equal(spawnSync("sha256sum", ["-c", "--quiet", "--strict", join(place, "out/INPUTS.sha256")]).status, 0, list);
  const named = list.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.slice(66));
  assert.deepEqual(named, paths.sort());
  assert.match(list, /^# [0-9a-f]{64} {2}\S*one\.zip\/a\.csv \(unpacked\)$/m);
  const [packed] = inspect(join(place, `${kNames[0]}.gz`));
  assert.equal(packed.sha256, kCounts[0].sha256);
  assert.equal(packed.container.sha256, createHash("sha256").update(readFileSync(packed.container.name)).digest("hex"));
});

test("encrypted members and unknown methods are named, the others are read", () => {
  const bytes = bytesOf(kNames[0]);
  const files = inspect(file("locked.zip", zip([{ name: "a.csv", bytes, flags: 1 }, { name: "b.csv", bytes, method: 14 }, { name: "c.csv", bytes }])));
  assert.match(files[0].reason, /^It is encrypted: /);
  assert.match(files[1].reason, /\(method 14\)/);
  assert.equal(files[2].rows, kCounts[0].rows);
});

test("a zip with 100,000 members ends in one sentence", () => {
  const one = { bytes: Buffer.from("a,b\n1,2\n"), stored: true };
  const path = file("many.zip", zip(Array.from({ length: 100_000 }, (_, i) => ({ ...one, name: `${i}.csv` }))));
  const files = inspect(path);
  assert.equal(files.length, 1);
  assert.match(files[0].reason, /^It is a zip archive of 100000 members; more than 10000 are not opened: .*\.$/);
});

test("a gzip bomb of 10 GB ends in one sentence", () => {
  const block = Buffer.concat([Buffer.from(`a,b\n${"1,2\n".repeat(64)}`), Buffer.alloc(64 << 20, "\n")]);
  const packed = gzipSync(block, { level: 9 }); // 64 MiB in 64 kB; gzip files may follow each other
  const path = join(folder, "bomb.csv.gz");
  const out = openSync(path, "w");
  for (let written = 0; written < 10 * 2 ** 30; written += block.length) writeSync(out, packed);
  closeSync(out);
  assert.ok(statSync(path).size < 2 ** 24);
  const [report] = inspect(path);
  assert.match(report.reason, /It unpacks to more than 250 times its size, which no export does; it was not read on\./);
  assert.ok(report.bytes < 2 ** 32, `${report.bytes} bytes were read`);
});

test("a container that is damaged anywhere keeps what came before and says so", () => {
  const bytes = bytesOf(kNames.at(-1));
  const whole = gzipSync(bytes, { level: constants.Z_BEST_SPEED });
  const [cut] = inspect(file("cut.gz", whole.subarray(0, whole.length - 9)));
  assert.match(cut.reason, /compressed data is damaged or cut off/);
  assert.equal(cut.truncated, true);
  const archive = zip([{ name: "a.csv", bytes }, { name: "b.csv", bytes }]);
  for (let at = 0; at < archive.length; at += Math.ceil(archive.length / 60)) {
    const changed = Buffer.from(archive);
    changed[at] ^= 0x55;
    const answer = run("inspect", file("changed.zip", changed), "--format", "json");
    assert.ok(answer.status === 0 || answer.status === 2, answer.stderr);
    for (const report of JSON.parse(answer.stdout).files) {
      assert.equal(report.rows + report.rejected + report.duplicates, report.records);
      assert.ok(report.table !== "" || report.reason !== "", `byte ${at}`);
    }
  }
});

test("a record refused in a container is a row of CrumbRejects", () => {
  const broken = "Timestamp,AlertId,Title,Category,Severity,ServiceSource,DetectionSource,AttackTechniques\n2026-11-16T09:00:00Z,a0,T,C,High,S,D,[]\nnot a time,a1,T,C,High,S,D,[]\n";
  const path = file("rejects.zip", zip([{ name: "w.csv", bytes: bytesOf(kNames[0]) }, { name: "x.csv", bytes: Buffer.from(broken) }]));
  const raw = run("query", "CrumbRejects | project Raw", path, "--format", "csv");
  assert.match(raw.stdout, /not a time,a1/);
});
