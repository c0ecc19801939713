// Numbers from a text: the same text gives the same numbers. For the subsets of tables that are drawn.

export function stream(text) {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return () => {  // mulberry32: 0 up to, not including, 1
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Sets of what to take away: each single table, then `drawn` sets of any size from two up.
export function removals(tables, name, drawn) {
  const next = stream(name);
  const singles = tables.map((table) => [table]);
  const several = Array.from({ length: drawn }, () => {
    const share = 0.2 + 0.6 * next();
    return tables.filter(() => next() < share);
  }).filter((set) => set.length > 1 && set.length < tables.length);
  return [...singles, ...several];
}
