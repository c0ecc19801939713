// Which room may include which, read from the #include lines; ARCHITECTURE.md draws the same picture.
// Not a compiler: an include under #if counts as well.

// Room -> rooms that it reaches directly. What they reach is allowed too.
const kArrows = {
  base: [],
  store: ["base"],
  schema: ["store"],
  ingest: ["schema", "store"],
  kql: ["store"],
  derive: ["ingest", "kql"],
  playbook: [],
  grade: ["kql", "playbook"],
  timeline: ["store"],
  case: ["derive", "grade", "ingest", "timeline"],
  cli: ["case"],
  wasm: ["case"],
  fixtures: ["base"],
};

// Headers from outside that belong to few places: pattern -> where they may stand.
const kGuarded = [
  { header: /^simdjson/, only: ["core/base/"], limit: 2 },
  { header: /^zlib/, only: ["core/base/"], limit: 1 },
  { header: /^expat/, only: ["core/ingest/workbook/"], limit: 1 },
  { header: /^re2\//, only: ["core/kql/"] },
  { header: /^imgui|^imstb/, only: ["wasm/"] },
  { header: /^(GLES|EGL)/, only: ["wasm/"] },
  { header: /^emscripten/, only: ["wasm/"], limit: 2 },
  { header: /^embedded\.h$/, only: ["core/schema/", "core/ingest/", "core/derive/", "core/kql/functions/timezone", "core/kql/functions/user_agent", "core/grade/", "wasm/", "tests/"] },
  { header: /^(iostream|print|thread|future|filesystem|fstream|ctime|time\.h)$/, only: ["cli/", "wasm/", "fixtures/"] },
];

// Words that core may not contain: it knows no clock and no terminal.
const kForbidden = [
  { in: /^core\//, text: /\b(system_clock|steady_clock|high_resolution_clock)\b/, why: "core reads no clock" },
  { in: /^core\//, text: /\b(std::cout|std::cerr|stdout|stderr)\b/, why: "core prints nothing" },
];

function reachable(room, seen = new Set([room])) {
  for (const next of kArrows[room]) {
    if (!seen.has(next)) reachable(next, seen.add(next));
  }
  return seen;
}

// "core/kql/operators/join.cpp" -> "kql"; "cli/main.cpp" -> "cli".
function roomOf(path) {
  const [first, second] = path.split("/");
  return first === "core" ? second : first;
}

function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|[^:"])\/\/.*$/gm, "$1");
}

// files: [{path, text}], path from the repository's root; tables: the names that kql may not contain.
// Gives one sentence for each broken rule.
export function brokenArrows(files, tables) {
  const logNames = new RegExp(`\\b(${tables.join("|")})\\b`);
  const broken = [];
  const holders = kGuarded.map(() => new Set());
  for (const { path, text } of files) {
    const room = roomOf(path);
    if (!(room in kArrows)) {
      broken.push(`${path}: '${room}' is no room.`);
      continue;
    }
    const allowed = reachable(room);
    const code = withoutComments(text);
    for (const [, header] of text.matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)) {
      const target = roomOf(header);
      if (header.includes("/") && target in kArrows && !allowed.has(target)) {
        broken.push(`${path}: includes ${header}, but ${room} may not know ${target}.`);
      }
      if (header.includes("..")) broken.push(`${path}: includes ${header}; include from core/ instead.`);
      kGuarded.forEach((rule, index) => {
        if (!rule.header.test(header)) return;
        holders[index].add(path);
        if (!rule.only.some((place) => path.startsWith(place))) {
          broken.push(`${path}: includes ${header}, which belongs to ${rule.only.join(", ")}.`);
        }
      });
    }
    for (const rule of kForbidden) {
      if (rule.in.test(path) && rule.text.test(code)) broken.push(`${path}: ${code.match(rule.text)[0]}: ${rule.why}.`);
    }
    const table = room === "kql" && code.match(logNames);
    if (table) broken.push(`${path}: names the table ${table[0]}; kql knows tables, not logs.`);
  }
  kGuarded.forEach((rule, index) => {
    if (rule.limit && holders[index].size > rule.limit) {
      broken.push(`${rule.header} stands in ${holders[index].size} files, not ${rule.limit}: ${[...holders[index]].join(", ")}.`);
    }
  });
  return broken;
}
