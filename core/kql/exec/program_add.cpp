// Compiling expressions into the steps of a program: equal parts become one step, costs and sources
// are noted. Not the evaluation (program.cpp).
#include <bit>
#include <cstring>
#include <utility>

#include "kql/exec/program.h"

namespace crumb::kql {

namespace {

void append_word(std::string& key, std::uint64_t word) {
  char bytes[sizeof word];
  std::memcpy(bytes, &word, sizeof word);
  key.append(bytes, sizeof word);
}

void append_text(std::string& key, std::string_view text) {
  append_word(key, text.size());
  key.append(text);
}

void append_literal(std::string& key, const Value& value) {
  append_word(key, value.null ? 1 : 0);
  append_word(key, static_cast<std::uint64_t>(value.integer));
  append_word(key, std::bit_cast<std::uint64_t>(value.real));
  key.append(reinterpret_cast<const char*>(value.guid.bytes.data()), value.guid.bytes.size());
  append_text(key, value.text);
}

// Of one call for one row, not counting its arguments.
std::uint32_t call_cost(const Expr& expr) {
  const std::string_view name = expr.function->name;
  for (const std::string_view slow : {"regex", "extract", "parse", "split", "dynamic"}) {
    if (name.find(slow) != std::string_view::npos) return 30;
  }
  for (const ExprPtr& arg : expr.args) {
    if (arg->type == Type::kString || arg->type == Type::kDynamic) return 4;
  }
  return 1;
}

}  // namespace

void split_conjunction(const Expr& expr, std::vector<const Expr*>& parts) {
  if (expr.kind == ExprKind::kCall && expr.function->kind == FunctionKind::kOperator &&
      expr.function->name == "and") {
    for (const ExprPtr& arg : expr.args) split_conjunction(*arg, parts);
    return;
  }
  parts.push_back(&expr);
}

Program::Index Program::add_step(Step step, const std::string& key) {
  if (step.pure) {
    const auto [found, fresh] = known_.try_emplace(key, static_cast<Index>(steps_.size()));
    if (!fresh) return found->second;
  }
  steps_.push_back(std::move(step));
  return static_cast<Index>(steps_.size() - 1);
}

Program::Index Program::add(const Expr& expr) {
  if (expr.kind == ExprKind::kMemo) {
    if (const auto found = memos_.find(expr.slot); found != memos_.end()) return found->second;
    const Index shared = add(*expr.shared);
    memos_.emplace(expr.slot, shared);
    return shared;
  }
  Step step;
  step.kind = expr.kind;
  step.expr = &expr;
  std::string key;
  append_word(key, static_cast<std::uint64_t>(expr.kind));
  append_word(key, static_cast<std::uint64_t>(expr.type));
  append_word(key, expr.kind == ExprKind::kColumn ? expr.column : expr.slot);
  if (expr.kind == ExprKind::kLiteral) append_literal(key, expr.literal);
  if (expr.kind == ExprKind::kColumn) {
    step.source = expr.column;
    step.source_type = expr.type;
  }
  if (expr.kind == ExprKind::kCall) {
    append_text(key, expr.function->name);
    append_word(key, static_cast<std::uint64_t>(expr.function->kind));
    append_word(key, static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(expr.function)));
    step.cost = call_cost(expr);
    step.pure = expr.function->pure;
    if (!step.pure || expr.function->kind == FunctionKind::kWindow) step.source = kManyColumns;
  }
  if (expr.kind == ExprKind::kPath) {
    step.cost = 30;
    for (const PathStep& part : expr.path) {
      step.path.push_back({part.name, part.index, part.is_index});
      append_text(key, part.name);
      append_word(key, static_cast<std::uint64_t>(part.index));
      append_word(key, part.is_index ? 1 : 0);
    }
  }
  for (const ExprPtr& arg : expr.args) {
    const Index at = add(*arg);
    step.args.push_back(at);
    append_word(key, at);
    const Step& from = steps_[at];
    step.cost += from.cost;
    step.pure = step.pure && from.pure;
    if (step.source == kNoColumn) {
      step.source = from.source;
      step.source_type = from.source_type;
    } else if (from.source != kNoColumn && from.source != step.source) {
      step.source = kManyColumns;
    }
  }
  return add_step(std::move(step), key);
}

}  // namespace crumb::kql
