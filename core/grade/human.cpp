// Reads decisions as outcomes.
#include "grade/human.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

struct HumanRow {
  std::string_view id, asks, hit, clear, missing;
};
constexpr std::array<HumanRow, 3> kHuman = {{
    {"H1", "Does the user, called back on a known number, confirm the activity?",
     "denied by the user", "confirmed by the user", "nobody has called the user back yet"},
    {"H2", "Does a register (travel, VPN, roaming, leave) explain the place?",
     "the register contradicts", "the register matches",
     "no travel, VPN or roaming register was consulted"},
    {"H3", "Is it an authorised exercise?", "the exercise register does not match",
     "the exercise register matches", "no exercise register was consulted"},
}};

std::string who(const Input& input) {
  std::string out = " (" + make_visible(input.by);
  if (!input.second.empty()) out += ", second: " + make_visible(input.second);
  if (input.at_ticks != 0) out += ", " + short_time(input.at_ticks);
  if (!input.note.empty()) out += ": " + safe_text(input.note);
  return out + ")";
}

}  // namespace

const Input* last_input(const Decisions& decisions, const Subject& subject, std::string_view id) {
  const Input* out = nullptr;
  for (const Input& input : decisions.inputs)
    if (input.id == id && concerns(input.subject, subject)) out = &input;
  return out;
}

std::vector<CheckRun> human_checks(const Model& model, const Decisions& decisions,
                                   const Subject& subject, bool registered) {
  std::vector<CheckRun> out;
  for (const HumanRow& row : kHuman) {
    CheckRun run;
    run.result.id = row.id;
    run.result.step = "H";
    run.result.asks = row.asks;
    if (const CheckPoints* points = model.check(row.id)) {
      run.result.family = points->family;
      run.result.title = points->title;
    }
    const Input* input = last_input(decisions, subject, row.id);
    run.complete = input != nullptr;
    if (input == nullptr) {
      run.result.outcome = Outcome::kNotEvaluable;
      run.result.reason = row.missing;
    } else if (row.id == "H3" && input->result == "clear" && !registered) {
      run.complete = false;
      run.result.outcome = Outcome::kNotEvaluable;
      run.result.reason =
          "the register's indicators do not cover every alien leg of this user" + who(*input);
    } else {
      const bool hit = input->result == "hit";
      run.result.outcome = hit ? Outcome::kHit : Outcome::kClear;
      run.result.reason = std::string(hit ? row.hit : row.clear) + who(*input);
    }
    out.push_back(std::move(run));
  }
  return out;
}

void apply_overrides(const Decisions& decisions, const Subject& subject,
                     std::vector<CheckRun>& checks) {
  for (const Override& change : decisions.overrides) {
    if (change.target == "grade" || !concerns(change.subject, subject)) continue;
    const auto run = std::ranges::find_if(
        checks, [&](const CheckRun& one) { return one.result.id == change.target; });
    OutcomeForm form;
    if (run == checks.end() || !parse_form(to_lower(change.to), form)) continue;
    run->result.reason = "set from " + std::string(outcome_name(run->result.outcome)) + " to " +
                         std::string(outcome_name(form.outcome)) + " by " +
                         make_visible(change.by) + ", " + safe_text(change.reason) +
                         "; computed: " + run->result.reason;
    run->result.outcome = form.outcome;
    run->second_form = form.second;
  }
}

}  // namespace crumb::grade
