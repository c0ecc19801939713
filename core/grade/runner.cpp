// One pass over the playbook. How a check's outcome is found is in outcome.h; rules and gates are
// in rules.h.
#include "grade/runner.h"

#include <algorithm>

#include "grade/outcome.h"
#include "grade/rules.h"

namespace crumb::grade {
namespace {

void put_facts(kql::Environment& environment, const CaseFacts& facts, const AlertCase& one) {
  environment.put_scalar("Truncated", Value::of_bool(facts.truncated));
  environment.put_scalar("RejectShare", Value::of_real(facts.reject_share));
  environment.put_scalar("DataEnd", Value::of_datetime(facts.data_end_ticks));
  environment.put_scalar("AlertRow", Value::of_bool(!one.id.empty()));
  environment.put_scalar("AlertNamed", Value::of_bool(one.named));
}

// Has<Table>: the table covers the window and knew the user before.
void put_coverage(Pass& pass, const Playbook& playbook, Window window) {
  for (const SourceTable& source : playbook.sources) {
    const bool there =
        pass.coverage.gap({source.table, source.user_condition.empty()}, window).empty();
    pass.environment->put_scalar("Has" + source.table, Value::of_bool(there));
  }
}

std::string table_name_of(std::string_view id) {
  std::string out = "Result_";
  for (const char c : id) out.push_back(c == '.' ? '_' : c);
  return out;
}

// Built-in and own checks; each after those whose outcomes it reads, otherwise in the playbook's
// order.
std::vector<const CheckFile*> in_order(const PassInput& input) {
  std::vector<const CheckFile*> waiting;
  for (const CheckFile& check : input.playbook->checks) {
    const auto own = std::ranges::find(input.extra, check.id, &CheckFile::id);
    waiting.push_back(own == input.extra.end() ? &check : &*own);
  }
  for (const CheckFile& check : input.extra)
    if (input.playbook->check(check.id) == nullptr) waiting.push_back(&check);
  std::vector<const CheckFile*> out;
  while (!waiting.empty()) {
    const auto next = std::ranges::find_if(waiting, [&](const CheckFile* check) {
      return std::ranges::none_of(check->after, [&](const std::string& id) {
        return std::ranges::any_of(waiting,
                                   [&](const CheckFile* other) { return other->id == id; });
      });
    });
    const auto chosen =
        next == waiting.end() ? waiting.begin() : next;  // a circle: in the order as written
    out.push_back(*chosen);
    waiting.erase(chosen);
  }
  return out;
}

void put_outcomes(Pass& pass) {
  ColumnBuilder check(Type::kString), outcome(Type::kString);
  for (const CheckRun& run : pass.checks) {
    check.append_text(run.result.id);
    outcome.append_text(outcome_name(run.result.outcome));
  }
  auto table = std::make_shared<Table>(
      "Outcomes", Schema{{"Check", Type::kString}, {"Outcome", Type::kString}});
  Segment segment;
  segment.rows = check.size();
  segment.columns = {check.finish(), outcome.finish()};
  if (segment.rows > 0) table->append(std::move(segment));
  pass.environment->put_table("Outcomes", std::move(table));
}

}  // namespace

const CheckRun* Pass::check(std::string_view id) const {
  const auto at =
      std::ranges::find_if(checks, [&](const CheckRun& run) { return run.result.id == id; });
  return at == checks.end() ? nullptr : &*at;
}

Result<Pass> run_pass(const PassInput& input, CaseValues values) {
  Pass pass;
  pass.environment = std::make_unique<kql::Environment>();
  pass.values = std::move(values);
  pass.asker = {.catalog = input.catalog,
                .environment = pass.environment.get(),
                .bindings = bind_case(pass.values),
                .options = {}};
  pass.asker.options.now_ticks = input.facts.clock_ticks;
  pass.asker.options.cancelled = input.cancelled;
  pass.asker.options.origins = true;
  put_facts(*pass.environment, input.facts, pass.values.one);
  if (input.progress) input.progress(0, "prelude");
  CRUMB_CHECK_OK(kql::define(playbook_text("prelude.kql"), *input.catalog, *pass.environment,
                             pass.asker.bindings, pass.asker.options));
  CRUMB_TRY(pass.coverage, Coverage::measure(pass.asker, *input.playbook, input.facts.clock_ticks));
  const std::vector<const CheckFile*> order = in_order(input);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const CheckFile& file = *order[i];
    if (input.only && file.id != *input.only) continue;
    if (input.progress)
      input.progress(static_cast<double>(i + 1) / static_cast<double>(order.size() + 2), file.id);
    CRUMB_TRY(const Window window, window_of(pass.asker, file));
    put_coverage(pass, *input.playbook, window);
    if (!file.after.empty()) put_outcomes(pass);
    CRUMB_TRY(CheckRun run, run_check(pass.asker, pass.coverage, file, window, input.places));
    if (run.rows != nullptr) pass.environment->put_table(table_name_of(file.id), run.rows);
    pass.checks.push_back(std::move(run));
  }
  if (input.only) return pass;
  CRUMB_TRY(const Window whole, window_of(pass.asker, CheckFile{}));
  put_coverage(pass, *input.playbook, whole);
  put_outcomes(pass);
  CRUMB_CHECK_OK(run_rules(*input.playbook, pass));
  CRUMB_CHECK_OK(run_gates(*input.playbook, pass));
  return pass;
}

}  // namespace crumb::grade
