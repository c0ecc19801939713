// Which operators hand row numbers on, and what subplans read.
// Not a check of the plan: a leaf is a SubInputOp.
#include "kql/exec/subplan.h"

namespace crumb::kql {

bool runs_at_once(const Node& node) {
  if (std::holds_alternative<SubInputOp>(node.op)) return true;
  const auto* project = std::get_if<ProjectOp>(&node.op);
  const bool known =
      (project != nullptr && !project->serialize) || std::holds_alternative<FilterOp>(node.op) ||
      std::holds_alternative<SummarizeOp>(node.op) || std::holds_alternative<SortOp>(node.op) ||
      std::holds_alternative<TakeOp>(node.op) || std::holds_alternative<MvExpandOp>(node.op) ||
      std::holds_alternative<ParseOp>(node.op);
  return known && node.inputs.size() == 1 && runs_at_once(*node.inputs[0]);
}

void add_needed_rows(const Node& node, const Needed& needed, std::vector<bool>& columns) {
  if (std::holds_alternative<SubInputOp>(node.op)) {
    const std::vector<bool>& leaf = needed.of(node);
    for (std::size_t i = 0; i < leaf.size(); ++i) columns[i] = columns[i] || leaf[i];
  }
  for (const NodePtr& from : node.inputs) add_needed_rows(*from, needed, columns);
}

}  // namespace crumb::kql
