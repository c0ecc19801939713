// Every dialect's samples with one byte changed, at many places: each record is a row, a reject or a duplicate, or the
// file is refused or said to be cut in a sentence. Native build.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const kDialects = "core/ingest/dialects";
const kPlaces = 40; // of each sample, spread from its first to its last byte
const kBytes = ['"', "\n", ",", "}", "x", "\u0000"].map((text) => text.charCodeAt(0));

for (const name of readdirSync(kDialects).filter((file) => file.endsWith(".json")).sort()) {
  test(`one byte changed: ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "crumbtrail-byte-"));
    const { samples } = JSON.parse(readFileSync(join(kDialects, name), "utf8"));
    let written = 0;
    samples.forEach(({ lines }, s) => {
      const text = Buffer.from(`${lines.join("\n")}\n`);
      for (let place = 0; place < kPlaces; ++place) {
        const changed = Buffer.from(text);
        changed[Math.floor((place * (text.length - 1)) / (kPlaces - 1))] = kBytes[(place + s) % kBytes.length];
        writeFileSync(join(folder, `${s}-${place}`), changed);
        ++written;
      }
    });
    const { stdout, stderr } = spawnSync("build/release/crumbtrail", ["inspect", folder, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28 });
    const { files } = JSON.parse(stdout || assert.fail(stderr));
    assert.equal(files.length, written);
    for (const file of files) {
      assert.equal(file.rows + file.rejected + file.duplicates, file.records, file.name);
      if (file.table === "") assert.match(file.reason, /\.$/, file.name);
      else assert.ok(file.records > 0 || (file.truncated && file.reason !== ""), file.name);
    }
  });
}
