// The figures of a run as docs/ACCURACY.md, and as lines for a terminal.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { isBenign } from "./grade.mjs";
import { kRivals } from "./rivals.mjs";

const kGrades = ["truePositive", "unknown", "falsePositive", "informationalExpectedActivity", "none"];
const share = (part, all) => (all === 0 ? "–" : `${((100 * part) / all).toFixed(1)} %`);
const count = (list, test) => list.filter(test).length;
const of = (side) => (result) => result.side === side;

// Right: an attack is called one; a twin is called benign, in either word.
const isRight = ({ side, whole }) => (side === "attack" ? whole.classification === "truePositive" : isBenign(whole.classification));
const isWrong = ({ side, whole }) => (side === "attack" ? isBenign(whole.classification) : whole.classification === "truePositive");

function read(folder, name) {
  const file = `${folder}/${name}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

const exhaustiveOf = (folder) =>
  readdirSync(folder).filter((file) => file.startsWith("exhaustive-")).sort().map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")));

const moved = (results) => results.flatMap((result) => result.without.filter(({ broken }) => broken.length > 0).map((less) => ({ result, less })));

// The points that speak loudest for what was said, in the order of their size.
function speakers({ whole, side }) {
  const wanted = side === "attack" ? -1 : 1;
  const all = Object.entries(whole.checks).filter(([, { points }]) => Math.sign(points) === wanted);
  return all.sort(([, a], [, b]) => Math.abs(b.points) - Math.abs(a.points)).slice(0, 6)
    .map(([id, { outcome, points }]) => `${id} ${outcome} ${points > 0 ? "+" : ""}${points}`).join(", ");
}

function confusion(results) {
  const rows = ["attack", "twin"].map((side) => {
    const ours = results.filter(of(side));
    return `| ${side} | ${kGrades.map((grade) => count(ours, ({ whole }) => whole.classification === grade)).join(" | ")} | ${ours.length} |`;
  });
  return [`| case is | ${kGrades.join(" | ")} | cases |`, `|---|${"---|".repeat(kGrades.length + 1)}`, ...rows];
}

function families(results) {
  const names = [...new Set(results.map(({ family }) => family))].sort((a, b) => {
    const side = (family) => results.find((result) => result.family === family).side;
    return side(a).localeCompare(side(b)) || a.localeCompare(b);
  });
  const rows = names.map((family) => {
    const ours = results.filter((result) => result.family === family);
    const quiet = ours.filter(({ variant }) => variant === "quiet");
    return `| ${family} | ${ours[0].side} | ${ours.length} | ${count(ours, isRight)} | ${quiet.length > 0 ? `${count(quiet, isRight)} of ${quiet.length}` : ""} | ${count(ours, (one) => !isRight(one) && !isWrong(one))} | ${count(ours, isWrong)} |`;
  });
  return ["| family | side | cases | right | quiet ones right | undecided | wrong |", "|---|---|---|---|---|---|---|", ...rows];
}

function perCheck(results) {
  const ids = Object.keys(results.find(({ whole }) => whole.classification !== "none").whole.checks);
  const rows = ids.map((id) => {
    const cells = ["attack", "twin"].flatMap((side) => {
      const ours = results.filter(of(side)).map(({ whole }) => whole.checks[id]?.outcome).filter(Boolean);
      const says = (...words) => count(ours, (outcome) => words.includes(outcome));
      return [says("hit+", "hit"), says("partial"), says("clear"), says("benign"), says("not_evaluable", "error")];
    });
    return `| ${id} | ${cells.join(" | ")} |`;
  });
  return ["| check | attacks: hit | partial | clear | benign | not evaluable | twins: hit | partial | clear | benign | not evaluable |",
    `|---|${"---|".repeat(10)}`, ...rows];
}

function wolf(results) {
  const rules = [{ title: "Crumbtrail: true positive", alarm: ({ whole }) => whole.classification === "truePositive" },
    { title: "Crumbtrail: not called benign", alarm: ({ whole }) => !isBenign(whole.classification) },
    ...kRivals.map(({ id, title }) => ({ title, alarm: ({ rivals }) => rivals[id] }))];
  const rows = rules.map(({ title, alarm }) => {
    const attacks = results.filter(of("attack")), twins = results.filter(of("twin"));
    return `| ${title} | ${count(attacks, alarm)} of ${attacks.length} (${share(count(attacks, alarm), attacks.length)}) | ${count(twins, alarm)} of ${twins.length} (${share(count(twins, alarm), twins.length)}) |`;
  });
  return ["| rule | attacks found | twins called theft |", "|---|---|---|", ...rows];
}

const misses = (results) => results.filter((result) => !isRight(result)).map((result) => {
  const { whole } = result;
  return `| ${result.case} | ${result.variant} | ${result.want} | ${whole.classification} | ${whole.total.toFixed(1)} | ${[...whole.rules, ...whole.failed].join(" ")} | ${speakers(result)} |`;
});

function misTable(results) {
  const rows = misses(results);
  if (rows.length === 0) return ["None."];
  return ["| case, seed | variant | is | was said | total | rules, failed gates | what spoke against |", "|---|---|---|---|---|---|---|", ...rows];
}

export function barsOf(folder) {
  const results = ["even", "odd"].flatMap((half) => read(folder, half)?.results ?? []);
  const attacks = results.filter(of("attack")), twins = results.filter(of("twin"));
  const benign = attacks.filter(({ whole, without }) => [whole, ...without].some(({ classification }) => isBenign(classification)));
  const wolves = count(twins, ({ whole }) => whole.classification === "truePositive");
  const found = count(attacks, isRight), freed = count(twins, isRight);
  const all = exhaustiveOf(folder);
  const steps = all.reduce((sum, { broken }) => sum + broken.length, 0);
  return [
    { bar: "attacks called benign, with any tables removed: 0", got: String(benign.length), met: benign.length === 0 },
    { bar: "twins called true positive: at most 2 %", got: share(wolves, twins.length), met: wolves <= 0.02 * twins.length },
    { bar: "attacks called true positive, all tables: at least 95 %", got: share(found, attacks.length), met: found >= 0.95 * attacks.length },
    { bar: "twins called benign, all tables: at least 80 %", got: share(freed, twins.length), met: freed >= 0.8 * twins.length },
    { bar: "steps toward benign when one more table is removed, forged cases: 0", got: String(moved(results).length), met: moved(results).length === 0 },
    { bar: `the same over every subset of ${all.map((one) => (one.lacking < one.tables - 1 ? `${one.case} (lacking at most ${one.lacking})` : one.case)).join(", ")}: 0`, got: String(steps), met: all.length === 0 ? undefined : steps === 0 },
  ];
}

export function summaryLines(half, results) {
  const lines = [`${half}: ${results.length} cases`, ...confusion(results), ...misTable(results)];
  for (const { result, less } of moved(results)) lines.push(`${result.case} without ${less.removed.join(", ")}: ${less.broken.join("; ")}`);
  return lines;
}

function halfSection(half, { results }) {
  const steps = moved(results);
  return [`## ${half === "even" ? "Even seeds, looked at while checks were written" : "Odd seeds, looked at only at the end"}`, "",
    ...confusion(results), "", `Right: ${count(results.filter(of("attack")), isRight)} attacks and ${count(results.filter(of("twin")), isRight)} twins.`, "",
    "### Misses", "", ...misTable(results), "",
    "### Steps toward benign when tables are removed", "",
    ...(steps.length === 0 ? [`None in ${results.reduce((sum, { without }) => sum + without.length, 0)} subsets.`]
      : steps.map(({ result, less }) => `- ${result.case} without ${less.removed.join(", ")}: ${less.broken.join("; ")}`)), ""];
}

function machine() {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  return `${cpus().length} x ${cpus()[0].model.trim()}; Node ${process.version}; commit ${commit}`;
}

// Writes the page from what lies in `folder`, and gives the lines of the bars.
export function page(folder, file) {
  const halves = Object.fromEntries(["even", "odd"].map((half) => [half, read(folder, half)]).filter(([, run]) => run));
  const results = Object.values(halves).flatMap((run) => run.results);
  const bars = barsOf(folder).map(({ bar, got, met }) => `| ${bar} | ${got} | ${met === undefined ? "not run" : met ? "yes" : "**no**"} |`);
  const table = ["| bar | measured | met |", "|---|---|---|", ...bars];
  if (results.length === 0) return table;
  const seconds = Math.max(...Object.values(halves).map((run) => run.seconds));
  const lines = ["# Accuracy", "",
    "Written by `./dev accuracy`. The cases are forged ([fixtures/README.md](../fixtures/README.md)): invented stories, not incidents of real tenants. What they measure is whether the checks hold beyond the cases that they were written with; they say nothing about how often thefts of each kind happen.", "",
    ...["even", "odd"].filter((half) => !halves[half]).map((half) => `The ${half} seeds have not been run yet; every figure is of the other half.\n`),
    ...Object.entries(halves).filter(([, run]) => run.results.length < run.asked).map(([half, run]) => `Of the ${half} seeds ${run.results.length} of ${run.asked} cases are in: the run was cut short.\n`),
    `Machine: ${machine()}. ${results.length} forged cases, each graded with all tables, and ${results.filter(({ without }) => without.length > 0).length} of them also without some: each single table and a few drawn sets. ${Math.round(seconds)} s.`, "",
    "## Bars", "", ...table, "",
    "## All cases, all tables", "", ...confusion(results), "",
    "## Families", "", "Every attack has a quiet variant, which trips no threshold of volume.", "", ...families(results), "",
    "## Who cries wolf", "", "Rules that others use, as KQL over the same files (`tests/accuracy/rivals/`). Each is given the tenant's own networks; what a person or a register said (a denial, a journey, an exercise) they cannot take in, and Crumbtrail can.", "", ...wolf(results), "",
    ...Object.entries(halves).flatMap(([half, run]) => halfSection(half, run)),
    "## Subsets of tables, each beside those with one table more", "",
    "| case | tables | subsets | lacking at most | grades | steps toward benign |", "|---|---|---|---|---|---|",
    ...exhaustiveOf(folder).map((one) => `| ${one.case} | ${one.tables} | ${one.subsets} | ${one.lacking} | ${Object.entries(one.grades).map(([grade, n]) => `${grade} ${n}`).join(", ")} | ${one.broken.length} |`), "",
    "A step toward benign is a benign grade that was not there with one table more, or a worst case (`bounds.worst`) that falls. The best case may fall: what is not there could have been clear.", "",
    ...exhaustiveOf(folder).flatMap((one) => one.broken.slice(0, 40).map(({ removed, last, what }) => `- ${one.case} without ${removed.join(", ")} (last: ${last}): ${what}`)), "",
    "## Checks", "", "Outcomes over all forged cases, all tables.", "", ...perCheck(results), ""];
  writeFileSync(file, lines.join("\n"));
  return table;
}
