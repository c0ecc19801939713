// What every benchmark runs on: one generated file, the playbook's own queries and hunting shapes beside them,
// in KQL for us and as the same question in SQL for the peers. Runs nothing itself.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";

const original = "core/playbook/session-cookie-theft/original";
const shapes = "tests/bench/queries";

export function dataFile(rows) {
  const folder = "build/bench";
  const file = `${folder}/signins-${rows}.csv`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) execFileSync("build/release/crumbtrail-fixtures", ["signins", "--rows", String(rows), "-o", file], { stdio: "inherit" });
  return { file, megabytes: statSync(file).size / 1e6 };
}

// CRUMB_QUERIES=a,b: only these; what is then printed is not for docs/.
const only = process.env.CRUMB_QUERIES?.split(",");
export const queries = readdirSync(shapes).filter((name) => name.endsWith(".sql")).map((name) => name.slice(0, -4)).filter((name) => !only || only.includes(name)).sort();
export const kqlFile = (name) => [`${original}/${name}.kql`, `${shapes}/${name}.kql`].find((file) => existsSync(file));
export const sqlOf = (name) => readFileSync(`${shapes}/${name}.sql`, "utf8");
