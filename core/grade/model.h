// The score model as the playbook's tables state it: points by check and outcome, families with
// caps, thresholds, stages. Data only; the arithmetic is in score.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grade/verdict.h"

namespace crumb::grade {

// An outcome and, for `benign`, whether it is the second and weaker form (X05: the user's own
// carrier).
struct OutcomeForm {
  Outcome outcome = Outcome::kNotEvaluable;
  bool second = false;
  friend auto operator<=>(const OutcomeForm&, const OutcomeForm&) = default;
};
[[nodiscard]] bool is_scored(Outcome outcome);  // all but not_evaluable, not_applicable and error
[[nodiscard]] bool is_hit(Outcome outcome);     // hit+ or hit
[[nodiscard]] std::string form_name(OutcomeForm form);  // outcome_name, or "benign2"
[[nodiscard]] bool parse_form(std::string_view name, OutcomeForm& form);

struct CheckPoints {
  std::string id, family, title;
  std::map<OutcomeForm, double> points;
  std::size_t family_at = 0;  // of the model's families

  [[nodiscard]] double of(OutcomeForm form) const;  // 0 when the model gives that outcome no points
  [[nodiscard]] double most() const;                // greatest and least of all outcomes, and 0
  [[nodiscard]] double least() const;
  [[nodiscard]] double weightiest()
      const;  // greatest magnitude: what the check counts for in coverage
};

struct Family {
  std::string id, title;
  double best = 0, worst = 0;
  bool absence = false;     // its negatives say only that a trace is absent: floored together
  bool attributed = false;  // its positives carry the attribution weight
  bool explains = false;    // its negatives are explanations
  double beyond_place = 0;  // from here on it says more than a new place does; 0: never
};

struct StageRow {
  std::string stage, check;
  double least_weight = 0;
  std::string why;
};

struct Model {
  std::string version;
  std::vector<CheckPoints> checks;  // in the playbook's order
  std::vector<Family> families;
  std::vector<StageRow> stages;
  std::map<std::string, double, std::less<>> numbers;
  std::map<std::string, std::size_t, std::less<>> check_at;  // by id

  [[nodiscard]] const CheckPoints* check(std::string_view id) const;
  [[nodiscard]] const Family* family(std::string_view id) const;
  [[nodiscard]] double number(std::string_view key) const;
  [[nodiscard]] double prior(std::string_view kind) const;
};

// kInternal when a table of the playbook is damaged.
[[nodiscard]] Result<Model> read_model(std::string_view points_csv, std::string_view families_csv,
                                       std::string_view model_csv, std::string_view stages_csv);

}  // namespace crumb::grade
