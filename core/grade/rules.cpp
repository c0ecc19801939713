// Runs rule queries over the checks' results (tables Result_<id>) and evaluates the gates'
// conditions.
#include "grade/rules.h"

#include <algorithm>

#include "base/text.h"

namespace crumb::grade {
namespace {

// The rows of a check stand in Result_<id>; a check that could not be run has none, and then the
// rule cannot be asked.
std::string missing_result(const CheckFile& rule, const Pass& pass) {
  for (const CheckRun& run : pass.checks) {
    std::string name = "Result_";
    for (const char c : run.result.id) name.push_back(c == '.' ? '_' : c);
    const std::size_t at = rule.query.find(name);
    const bool asked =
        run.rows != nullptr && (run.rows->rows() > 0 || is_scored(run.result.outcome) ||
                                run.result.outcome == Outcome::kNotApplicable);
    if (at == std::string::npos || asked) continue;
    const std::size_t end = at + name.size();
    if (end < rule.query.size() &&
        (rule.query[end] == '_' || (rule.query[end] >= '0' && rule.query[end] <= '9')))
      continue;
    return "check " + run.result.id + " could not be evaluated: " + run.result.reason;
  }
  return {};
}

}  // namespace

Result<void> run_rules(const Playbook& playbook, Pass& pass) {
  for (const CheckFile& rule : playbook.rules) {
    RuleRun run{.rule = &rule, .evaluable = false, .why_not = {}, .rows = nullptr};
    if (std::string missing = missing_result(rule, pass); !missing.empty()) {
      run.why_not = std::move(missing);
    } else if (Result<TablePtr> rows = pass.asker.rows(rule.query); rows) {
      run.evaluable = true;
      run.rows = *std::move(rows);
    } else if (rows.error().code == ErrorCode::kCancelled) {
      return std::unexpected(std::move(rows).error());
    } else {
      run.why_not = make_visible(rows.error().message);
    }
    pass.rules.push_back(std::move(run));
  }
  return {};
}

Result<void> run_gates(const Playbook& playbook, Pass& pass) {
  for (const GateRow& row : playbook.gates) {
    Gate gate{.id = row.id, .title = row.title, .passed = false, .why = {}};
    Result<bool> holds = pass.asker.holds(row.condition);
    if (!holds && holds.error().code == ErrorCode::kCancelled)
      return std::unexpected(std::move(holds).error());
    gate.passed = holds.has_value() && *holds;
    gate.why = (gate.passed ? "There: " : "Missing: ") + row.wants + ".";
    if (!holds) gate.why = make_visible(holds.error().message);
    pass.gates.push_back(std::move(gate));
  }
  return {};
}

}  // namespace crumb::grade
