// Small makers and questions over typed expressions: literals, columns, copies, calls with their
// conversions, folding. Not name resolution.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/context.h"
#include "kql/plan.h"

namespace crumb::kql {

[[nodiscard]] ExprPtr make_literal(Value value, Span span);
[[nodiscard]] ExprPtr make_column(std::uint32_t column, Type type, Span span);
[[nodiscard]] ExprPtr copy_of(const Expr& expr);  // memos stay shared

// Calls `each` on every node; what memos share is visited once, however many places share it (memos
// in memos would otherwise cost exponentially many visits).
void for_each_node(const Expr& expr, const std::function<void(const Expr&)>& each);

[[nodiscard]] std::vector<Type> types_of(const std::vector<ExprPtr>& exprs);
[[nodiscard]] bool reads_columns(const Expr& expr);
[[nodiscard]] bool has_window_call(const Expr& expr);
[[nodiscard]] inline const Value* constant_of(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral ? &expr.literal : nullptr;
}

// Names of the columns that arguments are, for BoundArg::name; `schema` may be nullptr.
[[nodiscard]] std::vector<BoundArg> describe(const std::vector<ExprPtr>& args,
                                             const Schema* schema);

// The call of `function`, arguments converted to what it wants; folded when all arguments are
// literals. Errors: kSemantic or kUnsupported of the function's bind, with `span`.
[[nodiscard]] Result<ExprPtr> make_call(const ScalarFunction& function, std::vector<ExprPtr> args,
                                        Span span, const Schema* schema, EvalContext& context);

// `expr` as `type`, through find_conversion. Errors: kSemantic when Kusto has no such conversion.
[[nodiscard]] Result<ExprPtr> convert(ExprPtr expr, Type type, EvalContext& context);

}  // namespace crumb::kql
