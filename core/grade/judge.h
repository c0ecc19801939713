// From a pass over the playbook to a verdict: outcomes, points, rules, gates, stage, bounds, what
// would change it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "grade/decide.h"
#include "grade/explain.h"
#include "grade/runner.h"

namespace crumb::grade {

// Everything that a verdict rests on, kept so that questions of the kind "what if" ask the same
// data.
struct Judgement {
  std::vector<CheckRun>
      checks;  // all of the model's checks in its order, H1 to H3, then the analyst's own
  DecisionInput input;
  Decision computed;
  std::vector<std::string> open;        // checks whose silence is not known to be silence
  std::vector<std::string> true_rules;  // D rules that fire and are not provisional
  bool session = false;      // a success from a leg that is alien, or alerted and not known
  bool exposed = false;      // the proxy was reached
  bool denial_rule = false;  // D6 would fire with a denial
};

[[nodiscard]] Result<Judgement> judge(const PassInput& input, const Pass& pass,
                                      const Decisions& decisions, Exercise exercise);

// Fills all of the verdict but actions, networks and what needs another pass.
void write_verdict(const PassInput& input, const Pass& pass, const Decisions& decisions,
                   const Judgement& judgement, Verdict& verdict);

}  // namespace crumb::grade
