// Running a part of an unfinished plan. Its tables are computed whole, since nobody knows yet which
// columns the rest will read.
#include "kql/exec/stage.h"

#include <memory>
#include <utility>

#include "kql/exec/push_down.h"
#include "kql/exec/runtime.h"

namespace crumb::kql {

Result<TablePtr> PlanStage::table_of(Plan& plan, std::uint32_t slot, Span span) {
  plan.root = std::make_unique<Node>();
  plan.root->span = span;
  plan.root->op = SharedOp{slot};
  push_down(plan);
  std::uint64_t bytes = 0;
  TablePtr table;
  {
    Runtime runtime(plan, session_, true);
    CRUMB_TRY(table, runtime.shared_table(slot));
    bytes = runtime.held_bytes();
  }
  plan.root = nullptr;
  for (SharedTable& shared : plan.shared) {
    if (shared.table != nullptr) shared.plan = nullptr;
  }
  CRUMB_CHECK_OK(held_.add(bytes, span));
  return table;
}

}  // namespace crumb::kql
