// A filter above a join is split into its parts; those over left columns become a filter on the
// join's left input. A take above a sort becomes the sort's limit. Not a general optimiser.
#include "kql/exec/push_down.h"

#include <algorithm>
#include <utility>

#include "kql/exec/needed.h"
#include "kql/exprs.h"

namespace crumb::kql {

namespace {

bool is_and(const Expr& expr) {
  return expr.kind == ExprKind::kCall && expr.function->kind == FunctionKind::kOperator &&
         expr.function->name == "and";
}

bool is_movable(const Expr& expr) {
  bool movable = true;
  for_each_node(expr, [&](const Expr& node) {
    if (node.kind == ExprKind::kCall &&
        (!node.function->pure || node.function->kind == FunctionKind::kWindow))
      movable = false;
  });
  return movable;
}

bool reads_only(const Expr& expr, std::size_t below, std::size_t width) {
  std::vector<bool> columns(width, false);
  add_columns(expr, columns);
  for (std::size_t i = below; i < width; ++i) {
    if (columns[i]) return false;
  }
  return true;
}

void split(ExprPtr expr, std::vector<ExprPtr>& parts) {
  if (!is_and(*expr)) return parts.push_back(std::move(expr));
  for (ExprPtr& arg : expr->args) split(std::move(arg), parts);
}

// `and` has two arguments; the function and type of an existing one are reused.
ExprPtr join_parts(std::vector<ExprPtr> parts, const ScalarFunction* conjunction) {
  ExprPtr all = std::move(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto both = std::make_unique<Expr>();
    both->kind = ExprKind::kCall;
    both->type = Type::kBool;
    both->span = {all->span.begin, parts[i]->span.end};
    both->function = conjunction;
    both->args.push_back(std::move(all));
    both->args.push_back(std::move(parts[i]));
    all = std::move(both);
  }
  return all;
}

bool keeps_left_rows_apart(JoinKind kind) {
  return kind == JoinKind::kInnerUnique || kind == JoinKind::kInner || kind == JoinKind::kLeftOuter;
}

// The filter's node becomes its join when nothing of the condition stays.
void push(NodePtr& node) {
  auto& filter = std::get<FilterOp>(node->op);
  Node& below = *node->inputs[0];
  const auto* join = std::get_if<JoinOp>(&below.op);
  if (join == nullptr || !keeps_left_rows_apart(join->kind)) return;
  const std::size_t left_width = below.inputs[0]->schema.size();
  const ScalarFunction* conjunction =
      is_and(*filter.condition) ? filter.condition->function : nullptr;
  std::vector<ExprPtr> parts, moved, stay;
  const Span span = filter.condition->span;
  split(std::move(filter.condition), parts);
  for (ExprPtr& part : parts) {
    const bool move = is_movable(*part) && reads_only(*part, left_width, below.schema.size());
    (move ? moved : stay).push_back(std::move(part));
  }
  if (!moved.empty()) {
    auto pushed = std::make_unique<Node>();
    pushed->schema = below.inputs[0]->schema;
    pushed->span = span;
    pushed->label = node->label;
    pushed->op = FilterOp{join_parts(std::move(moved), conjunction)};
    pushed->inputs.push_back(std::move(below.inputs[0]));
    below.inputs[0] = std::move(pushed);
  }
  if (!stay.empty()) {
    filter.condition = join_parts(std::move(stay), conjunction);
  } else {
    NodePtr only = std::move(node->inputs[0]);
    node = std::move(only);
  }
}

void take_while_sorting(NodePtr& node) {
  const auto* take = std::get_if<TakeOp>(&node->op);
  auto* sort = take == nullptr ? nullptr : std::get_if<SortOp>(&node->inputs[0]->op);
  if (sort == nullptr) return;
  sort->limit = std::min(sort->limit.value_or(take->rows), take->rows);
  NodePtr only = std::move(node->inputs[0]);
  only->label += " | " + node->label;
  node = std::move(only);
}

void visit(NodePtr& node) {
  take_while_sorting(node);
  if (std::holds_alternative<FilterOp>(node->op)) push(node);
  for (NodePtr& from : node->inputs) visit(from);
  if (NodePtr* subplan = subplan_of(*node)) visit(*subplan);
}

}  // namespace

void push_down(Plan& plan) {
  if (plan.root != nullptr) visit(plan.root);
  for (SharedTable& shared : plan.shared) {
    if (shared.plan != nullptr) visit(shared.plan);
  }
}

}  // namespace crumb::kql
