// Runs the playbook for one case: prelude once, then each check; its rows become an outcome with
// findings and a reason. No points are added up here.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "grade/ask.h"
#include "grade/bindings.h"
#include "grade/coverage.h"
#include "grade/grade.h"
#include "grade/playbook.h"
#include "grade/sentence.h"
#include "grade/verdict.h"

namespace crumb::grade {

// Facts about the whole case that KQL conditions may name (Truncated, RejectShare, DataEnd,
// AlertRow, AlertNamed).
struct CaseFacts {
  bool truncated = false;
  double reject_share = 0;
  std::int64_t data_end_ticks = 0;
  std::int64_t clock_ticks = 0;
};

struct CheckRun {
  CheckResult result;
  bool second_form = false;
  bool complete = true;  // nothing that could have shown a hit was missing
  TablePtr rows;         // the whole result of the query; nullptr when it was not run
};

struct RuleRun {
  const CheckFile* rule = nullptr;
  bool evaluable = false;
  std::string why_not;
  TablePtr rows;  // nullptr or empty: the rule's pattern is not in the data
};

struct Pass {
  std::unique_ptr<kql::Environment> environment;
  Asker asker;  // over `environment`
  CaseValues values;
  Coverage coverage;
  std::vector<CheckRun>
      checks;  // the playbook's first in the model's order, then the analyst's own
  std::vector<RuleRun> rules;
  std::vector<Gate> gates;

  [[nodiscard]] const CheckRun* check(std::string_view id) const;
};

struct PassInput {
  const Catalog* catalog = nullptr;
  std::shared_ptr<const Playbook> playbook;
  std::vector<CheckFile> extra;  // the analyst's own; one with a built-in id replaces it
  std::vector<std::pair<std::string, std::string>>
      refused;  // name and reason of files that are no checks
  CaseFacts facts;
  Places places;
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(double, std::string_view)> progress;
  std::optional<std::string> only;  // just this check, no rules and gates: for examples
};

// kCancelled, kLimit, or kInternal when the prelude does not run. A check that fails is that
// check's outcome.
[[nodiscard]] Result<Pass> run_pass(const PassInput& input, CaseValues values);

}  // namespace crumb::grade
