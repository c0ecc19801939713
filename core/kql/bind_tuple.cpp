// Scalar calls that give several columns: array_sort_asc(a, b) gives one for each array. Not the
// aggregates that do so (bind_aggregate.cpp). Inside of a larger expression such a call is one
// array of its values.
#include <utility>

#include "kql/binder_impl.h"

namespace crumb::kql {

bool Binder::gives_columns(const ast::Expr& expr) const {
  return expr.kind == AstKind::kCall &&
         (expr.name == "array_sort_asc" || expr.name == "array_sort_desc") &&
         !is_user_function(expr.name);
}

Result<std::vector<ProjectedColumn>> Binder::bind_columns_of(const ast::Expr& call,
                                                             bool aggregates) {
  const ScalarFunction* function = find_scalar(call.name);
  if (function == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: " + call.name, call.name_span);
  std::vector<ExprPtr> args;
  std::vector<ProjectedColumn> out;
  for (std::size_t i = 0; i < call.args.size(); ++i) {
    CRUMB_TRY(args.emplace_back(), bind_scalar(*call.args[i]));
    if (i > 0 && args.back()->type == Type::kBool) continue;  // where nulls go
    std::string name = name_of(*call.args[i], aggregates).value_or("");
    if (name.empty()) name = "array" + std::to_string(i);
    out.push_back({name + "_sorted", nullptr});
  }
  CRUMB_TRY(ExprPtr sorted,
            make_call(*function, std::move(args), call.span, row_.schema, context_));
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out.size() == 1) {
      out[i].expr = std::move(sorted);
    } else {
      PathStep step;
      step.is_index = true;
      step.index = static_cast<std::int64_t>(i);
      CRUMB_TRY(out[i].expr, add_step(copy_of(*sorted), std::move(step), call.span));
    }
  }
  return out;
}

// (a, b) = f(...), a = f(...), or the call alone: columns without a written name get their own.
Result<void> Binder::add_columns_of(const ast::Expr& item, const ast::Expr& call, Style style,
                                    Projection& into, std::string_view print_name) {
  CRUMB_TRY(std::vector<ProjectedColumn> columns,
            bind_columns_of(call, style == Style::kSummarize));
  const std::size_t named = item.kind == AstKind::kNamed ? item.names.size() : 0;
  if (named > columns.size())
    return fail(ErrorCode::kSemantic, "there are more names than values", item.name_span);
  const bool replaces = style == Style::kExtend || style == Style::kReplace;
  if (named == 0 && columns.size() == 1 && style == Style::kPrint)
    columns[0].name = std::string(print_name);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i < named) {
      columns[i].name = item.names[i];
      CRUMB_CHECK_OK(into.declare(std::move(columns[i]), replaces, item.name_span));
    } else {
      into.add(std::move(columns[i]), replaces);
    }
  }
  return {};
}

}  // namespace crumb::kql
