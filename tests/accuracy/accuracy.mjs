// `./dev accuracy`: forges the cases, grades each with all its tables and without some of them, asks the
// rules of others, and writes docs/ACCURACY.md. Every case is on the disk only while it is graded.
//   --half even|odd   only these seeds; the page is written when both halves are there
//   --whole           with all tables only
//   --resume          keeps the cases that a run before has graded and left in build/accuracy
//   --exhaustive A,B  every subset of the tables of these cases of build/fixtures ("none": no case),
//   --depth N         or those that lack at most N tables
//   --story S,T  --seeds N  --jobs N  --page FILE
//   --story none      grades nothing; the page anew from what build/accuracy holds
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { forgedCases, kSeeds, stories, withForged } from "./cases.mjs";
import { removals } from "./draws.mjs";
import { gradeSubsets, gradeWhole, gradeWithout, tablesOf, towardBenign } from "./grade.mjs";
import { barsOf, page, summaryLines } from "./page.mjs";
import { Pool } from "./pool.mjs";
import { rivalsOf } from "./rivals.mjs";

const kOut = "build/accuracy";
const kDrawnSubsets = 4;

const { values: asked } = parseArgs({
  options: {
    half: { type: "string", default: "all" },
    whole: { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
    exhaustive: { type: "string", default: "TP-1,TP-RESI,BT-V6" },
    depth: { type: "string", default: "99" },
    story: { type: "string", default: "" },
    seeds: { type: "string", default: String(kSeeds) },
    page: { type: "string", default: "docs/ACCURACY.md" },
    jobs: { type: "string", default: String(availableParallelism()) },
  },
});
const kPool = new Pool(Number(asked.jobs));

async function oneCase(which) {
  return withForged(kPool, which, `${kOut}/cases`, async (folder, truth) => {
    const whole = await gradeWhole(kPool, folder);
    if (whole.classification === "none") return { ...truth, seed: which.seed, whole, without: [], rivals: {} };
    const sets = asked.whole ? [] : removals(tablesOf(folder), truth.case, kDrawnSubsets);
    const [rivals, ...without] = await Promise.all([rivalsOf(kPool, folder, whole), ...sets.map((removed) => gradeWithout(kPool, folder, removed, whole))]);
    return { ...truth, seed: which.seed, whole, rivals, without: without.map((less) => ({ ...less, broken: towardBenign(whole, less) })) };
  });
}

// All subsets, each beside those that have one table more. A program grades them in one process a job.
async function everySubset(name) {
  const folder = `build/fixtures/${name}`;
  const extra = readFileSync(`${folder}/case.txt`, "utf8").split(/\s+/).filter(Boolean);
  const whole = await gradeWhole(kPool, folder, extra);
  const tables = tablesOf(folder);
  const jobs = Number(asked.jobs);
  const parts = await Promise.all(Array.from({ length: jobs }, (_, part) => gradeSubsets(kPool, folder, whole, extra.length > 0, asked.depth, part, jobs)));
  const graded = new Map(parts.flat().map((less) => [less.removed, less]));
  const namesOf = (set) => tables.filter((_, bit) => set & (1 << bit));
  const broken = [];
  for (const [set, less] of graded) {
    for (let bit = 0; bit < tables.length; bit += 1) {
      if (!(set & (1 << bit))) continue;
      for (const what of towardBenign(graded.get(set & ~(1 << bit)), less)) broken.push({ removed: namesOf(set), last: tables[bit], what });
    }
  }
  const grades = {};
  for (const { classification } of graded.values()) grades[classification] = (grades[classification] ?? 0) + 1;
  return { case: name, tables: tables.length, subsets: graded.size, lacking: Math.max(...[...graded.keys()].map((set) => namesOf(set).length)), grades, broken };
}

// A few cases at a time: each holds its files on the disk. `done` is told after every case.
async function inTurns(list, width, work, done) {
  const results = new Array(list.length);
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const i = next++;
      results[i] = await work(list[i]);
      done(results.filter(Boolean));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

const started = Date.now();
rmSync(`${kOut}/cases`, { recursive: true, force: true });
mkdirSync(`${kOut}/cases`, { recursive: true });
const only = asked.story ? asked.story.split(",") : stories();
const halves = asked.half === "all" ? ["even", "odd"] : [asked.half];
for (const half of only[0] === "none" ? [] : halves) {
  const file = `${kOut}/${half}.json`;
  const before = asked.resume && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { seconds: 0, results: [] };
  const there = new Set(before.results.map((result) => `${result.family} ${result.seed}`));
  const cases = forgedCases(half, Number(asked.seeds), only).filter(({ story, seed }) => !there.has(`${story} ${seed}`));
  const keep = (done) => writeFileSync(file, JSON.stringify({
    seconds: before.seconds + (Date.now() - started) / 1000, asked: there.size + cases.length, results: [...before.results, ...done] }));
  const results = [...before.results, ...await inTurns(cases, Number(asked.jobs), oneCase, keep)];
  console.log(summaryLines(half, results).join("\n"));
}
const exhaustive = asked.exhaustive === "none" ? [] : asked.exhaustive.split(",");
for (const name of exhaustive) {
  const result = await everySubset(name);
  writeFileSync(`${kOut}/exhaustive-${name}.json`, JSON.stringify(result));
  console.log(`${name}: ${result.subsets} subsets of ${result.tables} tables, ${result.broken.length} steps toward benign`);
}
const bars = page(kOut, asked.page);
console.log(bars.join("\n"));
process.exitCode = barsOf(kOut).every(({ met }) => met !== false) ? 0 : 1;
