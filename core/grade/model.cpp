// Reads the score model from its four tables.
#include "grade/model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "grade/csv_text.h"

namespace crumb::grade {
namespace {

constexpr std::array<std::string_view, 9> kOutcomeNames = {
    "hit+",    "hit",           "partial",        "clear", "benign",
    "neutral", "not_evaluable", "not_applicable", "error"};

// Whole numbers and up to three decimals, exactly the same on every platform.
bool parse_number(std::string_view text, double& out) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  std::size_t decimals = 0;
  if (point != std::string_view::npos) {
    decimals = text.size() - point - 1;
    digits += text.substr(point + 1);
  }
  long long value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || decimals > 3) return false;
  constexpr std::array<double, 4> kScale = {1, 10, 100, 1000};
  out = static_cast<double>(negative ? -value : value) / kScale[decimals];
  return true;
}

std::unexpected<Error> damaged(std::string_view table, std::string_view cell) {
  return fail(ErrorCode::kInternal,
              "the playbook's " + std::string(table) + " has a bad cell: " + std::string(cell));
}

Result<void> read_points(std::string_view text, Model& model) {
  for (const auto& row : read_csv(text)) {
    OutcomeForm form;
    double points = 0;
    if (!parse_form(row[2], form)) return damaged("points.csv", row[2]);
    if (!parse_number(row[3], points)) return damaged("points.csv", row[3]);
    if (model.checks.empty() || model.checks.back().id != row[0])
      model.checks.push_back({.id = row[0], .family = row[1], .title = row[4], .points = {}});
    model.checks.back().points[form] = points;
  }
  return {};
}

Result<void> read_families(std::string_view text, Model& model) {
  for (const auto& row : read_csv(text)) {
    Family family{.id = row[0],
                  .title = row[1],
                  .absence = row[4] == "yes",
                  .attributed = row[5] == "yes",
                  .explains = row[7] == "yes"};
    if (!parse_number(row[2], family.best) || !parse_number(row[3], family.worst))
      return damaged("families.csv", row[0]);
    if (!row[6].empty() && !parse_number(row[6], family.beyond_place))
      return damaged("families.csv", row[6]);
    model.families.push_back(std::move(family));
  }
  return {};
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  return kOutcomeNames[static_cast<std::size_t>(outcome)];
}
bool is_scored(Outcome outcome) { return outcome < Outcome::kNotEvaluable; }
bool is_hit(Outcome outcome) { return outcome == Outcome::kHitPlus || outcome == Outcome::kHit; }
std::string form_name(OutcomeForm form) {
  return std::string(outcome_name(form.outcome)) + (form.second ? "2" : "");
}

bool parse_form(std::string_view name, OutcomeForm& form) {
  form.second = name == "benign2";
  if (form.second) name = "benign";
  const auto* at = std::ranges::find(kOutcomeNames, name);
  if (at == kOutcomeNames.end()) return false;
  form.outcome = static_cast<Outcome>(at - kOutcomeNames.begin());
  return true;
}

double CheckPoints::of(OutcomeForm form) const {
  const auto at = points.find(form);
  return at == points.end() ? 0 : at->second;
}
double CheckPoints::most() const {
  double out = 0;
  for (const auto& [form, value] : points) out = std::max(out, value);
  return out;
}
double CheckPoints::least() const {
  double out = 0;
  for (const auto& [form, value] : points) out = std::min(out, value);
  return out;
}
double CheckPoints::weightiest() const { return std::max(most(), -least()); }

const CheckPoints* Model::check(std::string_view id) const {
  const auto at = check_at.find(id);
  return at == check_at.end() ? nullptr : &checks[at->second];
}
const Family* Model::family(std::string_view id) const {
  const auto at = std::ranges::find(families, id, &Family::id);
  return at == families.end() ? nullptr : &*at;
}
double Model::number(std::string_view key) const {
  const auto at = numbers.find(key);
  return at == numbers.end() ? 0 : at->second;
}
double Model::prior(std::string_view kind) const {
  return number(kind == "aitm-request" ? "prior_aitm_request" : "prior_stolen_cookie");
}

Result<Model> read_model(std::string_view points_csv, std::string_view families_csv,
                         std::string_view model_csv, std::string_view stages_csv) {
  Model model;
  CRUMB_CHECK_OK(read_points(points_csv, model));
  CRUMB_CHECK_OK(read_families(families_csv, model));
  for (std::size_t at = 0; at < model.checks.size(); ++at) {
    CheckPoints& check = model.checks[at];
    const Family* family = model.family(check.family);
    if (family == nullptr) return damaged("points.csv", check.family);
    check.family_at = static_cast<std::size_t>(family - model.families.data());
    model.check_at[check.id] = at;
  }
  for (const auto& row : read_csv(model_csv)) {
    if (row[0] == "version") model.version = row[1];
    double value = 0;
    if (!parse_number(row[1], value)) return damaged("model.csv", row[1]);
    model.numbers[row[0]] = value;
  }
  for (const auto& row : read_csv(stages_csv)) {
    StageRow stage{row[0], row[1], 0, row[3]};
    if (!parse_number(row[2], stage.least_weight)) return damaged("stages.csv", row[2]);
    model.stages.push_back(std::move(stage));
  }
  return model;
}

}  // namespace crumb::grade
