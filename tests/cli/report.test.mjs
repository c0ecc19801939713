// The handover as files: pages are valid HTML that loads nothing, hash lists verify, the same bytes come twice. Native build.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const kProgram = "build/release/crumbtrail";
const kCases = ["TP-1", "FP-1", "INC-1"];
const validator = await import("html-validate").then(({ HtmlValidate }) => new HtmlValidate({ root: true, extends: ["html-validate:recommended", "html-validate:document"] }), () => undefined);

function handover(name, ...options) {
  const folder = mkdtempSync(join(tmpdir(), "crumbtrail-"));
  const path = `build/fixtures/${name}`;
  const run = spawnSync(kProgram, ["grade", path, "--decisions", `${path}/decisions.json`, "--handover", folder, "--iocs", join(folder, "iocs.csv"), ...options], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, run.stderr);
  return folder;
}

for (const name of kCases) {
  const folder = handover(name);
  const read = (file) => readFileSync(join(folder, file), "utf8");
  for (const audience of ["soc", "customer", "legal"]) {
    test(`${name}, ${audience}: valid HTML`, { skip: validator ? false : "html-validate is not installed" }, async () => {
      const report = await validator.validateString(read(`report-${audience}.html`));
      assert.deepEqual(report.results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId} ${message}`)), []);
    });
    test(`${name}, ${audience}: nothing runs, nothing is loaded`, () => {
      const html = read(`report-${audience}.html`);
      assert.doesNotMatch(html, /<script|<link|<img|<iframe|href=|src=|url\(|@import|\son\w+=/i);
      assert.match(html, /default-src 'none'/);
      JSON.parse(read(`report-${audience}.json`));
    });
  }
  test(`${name}: the customer's report names nobody whom the key names; counsel's names all`, () => {
    const plain = (file) => read(file).replaceAll("[.]", ".").toLowerCase();
    const values = read("pseudonyms-key.csv").split("\r\n").slice(1, -1).map((line) => line.split(",")[1].toLowerCase());
    assert.ok(values.length > 0);
    for (const file of ["report-customer.html", "report-customer.json"])
      for (const value of values) assert.doesNotMatch(plain(file), new RegExp(`(?<![\\w-])${value.replace("::/64", ":").replace(/[.[\]]/g, "\\$&")}${value.endsWith("::/64") ? "" : "(?![\\w-])"}`));
    assert.ok(plain("report-legal.json").includes(values[0]));
  });
  test(`${name}: long lists are folded, and bounded on paper`, () => {
    const html = read("report-soc.html");
    assert.equal(html.match(/<details>/g)?.length, html.match(/<\/details>/g)?.length);
    assert.equal(html.includes('<tr class="more">'), html.includes('<p class="onpaper">'));
    assert.doesNotMatch(read("report-legal.html"), /<tr class="more">/);
  });
  test(`${name}: hash lists verify`, () => {
    execFileSync("sha256sum", ["-c", "--quiet", "MANIFEST.sha256"], { cwd: folder });
    execFileSync("sha256sum", ["-c", "--quiet", join(folder, "INPUTS.sha256")]);
  });
  test(`${name}: again the same bytes; the list of indicators too`, () => {
    const again = handover(name);
    assert.equal(readFileSync(join(again, "MANIFEST.sha256"), "utf8"), read("MANIFEST.sha256"));
    assert.equal(read("iocs.csv"), read("indicators.csv"));
  });
  test(`${name}: the bundle's references resolve`, () => {
    const bundle = JSON.parse(read("indicators.stix.json"));
    const ids = new Set((bundle.objects ?? []).map(({ id }) => id));
    assert.equal(ids.size, (bundle.objects ?? []).length);
    for (const one of bundle.objects ?? [])
      for (const reference of [...(one.object_refs ?? []), ...[one.source_ref, one.target_ref].filter(Boolean)]) assert.ok(ids.has(reference));
  });
}

test("a folder of further checks leaves the exports' records readable", () => {
  const records = (folder) => readFileSync(join(folder, "report-legal.json"), "utf8").match(/"[0-9a-f]{64}"/g);
  const without = records(handover("TP-1"));
  assert.ok(without.length > 50);
  assert.deepEqual(records(handover("TP-1", "--playbook", mkdtempSync(join(tmpdir(), "crumbtrail-")))), without);
});
