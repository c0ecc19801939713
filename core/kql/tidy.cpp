// Passes over a bound plan. Recursion is as deep as pipelines and expressions, which the parser and
// the binder bound.
#include "kql/tidy.h"

#include <algorithm>
#include <functional>
#include <unordered_set>
#include <utility>

namespace crumb::kql {
namespace {

constexpr std::uint32_t kMaxDepth = 600;  // of one plan tree: beyond it a table keeps its slot

// Calls `each` on every expression of one operator, not on its inputs.
void for_each_expr(Node& node, const std::function<void(ExprPtr&)>& each) {
  auto all = [&](std::vector<ExprPtr>& exprs) {
    for (ExprPtr& expr : exprs) each(expr);
  };
  if (auto* op = std::get_if<FilterOp>(&node.op)) each(op->condition);
  if (auto* op = std::get_if<ProjectOp>(&node.op)) {
    for (Output& output : op->outputs) each(output.expr);
  }
  if (auto* op = std::get_if<SummarizeOp>(&node.op)) {
    all(op->keys);
    for (AggregateCall& call : op->aggregates) all(call.args);
  }
  if (auto* op = std::get_if<JoinOp>(&node.op)) {
    all(op->left_keys);
    all(op->right_keys);
  }
  if (auto* op = std::get_if<SortOp>(&node.op)) {
    for (SortKey& key : op->keys) each(key.expr);
  }
  if (auto* op = std::get_if<ParseOp>(&node.op)) each(op->text);
  if (auto* op = std::get_if<PartitionOp>(&node.op)) each(op->key);
  if (auto* op = std::get_if<TopNestedOp>(&node.op)) {
    for (NestedLevel& level : op->levels) {
      each(level.key);
      all(level.aggregate.args);
    }
  }
  if (auto* op = std::get_if<ScanStepsOp>(&node.op)) {
    for (ScanStep& step : op->steps) {
      each(step.condition);
      for (ScanStep::Assignment& assignment : step.assignments) each(assignment.value);
    }
  }
  if (auto* op = std::get_if<RangeOp>(&node.op)) {
    each(op->from);
    each(op->to);
    each(op->step);
  }
  if (auto* op = std::get_if<PivotOp>(&node.op)) {
    all(op->keys);
    each(op->pivot);
    all(op->aggregate.args);
  }
  if (auto* op = std::get_if<MakeSeriesOp>(&node.op)) {
    all(op->defaults);
    for (ExprPtr* bound : {&op->from, &op->to, &op->step}) {
      if (*bound != nullptr) each(*bound);
    }
  }
}

using NodeVisitor = std::function<void(NodePtr&, bool in_apply)>;

// Children first.
void walk(NodePtr& node, bool in_apply, const NodeVisitor& each) {
  for (NodePtr& input : node->inputs) walk(input, in_apply, each);
  if (NodePtr* subplan = subplan_of(*node)) walk(*subplan, true, each);
  each(node, in_apply);
}

// --- memos
// -----------------------------------------------------------------------------------------------
void dissolve(ExprPtr& expr, std::unordered_set<const Expr*>& seen) {
  while (expr->kind == ExprKind::kMemo && expr->shared.use_count() == 1) {
    auto shared = std::const_pointer_cast<Expr>(expr->shared);
    expr->shared.reset();
    ExprPtr inner = std::make_unique<Expr>(std::move(*shared));
    expr = std::move(inner);
  }
  if (expr->shared != nullptr && seen.insert(expr->shared.get()).second) {
    auto shared = std::const_pointer_cast<Expr>(expr->shared);
    for (ExprPtr& arg : shared->args) dissolve(arg, seen);
  }
  for (ExprPtr& arg : expr->args) dissolve(arg, seen);
}

// A shared memo's inside is visited from each of its uses; slots in it must be counted and
// renumbered once.
void for_each_slot_once(ExprPtr& expr, std::unordered_set<const Expr*>& seen,
                        const std::function<void(std::uint32_t&)>& each) {
  if (expr->kind == ExprKind::kScalarSubquery || expr->kind == ExprKind::kListSubquery)
    each(expr->slot);
  for (ExprPtr& arg : expr->args) for_each_slot_once(arg, seen, each);
  if (expr->shared == nullptr || !seen.insert(expr->shared.get()).second) return;
  auto shared = std::const_pointer_cast<Expr>(expr->shared);
  if (shared->kind == ExprKind::kScalarSubquery || shared->kind == ExprKind::kListSubquery)
    each(shared->slot);
  for (ExprPtr& arg : shared->args) for_each_slot_once(arg, seen, each);
}

// --- slots
// -----------------------------------------------------------------------------------------------
struct Uses {
  std::uint32_t count = 0;
  bool movable = true;  // the only use is a SharedOp outside every mv-apply
};

class SlotPass {
 public:
  explicit SlotPass(Plan& plan)
      : plan_(plan), uses_(plan.shared.size()), depth_(plan.shared.size(), 0) {}

  void run() {
    count(plan_.root);
    for (std::size_t i = plan_.shared.size(); i-- > 0;) {  // users of a slot are above it
      if (uses_[i].count > 0 && plan_.shared[i].plan != nullptr) count(plan_.shared[i].plan);
    }
    for (std::size_t i = 0; i < plan_.shared.size(); ++i) {
      if (uses_[i].count > 0 && plan_.shared[i].plan != nullptr)
        depth_[i] = settle(plan_.shared[i].plan);
    }
    settle(plan_.root);
    renumber();
  }

 private:
  void count(NodePtr& tree) {
    walk(tree, false, [&](NodePtr& node, bool in_apply) {
      if (const auto* shared = std::get_if<SharedOp>(&node->op)) {
        ++uses_[shared->slot].count;
        if (in_apply) uses_[shared->slot].movable = false;
      }
      for_each_expr(*node, [&](ExprPtr& expr) {
        for_each_slot_once(expr, seen_, [&](std::uint32_t& slot) {
          ++uses_[slot].count;
          uses_[slot].movable = false;
        });
      });
    });
  }

  // Puts movable plans in place; gives the depth of the tree.
  std::uint32_t settle(NodePtr& node) {
    if (const auto* shared = std::get_if<SharedOp>(&node->op)) {
      std::uint32_t slot = shared->slot;
      const Uses& uses = uses_[slot];
      if (uses.count != 1 || !uses.movable || plan_.shared[slot].plan == nullptr ||
          depth_[slot] > kMaxDepth)
        return 1;
      Schema names = node->schema;
      node = std::move(plan_.shared[slot].plan);
      node->schema = std::move(names);
      uses_[slot].count = 0;
      return depth_[slot];
    }
    std::uint32_t depth = 0;
    for (NodePtr& input : node->inputs) depth = std::max(depth, settle(input));
    if (NodePtr* subplan = subplan_of(*node)) depth = std::max(depth, settle(*subplan));
    return depth + 1;
  }

  void renumber() {
    std::vector<std::uint32_t> numbers(plan_.shared.size(), 0);
    std::vector<SharedTable> kept;
    for (std::size_t i = 0; i < plan_.shared.size(); ++i) {
      if (uses_[i].count == 0) continue;
      numbers[i] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(std::move(plan_.shared[i]));
    }
    plan_.shared = std::move(kept);
    seen_.clear();
    auto rewrite = [&](NodePtr& node, bool) {
      if (auto* shared = std::get_if<SharedOp>(&node->op)) shared->slot = numbers[shared->slot];
      for_each_expr(*node, [&](ExprPtr& expr) {
        for_each_slot_once(expr, seen_, [&](std::uint32_t& slot) { slot = numbers[slot]; });
      });
    };
    walk(plan_.root, false, rewrite);
    for (SharedTable& shared : plan_.shared) {
      if (shared.plan != nullptr) walk(shared.plan, false, rewrite);
    }
  }

  Plan& plan_;
  std::vector<Uses> uses_;
  std::vector<std::uint32_t> depth_;
  std::unordered_set<const Expr*> seen_;
};

}  // namespace

void tidy(Plan& plan) {
  std::unordered_set<const Expr*> seen;
  auto dissolve_all = [&](NodePtr& node, bool) {
    for_each_expr(*node, [&](ExprPtr& expr) { dissolve(expr, seen); });
  };
  walk(plan.root, false, dissolve_all);
  for (SharedTable& shared : plan.shared) {
    if (shared.plan != nullptr) walk(shared.plan, false, dissolve_all);
  }
  SlotPass(plan).run();
}

void set_spans(Expr& expr, Span span) {
  expr.span = span;
  for (ExprPtr& arg : expr.args) set_spans(*arg, span);
}

void set_spans(Node& node, Span span) {
  node.span = span;
  for (NodePtr& input : node.inputs) set_spans(*input, span);
  if (NodePtr* subplan = subplan_of(node)) set_spans(**subplan, span);
  for_each_expr(node, [&](ExprPtr& expr) { set_spans(*expr, span); });
}

}  // namespace crumb::kql
