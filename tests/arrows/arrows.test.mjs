// The rooms know each other in one direction only. The second half proves that the test can fail.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { brokenArrows } from "./arrows.mjs";

function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(cpp|h)$/.test(entry.name) ? [{ path, text: readFileSync(path, "utf8") }] : [];
  });
}

const kTables = readdirSync("core/schema/tables").map((name) => name.replace(/\.\w+$/, ""));

test("no room knows a room above it", () => {
  const files = ["core", "cli", "wasm", "fixtures"].flatMap(sources);
  assert.ok(files.length > 0, "no sources were found");
  assert.deepEqual(brokenArrows(files, kTables), []);
});

// The truth of a case must not come from what is measured by it.
test("the forge knows nothing of the playbook", () => {
  const stories = readdirSync("fixtures/forge").map((name) => ({ path: `fixtures/forge/${name}`, text: readFileSync(`fixtures/forge/${name}`, "utf8") }));
  const told = [...sources("fixtures"), ...stories].filter(({ text }) => /core\/playbook|session-cookie-theft\/|points\.csv/.test(text));
  assert.deepEqual(told.map(({ path }) => path), []);
});

const kBroken = [
  ["an upward arrow", "core/store/table.cpp", '#include "kql/plan.h"'],
  ["a sideways arrow", "core/timeline/lanes.cpp", '#include "kql/plan.h"'],
  ["core knowing the page", "core/case/case.cpp", '#include "wasm/roles.h"'],
  ["the command line knowing the page", "cli/main.cpp", '#include "wasm/roles.h"'],
  ["simdjson outside base", "core/ingest/json.cpp", "#include <simdjson.h>"],
  ["RE2 outside kql", "core/grade/rule.cpp", "# include <re2/re2.h>"],
  ["ImGui in core", "core/timeline/lanes.cpp", "#include <imgui.h>"],
  ["Emscripten in core", "core/base/log.cpp", "#include <emscripten.h>"],
  ["embedded text in kql", "core/kql/engine.cpp", '#include "embedded.h"'],
  ["threads in core", "core/ingest/csv.cpp", "#include <thread>"],
  ["a way around the include root", "core/store/table.cpp", '#include "../kql/plan.h"'],
  ["a clock in core", "core/case/case.cpp", "auto t = std::chrono::system_clock::now();"],
  ["a Defender table in kql", "core/kql/binder.cpp", 'if (name == "CloudAppEvents") return;'],
  ["an unknown room", "core/helpers/misc.cpp", ""],
];
for (const [what, path, text] of kBroken) {
  test(`refused: ${what}`, () => assert.equal(brokenArrows([{ path, text }], kTables).length, 1));
}

test("Emscripten's headers stand in two files at most", () => {
  const file = (name) => ({ path: `wasm/${name}.cpp`, text: "#include <emscripten/bind.h>" });
  assert.equal(brokenArrows([file("a"), file("b")], kTables).length, 0);
  assert.equal(brokenArrows([file("a"), file("b"), file("c")], kTables).length, 1);
});

test("what is reached indirectly, and comments, are allowed", () => {
  assert.deepEqual(brokenArrows([
    { path: "cli/main.cpp", text: '#include "base/result.h"\n#include "kql/engine.h"\n#include <iostream>' },
    { path: "core/kql/binder.cpp", text: '// like CloudAppEvents\n#include "store/table.h"' },
  ], kTables), []);
});
