// One token of a query deleted, doubled or swapped with its neighbour, as typing errors are. The same seed gives the same texts.
// Not a fuzzer of crashes (tests/fuzz): these texts are for comparing what is accepted.

// A small generator of pseudo-random numbers (mulberry32).
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const tokens = /\/\/[^\n]*|@?"(?:[^"\\\n]|\\.)*"|@?'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w]*|\d[\w.]*|\s+|[=!<>]=|=~|!~|\.\.|./gs;

// cases: [{id, query}] -> count mutated cases.
export function mutations(cases, count, seed = 1) {
  const random = generator(seed);
  const pick = (n) => Math.floor(random() * n);
  const out = [];
  while (out.length < count) {
    const source = cases[pick(cases.length)];
    const parts = source.query.match(tokens) ?? [];
    const solid = parts.map((part, i) => [part, i]).filter(([part]) => /\S/.test(part) && !part.startsWith('//')).map(([, i]) => i);
    if (solid.length < 4) continue;
    const at = pick(solid.length - 1);
    const [i, j] = [solid[at], solid[at + 1]];
    const kind = pick(3);
    if (kind === 0) parts[i] = ' ';
    else if (kind === 1) parts[i] = `${parts[i]} ${parts[i]}`;
    else [parts[i], parts[j]] = [parts[j], parts[i]];
    out.push({ id: `${source.id} ${['without', 'doubled', 'swapped'][kind]} ${i}`, query: parts.join('') });
  }
  return out;
}
