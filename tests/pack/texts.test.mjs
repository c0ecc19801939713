// Every text of a pack is read by the parser that its reader has: KQL by Microsoft's parser and binder over the tables of
// its environment, the collector by tree-sitter's PowerShell grammar, hunting queries by a YAML library. Values are hostile.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { parse as parseYaml } from "yaml";
import { loadOracle, shared } from "../oracle/oracle.mjs";

const kWork = mkdtempSync(join(tmpdir(), "crumbtrail-texts-"));
after(() => rmSync(kWork, { recursive: true, force: true }));
const kPlaces = ["defender", "sentinel", "adx"];
const kNoOracle = existsSync(join(shared, "kql/oracle/kqllib.js")) ? false : `no ${join(shared, "kql/oracle")}`;

// A name that closes every kind of literal, a comment and a here-string, and runs what follows.
const kHostile = `o'neil"); EmailEvents | take 1 //\u2019; Remove-Item $HOME; '@ $(calc) \`whoami\` {{queries}} "@contoso.com`;
const pack = (name, place, args) => {
  const folder = join(kWork, `${name}-${place}`);
  execFileSync("build/release/crumbtrail", ["pack", ...args, "--for", place, "-o", folder]);
  return folder;
};
const kOrdinary = ["build/fixtures/TP-1", "--decisions", "build/fixtures/TP-1/decisions.json"];
const kPacks = {
  "a case": (place) => pack("case", place, kOrdinary),
  "a hostile name": (place) => pack("hostile", place, ["--user", kHostile, "--at", "2026-11-16T09:21:58Z"]),
  "no case": (place) => pack("none", place, []),
};
const filesOf = (folder, end) => readdirSync(folder, { recursive: true }).map(String).filter((file) => file.endsWith(end)).sort();
const read = (folder, file) => readFileSync(join(folder, file), "utf8");

// --- KQL

function environment(place) {
  const { kql, schema } = loadOracle();
  const tables = { ...(place === "sentinel" ? schema.sentinel : schema.m365) };
  const here = place === "sentinel" ? ["both", "sentinel"] : ["both", "defender", "sentinel"];  // a workspace may be joined to the portal
  for (const file of readdirSync("core/schema/tables")) {
    const table = JSON.parse(readFileSync(join("core/schema/tables", file), "utf8"));
    if (table.columns === undefined || tables[table.name] !== undefined || !here.includes(table.platform)) continue;
    tables[table.name] = schema.sentinel[table.name] ?? Object.fromEntries(table.columns.map((column) => [column.name, column.type]));
  }
  const known = kql.globals(tables, []);
  return (text) => {
    const { syntax, semantic } = kql.analyze(text, known);
    return [...syntax, ...semantic].map((d) => `line ${d.line}: ${d.code} ${d.message} [${d.near}]`);
  };
}

const kChecks = new Map();
const kRead = new Map();  // a text is read once by each environment's binder; that of adx is Defender's
const checked = (place, text) => {
  const where = place === "sentinel" ? place : "defender";
  if (!kChecks.has(where)) kChecks.set(where, environment(where));
  const key = `${where}\n${text}`;
  if (!kRead.has(key)) kRead.set(key, kChecks.get(where)(text));
  return kRead.get(key);
};

for (const place of kPlaces) {
  for (const [what, make] of Object.entries(kPacks)) {
    test(`${place}, ${what}: every query passes Microsoft's parser and binder`, { skip: kNoOracle }, () => {
      const folder = make(place);
      const files = filesOf(folder, ".kql");
      assert.ok(files.length > 75, `${files.length} queries`);
      // Those of the checks differ only in the values of their first lines; the hunting queries are Sentinel's.
      const asked = what === "a case" && place !== "sentinel" ? files : files.filter((file) => !file.startsWith("checks/") || file === "checks/1.0.kql");
      assert.deepEqual(asked.flatMap((file) => checked(place, read(folder, file)).map((line) => `${file} ${line}`)), []);
    });
  }
}

test("every query of a hostile case binds in our engine too, and its name stays one literal", () => {
  const folder = kPacks["a hostile name"]("defender");
  for (const file of filesOf(folder, ".kql")) {
    execFileSync("build/release/crumbtrail", ["check", join(folder, file)]);
    const named = read(folder, file).split("\n").filter((line) => line.includes("remove-item"));
    assert.ok(named.every((line) => /^let Case(Upn|Mail) = /.test(line)), `${file}: ${named}`);
  }
});

// --- PowerShell

const require = createRequire(import.meta.url);
const kGrammar = "node_modules/@vscode/tree-sitter-wasm/wasm";
const { Parser, Language } = require("@vscode/tree-sitter-wasm");
await Parser.init({ locateFile: (name) => join(kGrammar, name) });
const powershell = await Language.load(join(kGrammar, "tree-sitter-powershell.wasm"));

function tree(text) {
  const parser = new Parser();
  parser.setLanguage(powershell);
  return parser.parse(text).rootNode;
}
const all = (node, kind) => [...(node.type === kind ? [node] : []), ...node.children.flatMap((child) => all(child, kind))];
const shape = (node) => (node.childCount === 0 ? node.type : `(${node.type} ${node.children.map(shape).join(" ")})`);
const errors = (root) => [...all(root, "ERROR"), ...root.descendantsOfType("MISSING")].map((node) => `line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);

test("the grammar notices a broken script", () => {
  assert.notDeepEqual(errors(tree("$a = 'o'neil'\nif ($a { }\n")), []);
});

test("the collector parses, and a hostile name changes no token of it", () => {
  const ordinary = read(kPacks["a case"]("defender"), "collect.ps1");
  const hostile = read(kPacks["a hostile name"]("defender"), "collect.ps1");
  assert.deepEqual(errors(tree(ordinary)), []);
  assert.equal(shape(tree(hostile)), shape(tree(ordinary)));
  assert.equal(hostile.split("\n").filter((line) => line.includes("remove-item")).length, 1);
  const line = hostile.split("\n").find((text) => text.includes("remove-item"));
  const literal = /^\$Subject = '((?:[^'\u2018-\u201b]|''|\u2018\u2018|\u2019\u2019|\u201a\u201a|\u201b\u201b)*)'$/.exec(line);
  assert.equal(literal[1].replace(/(['\u2018-\u201b])\1/g, "$1"), kHostile.toLowerCase());
});

test("the collector asks for one permission and writes nowhere but into its folder", () => {
  const script = read(kPacks["a case"]("defender"), "collect.ps1");
  assert.deepEqual([...new Set(script.match(/\b[A-Za-z]+\.(?:Read|ReadWrite|Write|Manage)\.[A-Za-z]+\b/g))], ["ThreatHunting.Read.All"]);
  assert.deepEqual([...script.matchAll(/-Uri '([^']*)'/g)].map((match) => match[1]), ["v1.0/security/runHuntingQuery"]);
  const commands = new Set(all(tree(script), "command_name").map((node) => node.text.toLowerCase()));
  for (const banned of ["invoke-expression", "iex", "start-process", "remove-item", "invoke-webrequest", "invoke-restmethod", "invoke-command", "add-type"]) assert.ok(!commands.has(banned), banned);
});

test("the collector knows its queries by their hashes", () => {
  const folder = kPacks["a case"]("defender");
  const script = read(folder, "collect.ps1");
  const known = [...script.matchAll(/File = '([^']+)'; Sha256 = '([0-9a-f]{64})'/g)].map((match) => [match[1], match[2]]);
  const extracts = filesOf(folder, ".kql").filter((file) => file.startsWith("extracts/"));
  assert.deepEqual(known.map(([file]) => file).sort(), [...extracts, "sweep.kql"].sort());
  for (const [file, hash] of known) assert.equal(createHash("sha256").update(readFileSync(join(folder, file))).digest("hex"), hash, file);
});

test("the windows that the collector puts in are the ones that the extracts have", () => {
  const folder = kPacks["a case"]("defender");
  for (const file of filesOf(folder, ".kql").filter((name) => name.startsWith("extracts/"))) {
    const text = read(folder, file);
    assert.equal(text.split("let PartFrom = B0;").length, 2, file);
    assert.equal(text.split("let PartTo = W1;").length, 2, file);
  }
});

// --- YAML

test("hunting queries have the fields of Sentinel's collection", () => {
  const folder = kPacks["no case"]("sentinel");
  const files = filesOf(folder, ".yaml");
  assert.ok(files.length > 55, `${files.length} files`);
  const ids = new Set();
  for (const file of files) {
    const hunt = parseYaml(read(folder, file), { strict: true });
    assert.match(hunt.id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, file);
    ids.add(hunt.id);
    assert.ok(hunt.name.length > 10 && hunt.description.length > 20, file);
    assert.ok(hunt.requiredDataConnectors.length > 0 && hunt.requiredDataConnectors.every((one) => one.connectorId && one.dataTypes.length > 0), file);
    assert.ok(hunt.tactics.length > 0 && hunt.tactics.every((tactic) => /^[A-Z][A-Za-z]+$/.test(tactic)), file);
    assert.ok(hunt.relevantTechniques.length > 0 && hunt.relevantTechniques.every((technique) => /^T\d{4}(\.\d{3})?$/.test(technique)), file);
    if (!kNoOracle) assert.deepEqual(checked("sentinel", hunt.query), [], file);
  }
  assert.equal(ids.size, files.length);
});

// --- what a refusal says

const kRefusals = [
  [["pack", "--for", "splunk"], 1, /--for is defender, sentinel or adx/],
  [["pack", "--user", "a@contoso.com"], 1, /--user UPN --at TIME/],
  [["pack", "no-such-folder"], 2, /no such file or folder/],
  [["pack", "build/fixtures/TP-1", "build/fixtures/FP-1"], 1, /name one with --alert or --user/],
];
for (const [args, status, message] of kRefusals) {
  test(`${args.join(" ")}: exit ${status}`, () => {
    assert.throws(() => execFileSync("build/release/crumbtrail", args, { stdio: "pipe" }), (error) => error.status === status && message.test(String(error.stderr)) && String(error.stdout) === "");
  });
}
