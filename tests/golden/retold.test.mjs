// One incident told in other products' exports: what a source can carry is found again, what it cannot is said to be
// open, and no grade becomes more benign.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { gradeWhole, isBenign, towardBenign } from "../accuracy/grade.mjs";
import { Pool } from "../accuracy/pool.mjs";
import { kTellings, retell } from "./retell.mjs";

const kFolder = mkdtempSync(join(tmpdir(), "crumbtrail-retold-"));
const kPool = new Pool(availableParallelism());
const kCases = ["TP-1", "TP-4", "FP-1", "FP-3"];
after(() => rmSync(kFolder, { recursive: true, force: true }));

// What a source has no column for. Everything else must come out as it does from Advanced hunting.
const kCannot = {
  "Sentinel sign-ins": ["X16"], // the endpoint of a device code
  "Entra JSON": ["X16"],
  "diagnostic settings": ["X16"],
  "Entra CSV": ["X16", "X04", "X22"], // coordinates, risk levels
  "Graph alerts": [],
  "Sentinel alerts": ["1.3"], // evidence on devices is not in these entities
};

const shows = (outcome) => outcome.startsWith("hit") || outcome === "partial";

for (const name of kCases) {
  for (const telling of Object.keys(kTellings)) {
    test(`${name} told as ${telling}`, async () => {
      const folder = join(kFolder, `${name}-${telling.replaceAll(" ", "-")}`);
      retell(telling, `build/fixtures/${name}`, folder);
      const [known, told] = [await gradeWhole(kPool, `build/fixtures/${name}`), await gradeWhole(kPool, folder)];
      assert.deepEqual(towardBenign(known, told), []);
      if (isBenign(known.classification)) assert.notEqual(told.classification, "truePositive");
      const changed = Object.entries(known.checks).filter(([id, { outcome }]) => told.checks[id].outcome !== outcome);
      if (telling in kCannot) {
        assert.equal(told.classification, known.classification);
        assert.deepEqual(changed.filter(([id]) => !kCannot[telling].includes(id)).map(([id, { outcome }]) => `${id}: ${outcome} becomes ${told.checks[id].outcome}`), []);
        for (const [id] of changed) assert.equal(told.checks[id].outcome, "not_evaluable", id);
      } else {
        // Rows that know less may show less; they show nothing that is not there.
        for (const [id, { outcome }] of changed) assert.ok(!shows(told.checks[id].outcome) || shows(outcome), `${id}: ${outcome} becomes ${told.checks[id].outcome}`);
        if (known.classification === "truePositive") assert.equal(told.classification, "truePositive");
      }
    });
  }
}
