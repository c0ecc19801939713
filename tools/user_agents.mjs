// Writes the expressions of parse_user_agent() from uap-core's regexes.yaml: `node tools/user_agents.mjs FILE`; the build does.
// A line: B, O or D (browser, system, device), with an i where the case does not matter; texts in small letters of
// which one occurs in whatever the expression matches, with bars between, nothing where there are none; the expression;
// what the answer's members are made of, nothing where a member is the group of its number. Tabs between.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const folder = 'node_modules/uap-core';
const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
const sections = {
  user_agent_parsers: ['B', 'family_replacement', 'v1_replacement', 'v2_replacement', 'v3_replacement'],
  os_parsers: ['O', 'os_replacement', 'os_v1_replacement', 'os_v2_replacement', 'os_v3_replacement', 'os_v4_replacement'],
  device_parsers: ['D', 'device_replacement', 'brand_replacement', 'model_replacement'],
};

// The YAML that occurs: sections of items whose members are quoted texts in one line.
function readItems(text) {
  const items = [];
  let section;
  for (const line of text.split('\n')) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, dash, name, value] = line.match(/^\s*(- )?\s*(\w+):\s*(.*?)\s*$/) ?? [];
    if (name === undefined) throw new Error(`not understood: ${line}`);
    if (value === '') {
      section = sections[name];
      if (section === undefined) throw new Error(`not a known section: ${line}`);
      continue;
    }
    const [, content] = value.match(/^'([^'\t]+)'$/) ?? [];
    if (content === undefined) throw new Error(`not understood: ${line}`);
    if (dash !== undefined) items.push({ section });
    items.at(-1)[name] = content;
  }
  return items;
}

// --- What must occur ---------------------------------------------------------------------------------------------
// Of a piece of an expression: `exact`, all texts that it can be, or null when they are many; `need`, texts of which
// one occurs in it, or null.
const most = 64;
// What stands in most user agents says little.
const usual = 'mozilla/5.0 (linux; android 10; build/a) applewebkit/537.36 (khtml, like gecko) version/4.0 chrome/ mobile safari/';
const weight = (text) => (usual.includes(text) ? Math.min(text.length, 1) : text.length);
const least = (set, measure) => (set === null || set.size === 0 ? 0 : Math.min(...[...set].map(measure)));
const worth = (set) => least(set, weight) + least(set, (text) => text.length) / 1000;
const better = (a, b) => {
  if (worth(a) !== worth(b)) return worth(a) > worth(b) ? a : b;
  return a === null || (b !== null && b.size < a.size) ? b : a;
};
const needed = (piece) => better(piece.need, piece.exact);

function follow(pieces) {
  let exact = new Set(['']);
  let whole = true;
  let need = null;
  for (const piece of pieces) {
    need = better(need, piece.need);
    const joined =
      piece.exact === null || piece.exact.size * exact.size > most
        ? null
        : new Set([...exact].flatMap((head) => [...piece.exact].map((tail) => head + tail)));
    if (joined === null) {
      whole = false;
      need = better(need, exact);
      exact = piece.exact ?? new Set(['']);
    } else {
      exact = joined;
    }
  }
  return whole ? { exact, need } : { exact: null, need: better(need, exact) };
}

function either(pieces) {
  if (pieces.length === 1) return pieces[0];
  const union = (sets) => {
    const all = sets.includes(null) ? null : new Set(sets.flatMap((set) => [...set]));
    return all !== null && all.size > most ? null : all;
  };
  return { exact: union(pieces.map((p) => p.exact)), need: union(pieces.map(needed)) };
}

function piecesOf(regex) {
  let at = 0;
  const anything = { exact: null, need: null };
  const nothing = { exact: new Set(['']), need: null };
  const one = (c) => ({ exact: new Set([c.toLowerCase()]), need: null });

  function escape() {
    const c = regex[at++];
    if (/[dwsDWS]/.test(c)) return anything;
    if (/[bB]/.test(c)) return nothing;
    if (/[a-zA-Z0-9]/.test(c)) throw new Error(`escape \\${c} in ${regex}`);
    return one(c);
  }
  function charClass() {
    const texts = new Set();
    let many = regex[at] === '^';
    if (many) ++at;
    for (let first = true; first || regex[at] !== ']'; first = false) {
      if (regex[at] === '\\') {
        ++at;
        const piece = escape();
        if (piece.exact === null || piece.exact.has('')) many = true;
        else texts.add([...piece.exact][0]);
      } else {
        texts.add(regex[at++].toLowerCase());
      }
      if (regex[at] === '-' && regex[at + 1] !== ']') many = true;
    }
    ++at;
    return many ? anything : { exact: texts, need: null };
  }
  function atom() {
    const c = regex[at++];
    if (c === '\\') return escape();
    if (c === '[') return charClass();
    if (c === '.') return anything;
    if (c === '^' || c === '$') return nothing;
    if (c !== '(') return one(c);
    if (regex.startsWith('?:', at)) at += 2;
    else if (regex[at] === '?') throw new Error(`group in ${regex}`);
    const inner = alternatives();
    ++at;
    return inner;
  }
  function repeated() {
    let piece = atom();
    for (;;) {
      const [count, low, comma] = regex.slice(at).match(/^(?:[?*+]|\{(\d+)(,)?\d*\})/) ?? [];
      if (count === undefined) return piece;
      at += count.length;
      if (regex[at] === '?') ++at;
      if (count === '?') piece = either([piece, nothing]);
      else if (count === '*' || low === '0') piece = anything;
      else if (low !== '1' || comma !== undefined) piece = { exact: null, need: needed(piece) };
    }
  }
  function alternatives() {
    const all = [];
    let run = [];
    for (;;) {
      if (at < regex.length && regex[at] !== '|' && regex[at] !== ')') {
        run.push(repeated());
        continue;
      }
      all.push(follow(run));
      if (regex[at] !== '|') return either(all);
      ++at;
      run = [];
    }
  }
  const piece = alternatives();
  if (at !== regex.length) throw new Error(`rest of ${regex}`);
  return piece;
}

function literals(regex) {
  const set = needed(piecesOf(regex));
  if (worth(set) < 1 || [...set].some((text) => /[|\t]/.test(text))) return '';
  // One that contains another says nothing more.
  const all = [...set];
  return all.filter((text) => !all.some((other) => other !== text && text.includes(other))).join('|');
}

const lines = readItems(readFileSync(`${folder}/regexes.yaml`, 'utf8')).map((item) => {
  const [kind, ...members] = item.section;
  const values = members.map((name) => item[name] ?? '').join('\t').replace(/\t+$/, '');
  const known = new Set(['section', 'regex', 'regex_flag', ...members]);
  for (const name of Object.keys(item)) if (!known.has(name)) throw new Error(`not a member: ${name}`);
  if ((item.regex_flag ?? 'i') !== 'i') throw new Error(`flag ${item.regex_flag}`);
  return `${kind}${item.regex_flag ?? ''}\t${literals(item.regex)}\t${item.regex}\t${values}`.replace(/\t$/, '');
});
const [file] = process.argv.slice(2);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `# uap-core ${version} (Apache License 2.0, copyright 2009 Google Inc.); written by tools/user_agents.mjs, which says how to read it
${lines.join('\n')}
`);
