// The order of the three layers: rules, points, gates.
#include "grade/decide.h"

#include <algorithm>

namespace crumb::grade {
namespace {

constexpr std::string_view kTrue = "truePositive";
constexpr std::string_view kFalse = "falsePositive";
constexpr std::string_view kExpected = "informationalExpectedActivity";
constexpr std::string_view kUnknown = "unknown";

Decision decision(std::string_view classification, std::string_view basis) {
  return {std::string(classification), std::string(basis)};
}

OutcomeForm form_with(const CheckPoints& check, double points) {
  for (const auto& [form, value] : check.points)
    if (value == points) return form;
  return {Outcome::kNeutral, false};
}

}  // namespace

bool false_rule_counts(const Model& model, const DecisionInput& evidence) {
  return (evidence.rule_false || evidence.rule_expected) && evidence.gates &&
         !evidence.unexplained &&
         score(model, evidence.outcomes, evidence.prior).total <= model.number("rule_false_total");
}

Decision decide(const Model& model, const DecisionInput& evidence) {
  const bool harmless = false_rule_counts(model, evidence);
  if (evidence.rule_true) {
    if (evidence.exercise == Exercise::kGood) return decision(kExpected, "rule");
    if (evidence.exercise == Exercise::kPending || harmless) return decision(kUnknown, "none");
    return decision(kTrue, "rule");
  }
  if (evidence.exercise == Exercise::kGood)
    return evidence.gates ? decision(kExpected, "rule") : decision(kUnknown, "none");
  if (harmless && evidence.exercise == Exercise::kNone)
    return decision(evidence.rule_expected ? kExpected : kFalse, "rule");
  switch (
      robust_say(model, evidence.outcomes, evidence.prior, evidence.gates, evidence.unexplained)) {
    case PointsSay::kTrue:
      return decision(kTrue, "points");
    case PointsSay::kFalse:
      return evidence.exercise == Exercise::kPending ? decision(kUnknown, "none")
                                                     : decision(kFalse, "points");
    case PointsSay::kOpen:
      break;
  }
  return decision(kUnknown, "none");
}

std::string stage_of(const Model& model, const std::vector<Scored>& outcomes,
                     const Decision& decided, bool session, bool exposed) {
  if (decided.classification == kFalse || decided.classification == kExpected) return "S0";
  std::string stage = session ? "S2" : exposed || decided.classification == kTrue ? "S1" : "S0";
  for (const StageRow& row : model.stages) {
    const auto at = std::ranges::find(outcomes, row.check, &Scored::check);
    if (at == outcomes.end() || !is_hit(at->form.outcome) || at->weight < row.least_weight)
      continue;
    stage = std::max(stage, row.stage);
  }
  return stage;
}

std::string determination_of(const Decision& decided, std::string_view stage) {
  if (decided.classification == kTrue)
    return stage == "S1" ? "phishing" : stage == "S4" ? "multiStagedAttack" : "compromisedAccount";
  if (decided.classification == kFalse) return "notMalicious";
  if (decided.classification == kExpected) return "securityTesting";
  return {};
}

Range bounds_of(const Model& model, const std::vector<Scored>& outcomes,
                const std::vector<std::string>& open, double prior) {
  std::vector<Scored> best = outcomes, worst = outcomes;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const CheckPoints* check = model.check(outcomes[i].check);
    if (check == nullptr || std::ranges::find(open, outcomes[i].check) == open.end()) continue;
    worst[i] = {outcomes[i].check, form_with(*check, check->most()), 1};
    // What was found stays found; only what could not be looked at may yet turn out harmless.
    if (!is_scored(outcomes[i].form.outcome))
      best[i] = {outcomes[i].check, form_with(*check, check->least()), 1};
  }
  return {score(model, best, prior).total, score(model, worst, prior).total};
}

}  // namespace crumb::grade
