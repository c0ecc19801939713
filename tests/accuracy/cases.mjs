// The forged cases: which there are, and one at a time on the disk.
import { readdirSync, readFileSync, rmSync } from "node:fs";

const kStories = "fixtures/forge";
export const kSeeds = 12;  // a story

export const stories = () =>
  readdirSync(kStories).filter((file) => file.endsWith(".json") && file !== "common.json").map((file) => file.slice(0, -5)).sort();

// [{story, seed}] of a half ("even", "odd") or of both ("all"); each seed of every story before the next.
export function forgedCases(half, seeds = kSeeds, only = stories()) {
  const all = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) => only.map((story) => ({ story, seed })));
  return all.filter(({ seed }) => half === "all" || (seed % 2 === 0) === (half === "even"));
}

// Makes the case, hands (folder, truth) to `use`, and takes it away again.
export async function withForged(pool, { story, seed }, root, use) {
  const name = `${story}-${String(seed).padStart(2, "0")}`;
  const folder = `${root}/${name}`;
  await pool.run("build/release/crumbtrail-fixtures", ["forge", "--story", story, "--seeds", String(seed), "-o", root]);
  try {
    return await use(folder, JSON.parse(readFileSync(`${folder}.truth.json`, "utf8")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.truth.json`, { force: true });
  }
}
