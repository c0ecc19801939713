// The out-of-line pieces of the syntax tree. Not a printer.
#include "kql/ast.h"

#include <algorithm>

namespace crumb::kql::ast {

Expr::Expr() = default;
Expr::~Expr() = default;

const Parameter* Operator::find(std::string_view name) const {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

namespace {

std::uint16_t deepest(const ExprPtr& expr) {
  return expr == nullptr ? std::uint16_t{0} : expr->depth;
}

std::uint16_t deepest(const std::vector<ExprPtr>& exprs) {
  std::uint16_t out = 0;
  for (const ExprPtr& expr : exprs) out = std::max(out, deepest(expr));
  return out;
}

std::uint16_t deepest(const std::vector<Expand>& items) {
  std::uint16_t out = 0;
  for (const Expand& item : items) out = std::max(out, deepest(item.item));
  return out;
}

struct Depth {
  std::uint16_t operator()(const Where& op) const { return deepest(op.condition); }
  std::uint16_t operator()(const List& op) const { return deepest(op.items); }
  std::uint16_t operator()(const Summarize& op) const {
    return std::max(deepest(op.aggregates), deepest(op.by));
  }
  std::uint16_t operator()(const Join& op) const {
    return std::max(deepest(op.right), deepest(op.on));
  }
  std::uint16_t operator()(const Union& op) const { return deepest(op.tables); }
  std::uint16_t operator()(const Sort& op) const {
    std::uint16_t out = 0;
    for (const SortTerm& term : op.terms) out = std::max(out, deepest(term.expr));
    return out;
  }
  std::uint16_t operator()(const Top& op) const {
    return std::max(deepest(op.count), deepest(op.term.expr));
  }
  std::uint16_t operator()(const Take& op) const { return deepest(op.count); }
  std::uint16_t operator()(const MvExpand& op) const {
    return std::max(deepest(op.items), deepest(op.limit));
  }
  std::uint16_t operator()(const MvApply& op) const {
    return std::max({deepest(op.items), deepest(op.limit), deepest(op.subquery)});
  }
  std::uint16_t operator()(const Range& op) const {
    return std::max({deepest(op.from), deepest(op.to), deepest(op.step)});
  }
  std::uint16_t operator()(const Datatable& op) const { return deepest(op.values); }
  std::uint16_t operator()(const Parse& op) const { return deepest(op.text); }
  std::uint16_t operator()(const ParseKv& op) const {
    return std::max(deepest(op.text), deepest(op.options));
  }
  std::uint16_t operator()(const Sample& op) const {
    return std::max(deepest(op.count), deepest(op.of));
  }
  std::uint16_t operator()(const TopHitters& op) const {
    return std::max({deepest(op.count), deepest(op.of), deepest(op.by)});
  }
  std::uint16_t operator()(const TopNested& op) const {
    std::uint16_t out = 0;
    for (const NestedLevel& level : op.levels) {
      out = std::max({out, deepest(level.count), deepest(level.of), deepest(level.others),
                      deepest(level.by.expr)});
    }
    return out;
  }
  std::uint16_t operator()(const ByNames& op) const { return deepest(op.items); }
  std::uint16_t operator()(const Search& op) const {
    return std::max(deepest(op.tables), deepest(op.predicate));
  }
  std::uint16_t operator()(const Find& op) const {
    return std::max(deepest(op.tables), deepest(op.predicate));
  }
  std::uint16_t operator()(const Partition& op) const {
    return std::max(deepest(op.by), deepest(op.subquery));
  }
  std::uint16_t operator()(const ScanSteps& op) const {
    std::uint16_t out = 0;
    for (const ScanDeclared& declared : op.declared) out = std::max(out, deepest(declared.value));
    for (const ScanStep& step : op.steps)
      out = std::max({out, deepest(step.condition), deepest(step.assignments)});
    return out;
  }
  std::uint16_t operator()(const Invoke& op) const { return deepest(op.call); }
  std::uint16_t operator()(const Evaluate& op) const { return deepest(op.call); }
  std::uint16_t operator()(const MakeSeries& op) const {
    std::uint16_t out =
        std::max({deepest(op.axis), deepest(op.from), deepest(op.to), deepest(op.step)});
    for (const MakeSeries::Item& item : op.items)
      out = std::max({out, deepest(item.aggregate), deepest(item.default_value)});
    return std::max(out, deepest(op.by));
  }
  std::uint16_t operator()(const auto&) const { return 0; }
};

}  // namespace

std::uint16_t depth_of(const Operator& op) { return std::visit(Depth{}, op.op); }

}  // namespace crumb::kql::ast
