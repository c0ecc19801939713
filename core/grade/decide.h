// From outcomes, rules and gates to a classification. A pure function, so that "what if" is asked
// of the same code.
#pragma once

#include <string>
#include <vector>

#include "grade/score.h"

namespace crumb::grade {

// An authorised exercise: not claimed; claimed and covering, but a second person lacks; or good.
enum class Exercise { kNone, kPending, kGood };

struct DecisionInput {  // what a decision rests on
  std::vector<Scored> outcomes;
  double prior = 0;
  bool rule_true = false;      // a D rule fires and is not provisional
  bool rule_false = false;     // the pattern of E1 or E3 stands in the data
  bool rule_expected = false;  // that of E4: what happened was meant to
  Exercise exercise = Exercise::kNone;
  bool gates = false;
  bool unexplained = false;
};

struct Decision {
  std::string
      classification;  // truePositive, falsePositive, informationalExpectedActivity, unknown
  std::string basis;   // rule, points, none
};

// What an E rule needs beside its pattern: the gates, every leg explained, a low total. Without
// them its pattern decides nothing, and against a D rule neither.
[[nodiscard]] bool false_rule_counts(const Model& model, const DecisionInput& evidence);
[[nodiscard]] Decision decide(const Model& model, const DecisionInput& evidence);

// S0..S4: what the thief got, from the outcomes. `session`: a success from a leg that is
// alien, or alerted and not known; `exposed`: the proxy was reached.
[[nodiscard]] std::string stage_of(const Model& model, const std::vector<Scored>& outcomes,
                                   const Decision& decision, bool session, bool exposed);
[[nodiscard]] std::string determination_of(const Decision& decision, std::string_view stage);

// The widest totals that the unknown leaves open. `open`: checks whose silence or absence is not
// known.
struct Range {
  double best = 0, worst = 0;
};
[[nodiscard]] Range bounds_of(const Model& model, const std::vector<Scored>& outcomes,
                              const std::vector<std::string>& open, double prior);

}  // namespace crumb::grade
