// Walks the plan from the root down; shared tables come last, highest slot first, since they refer
// to lower slots only. Not a check of the plan: positions are trusted.
#include "kql/exec/needed.h"

#include "kql/exprs.h"

#include <algorithm>
#include <cstddef>
#include <variant>

namespace crumb::kql {

namespace {

void merge(std::vector<bool>& into, const std::vector<bool>& more) {
  if (into.size() < more.size()) into.resize(more.size(), false);
  for (std::size_t i = 0; i < more.size(); ++i) into[i] = into[i] || more[i];
}

template <class Visit>
void each_expr(const Node& node, const Visit& visit) {
  if (const auto* filter = std::get_if<FilterOp>(&node.op)) visit(*filter->condition);
  if (const auto* project = std::get_if<ProjectOp>(&node.op)) {
    for (const Output& output : project->outputs) visit(*output.expr);
  }
  if (const auto* summarize = std::get_if<SummarizeOp>(&node.op)) {
    for (const ExprPtr& key : summarize->keys) visit(*key);
    for (const AggregateCall& call : summarize->aggregates) {
      for (const ExprPtr& arg : call.args) visit(*arg);
    }
  }
  if (const auto* join = std::get_if<JoinOp>(&node.op)) {
    for (const ExprPtr& key : join->left_keys) visit(*key);
    for (const ExprPtr& key : join->right_keys) visit(*key);
  }
  if (const auto* sort = std::get_if<SortOp>(&node.op)) {
    for (const SortKey& key : sort->keys) visit(*key.expr);
  }
  if (const auto* parse = std::get_if<ParseOp>(&node.op)) visit(*parse->text);
  if (const auto* partition = std::get_if<PartitionOp>(&node.op)) visit(*partition->key);
  if (const auto* nested = std::get_if<TopNestedOp>(&node.op)) {
    for (const NestedLevel& level : nested->levels) {
      visit(*level.key);
      for (const ExprPtr& arg : level.aggregate.args) visit(*arg);
    }
  }
  if (const auto* scan = std::get_if<ScanStepsOp>(&node.op)) {
    for (const ScanStep& step : scan->steps) {
      visit(*step.condition);
      for (const ScanStep::Assignment& assignment : step.assignments) visit(*assignment.value);
    }
  }
  if (const auto* range = std::get_if<RangeOp>(&node.op)) {
    visit(*range->from);
    visit(*range->to);
    visit(*range->step);
  }
  if (const auto* pivot = std::get_if<PivotOp>(&node.op)) {
    for (const ExprPtr& key : pivot->keys) visit(*key);
    visit(*pivot->pivot);
    for (const ExprPtr& arg : pivot->aggregate.args) visit(*arg);
  }
  if (const auto* series = std::get_if<MakeSeriesOp>(&node.op)) {
    for (const ExprPtr& value : series->defaults) visit(*value);
    for (const ExprPtr* bound : {&series->from, &series->to, &series->step}) {
      if (*bound != nullptr) visit(**bound);
    }
  }
}

}  // namespace

void add_columns(const Expr& expr, std::vector<bool>& columns) {
  for_each_node(expr, [&](const Expr& node) {
    if (node.kind == ExprKind::kColumn) columns[node.column] = true;
  });
}

Needed::Needed(const Plan& plan, bool whole_tables) : shared_(plan.shared.size()) {
  if (plan.root != nullptr) want(*plan.root, std::vector<bool>(plan.root->schema.size(), true));
  for (std::size_t slot = plan.shared.size(); slot-- > 0;) {
    const NodePtr& node = plan.shared[slot].plan;
    if (node == nullptr || shared_[slot].empty()) continue;
    std::vector<bool> columns = shared_[slot];
    columns.resize(node->schema.size(), false);
    if (whole_tables) columns.assign(columns.size(), true);
    want(*node, columns);
  }
}

const std::vector<bool>& Needed::of(const Node& node) const { return columns_.find(&node)->second; }

void Needed::want_shared(std::uint32_t slot, const std::vector<bool>& columns) {
  merge(shared_[slot], columns);
  if (shared_[slot].empty())
    shared_[slot].push_back(false);  // used, even if only for its number of rows
}

void Needed::want_slots(const Expr& expr) {
  for_each_node(expr, [&](const Expr& node) {
    if (node.kind == ExprKind::kScalarSubquery || node.kind == ExprKind::kListSubquery)
      want_shared(node.slot, {true});
  });
}

void Needed::want(const Node& node, const std::vector<bool>& columns) {
  columns_[&node] = columns;
  each_expr(node, [this](const Expr& expr) { want_slots(expr); });
  if (const auto* shared = std::get_if<SharedOp>(&node.op))
    return want_shared(shared->slot, columns);
  if (const auto* join = std::get_if<JoinOp>(&node.op)) {
    std::vector<bool> left(node.inputs[0]->schema.size(), false);
    std::vector<bool> right(node.inputs[1]->schema.size(), false);
    const bool rights_only =
        join->kind == JoinKind::kRightSemi || join->kind == JoinKind::kRightAnti;
    if (rights_only) {
      right = columns;
    } else {
      std::copy_n(columns.begin(), left.size(), left.begin());
      for (std::size_t i = 0; i < join->right_outputs.size(); ++i) {
        if (columns[left.size() + i]) right[join->right_outputs[i]] = true;
      }
    }
    for (const ExprPtr& key : join->left_keys) add_columns(*key, left);
    for (const ExprPtr& key : join->right_keys) add_columns(*key, right);
    want(*node.inputs[0], left);
    want(*node.inputs[1], right);
    return;
  }
  if (const auto* lookup = std::get_if<NetworkLookupOp>(&node.op)) {
    std::vector<bool> left(node.inputs[0]->schema.size(), false);
    std::vector<bool> right(node.inputs[1]->schema.size(), false);
    std::copy_n(columns.begin(), left.size(), left.begin());
    for (std::size_t i = 0; i < lookup->right_outputs.size(); ++i) {
      if (columns[left.size() + i]) right[lookup->right_outputs[i]] = true;
    }
    left[lookup->left] = right[lookup->right] = true;
    for (const std::uint32_t key : lookup->left_keys) left[key] = true;
    for (const std::uint32_t key : lookup->right_keys) right[key] = true;
    want(*node.inputs[0], left);
    want(*node.inputs[1], right);
    return;
  }
  if (const auto* all = std::get_if<UnionOp>(&node.op)) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      std::vector<bool> input(node.inputs[i]->schema.size(), false);
      for (std::size_t at = 0; at < columns.size(); ++at) {
        if (columns[at] && all->columns[i][at].has_value()) input[*all->columns[i][at]] = true;
      }
      want(*node.inputs[i], input);
    }
    return;
  }
  if (std::holds_alternative<SubInputOp>(node.op)) {
    if (!leaves_.empty()) merge(leaves_.back(), columns);
    return;
  }
  if (node.inputs.empty()) return;

  const std::size_t width = node.inputs[0]->schema.size();
  std::vector<bool> input(width, false);
  if (const auto* project = std::get_if<ProjectOp>(&node.op)) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i]) add_columns(*project->outputs[i].expr, input);
    }
  } else if (const auto* apply = std::get_if<MvApplyOp>(&node.op)) {
    leaves_.emplace_back();
    const auto carried = static_cast<std::ptrdiff_t>(apply->carried.size());
    want(*apply->subplan, std::vector<bool>(columns.begin() + carried, columns.end()));
    std::copy_n(leaves_.back().begin(), std::min(width, leaves_.back().size()), input.begin());
    leaves_.pop_back();
    for (std::size_t i = 0; i < apply->carried.size(); ++i) {
      if (columns[i]) input[apply->carried[i]] = true;
    }
    for (const MvExpandOp::Item& item : apply->expand.items) input[item.column] = true;
  } else if (std::holds_alternative<MakeSeriesOp>(node.op)) {
    input.assign(width, true);
  } else if (const auto* partition = std::get_if<PartitionOp>(&node.op)) {
    leaves_.emplace_back();
    want(*partition->subplan, columns);
    std::copy_n(leaves_.back().begin(), std::min(width, leaves_.back().size()), input.begin());
    leaves_.pop_back();
    add_columns(*partition->key, input);
  } else if (const auto* scan = std::get_if<ScanStepsOp>(&node.op)) {
    const std::size_t record = width + scan->declared.size();
    std::vector<bool> read(record * (scan->steps.size() + 1), false);
    std::copy_n(columns.begin(), std::min(width, columns.size()), read.begin());
    each_expr(node, [&read](const Expr& expr) { add_columns(expr, read); });
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (read[i] && i % record < width) input[i % record] = true;
    }
  } else if (std::holds_alternative<SummarizeOp>(node.op) ||
             std::holds_alternative<PivotOp>(node.op) ||
             std::holds_alternative<TopNestedOp>(node.op)) {
    each_expr(node, [&input](const Expr& expr) { add_columns(expr, input); });
  } else {  // rows come and go, columns stay
    std::copy_n(columns.begin(), std::min(width, columns.size()), input.begin());
    each_expr(node, [&input](const Expr& expr) { add_columns(expr, input); });
    if (const auto* expand = std::get_if<MvExpandOp>(&node.op)) {
      for (const MvExpandOp::Item& item : expand->items) input[item.column] = true;
    }
  }
  want(*node.inputs[0], input);
}

}  // namespace crumb::kql
