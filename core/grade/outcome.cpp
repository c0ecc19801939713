// Decides one check.
#include "grade/outcome.h"

#include <algorithm>

#include "base/text.h"

namespace crumb::grade {
namespace {

bool excuses(Outcome outcome) { return outcome == Outcome::kClear || outcome == Outcome::kBenign; }
// Only a stop ends the whole; a limit that one check meets is that check's outcome.
bool goes_up(const Error& error) { return error.code == ErrorCode::kCancelled; }

std::string counted(std::uint64_t rows) {
  return std::to_string(rows) + (rows == 1 ? " row" : " rows");
}

// The first condition of the list that does not hold; nullptr: all hold.
Result<const Guarded*> first_broken(const Asker& asker, const std::vector<Guarded>& conditions) {
  for (const Guarded& guard : conditions) {
    CRUMB_TRY(const bool holds, asker.holds(guard.condition));
    if (!holds) return &guard;
  }
  return nullptr;
}

std::string first_gap(const Coverage& coverage, const CheckFile& file, Window window) {
  for (const Needed& needed : file.needs)
    if (std::string gap = coverage.gap(needed, window); !gap.empty()) return gap;
  return {};
}

void settle(CheckRun& run, Outcome outcome, std::string reason) {
  run.result.outcome = outcome;
  run.result.reason = std::move(reason);
}

double greatest_weight(const Table& rows) {
  double weight = 0;
  for_each_row(rows, [&](const RowView& row) { weight = std::max(weight, row.real("Attr")); });
  return weight;
}

Result<void> decide(const Asker& asker, const Coverage& coverage, const CheckFile& file,
                    Window window, const Places& places, CheckRun& run) {
  const std::string gap = first_gap(coverage, file, window);
  run.complete = gap.empty() && std::ranges::all_of(file.also, [&](const std::string& table) {
                   return coverage.gap({table, true}, window).empty();
                 });
  const bool none_loaded =
      !file.needs.empty() && std::ranges::none_of(file.needs, [&](const Needed& needed) {
        return asker.catalog->is_loaded(needed.table);  // rows with limits may show a hit too
      });
  if (none_loaded) {
    settle(run, Outcome::kNotEvaluable, gap);
    return {};
  }
  CRUMB_TRY(const Guarded* unfit, first_broken(asker, file.evaluable_when));
  if (unfit != nullptr) {
    settle(run, Outcome::kNotEvaluable, unfit->otherwise);
    return {};
  }
  CRUMB_TRY(run.rows, asker.rows(file.query));
  OutcomeForm form{Outcome::kClear, false};
  TablePtr selected;
  const std::string* condition = nullptr;
  for (const OutcomeWhen& when : file.outcomes) {
    CRUMB_TRY(selected, asker.where(run.rows, when.condition));
    if (selected->rows() == 0) continue;
    form = when.form;
    condition = &when.condition;
    break;
  }
  if (excuses(form.outcome)) {
    if (!gap.empty()) {
      settle(run, Outcome::kNotEvaluable, gap);
      return {};
    }
    CRUMB_TRY(const Guarded* unfounded, first_broken(asker, file.applies_when));
    if (unfounded != nullptr) {
      settle(run, Outcome::kNotApplicable, unfounded->otherwise);
      return {};
    }
    CRUMB_TRY(unfounded, first_broken(asker, file.clear_when));
    if (unfounded != nullptr) {
      settle(run, Outcome::kNotEvaluable, unfounded->otherwise);
      return {};
    }
  }
  run.second_form = form.second;
  if (condition == nullptr) {
    settle(run, Outcome::kClear,
           "looked at " + counted(run.rows->rows()) + " of the result; none fits a condition");
    return {};
  }
  settle(run, form.outcome,
         counted(selected->rows()) + " of " + std::to_string(run.rows->rows()) + ": " + *condition);
  if (find_column(selected->schema(), "Attr")) run.result.weight = greatest_weight(*selected);
  run.result.findings = findings(*selected, file.says.empty() ? "A row fits." : file.says, places);
  return {};
}

}  // namespace

Result<Window> window_of(const Asker& asker, const CheckFile& file) {
  CRUMB_TRY(const Value from, asker.scalar(file.window_from));
  CRUMB_TRY(const Value to, asker.scalar(file.window_to));
  return Window{from.integer, to.integer};
}

Result<CheckRun> run_check(const Asker& asker, const Coverage& coverage, const CheckFile& file,
                           Window window, const Places& places) {
  CheckRun run;
  run.result.id = file.id;
  run.result.step = file.step;
  run.result.family = file.family;
  run.result.title = file.title;
  run.result.asks = file.asks;
  run.result.query = file.query;
  if (Result<void> decided = decide(asker, coverage, file, window, places, run); !decided) {
    if (goes_up(decided.error())) return std::unexpected(std::move(decided).error());
    settle(run, Outcome::kError, make_visible(decided.error().message));
    run.complete = false;
  }
  return run;
}

}  // namespace crumb::grade
