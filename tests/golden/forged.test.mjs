// A case of every forged story: no attack is called benign, no benign twin a theft, and all but the listed
// shortfalls are graded as they should be. The whole measurement is `./dev accuracy`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { stories } from "../accuracy/cases.mjs";
import { gradeWhole, gradeWithout, isBenign, towardBenign } from "../accuracy/grade.mjs";
import { Pool } from "../accuracy/pool.mjs";

const kSeed = "4";

// Story -> why its case of this seed stays undecided. A line whose case is right by now may go.
const kShort = {
  "edge-unlisted": "another exit of a gateway that nobody listed is open, neither own nor alien",
};

const kFolder = mkdtempSync(join(tmpdir(), "crumbtrail-forged-"));
const kPool = new Pool(availableParallelism());
const kGraded = new Map();

const forge = (folder, story = "all") =>
  execFileSync("build/release/crumbtrail-fixtures", ["forge", "--story", story, "--seeds", kSeed, "-o", folder]);

before(async () => {
  forge(kFolder);
  await Promise.all(stories().map(async (story) => {
    const name = `${story}-0${kSeed}`;
    const truth = JSON.parse(readFileSync(`${kFolder}/${name}.truth.json`, "utf8"));
    kGraded.set(story, { truth, folder: `${kFolder}/${name}`, whole: await gradeWhole(kPool, `${kFolder}/${name}`) });
  }));
});
after(() => rmSync(kFolder, { recursive: true, force: true }));

for (const story of stories()) {
  test(`forged ${story}`, () => {
    const { truth, whole } = kGraded.get(story);
    if (truth.side === "attack") assert.ok(!isBenign(whole.classification), `an attack is called ${whole.classification}`);
    if (truth.side === "twin") assert.notEqual(whole.classification, "truePositive", "a twin is called a theft");
    if (story in kShort) return;
    assert.equal(isBenign(whole.classification), truth.side === "twin", `${truth.want} is called ${whole.classification}`);
    assert.equal(whole.classification === "truePositive", truth.side === "attack", `${truth.want} is called ${whole.classification}`);
  });
}

test("without the activities, without the sign-ins, without the alert: nothing becomes more benign", async () => {
  const sets = [["CloudAppEvents"], ["EntraIdSignInEvents"], ["AlertInfo", "AlertEvidence"]];
  for (const story of ["proxy-mail", "stealer-mail", "edge-unlisted"]) {
    const { folder, whole } = kGraded.get(story);
    const less = await Promise.all(sets.map((removed) => gradeWithout(kPool, folder, removed, whole)));
    assert.deepEqual(less.flatMap((one) => towardBenign(whole, one)), [], story);
  }
});

test("the same seed gives the same bytes", () => {
  const digest = (folder) => readdirSync(folder).sort().map((file) => createHash("sha256").update(readFileSync(`${folder}/${file}`)).digest("hex"));
  const again = mkdtempSync(join(tmpdir(), "crumbtrail-forged-"));
  try {
    forge(again, "proxy-mail");
    assert.deepEqual(digest(`${again}/proxy-mail-0${kSeed}`), digest(kGraded.get("proxy-mail").folder));
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
});
