// Scalar functions that give several columns (series_stats, array_sort_asc of several arrays): one
// array, computed once, and a column for each of its elements. Inside a larger expression such a
// call is that array. Aggregates of several results are in bind_aggregate.cpp.
#include <utility>

#include "kql/binder_impl.h"
#include "kql/functions/series.h"

namespace crumb::kql {
namespace {

struct TupleResult {
  std::string name;
  Type type;
};

bool is_array_sort(std::string_view name) {
  return name == "array_sort_asc" || name == "array_sort_desc";
}

// A column for each array; a bool says where nulls go.
std::vector<TupleResult> results_of_sort(const std::vector<ExprPtr>& args,
                                         const std::vector<std::string>& arg_names) {
  std::vector<TupleResult> out;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i > 0 && args[i]->type == Type::kBool) continue;
    const std::string name = arg_names[i].empty() ? "array" + std::to_string(i) : arg_names[i];
    out.push_back({name + "_sorted", Type::kDynamic});
  }
  return out;
}

std::vector<TupleResult> results_of(const TupleFunction& tuple, const std::string& argument) {
  std::vector<TupleResult> out;
  for (std::size_t i = 0; i < tuple.count; ++i) {
    const TupleColumn& column = tuple.columns[i];
    out.push_back({std::string(tuple.name) + "_" + argument + "_" + std::string(column.suffix),
                   type_from_name(column.type).value_or(Type::kDynamic)});
  }
  return out;
}

}  // namespace

// The call that is such a function, through parentheses; nullptr: none.
const ast::Expr* Binder::tuple_call(const ast::Expr& item) const {
  const ast::Expr* call = &item;
  while (call->kind == AstKind::kParens || call->kind == AstKind::kNamed)
    call = call->args[0].get();
  const bool tuple = call->kind == AstKind::kCall && !is_user_function(call->name) &&
                     (is_array_sort(call->name) || find_tuple_function(call->name) != nullptr);
  return tuple ? call : nullptr;
}

Result<std::vector<ProjectedColumn>> Binder::bind_tuple(const ast::Expr& call, bool aggregates) {
  const ScalarFunction* function = find_scalar(call.name);
  if (function == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: " + call.name, call.name_span);
  std::vector<ExprPtr> args;
  std::vector<std::string> names;
  for (const ast::ExprPtr& arg : call.args) {
    CRUMB_TRY(args.emplace_back(), bind_scalar(*arg));
    names.push_back(name_of(*arg, aggregates).value_or(""));
  }
  std::vector<TupleResult> results;
  if (is_array_sort(call.name)) {
    results = results_of_sort(args, names);
  } else {
    const bool path = !call.args.empty() && call.args[0]->kind == AstKind::kPath;
    const std::string argument = path ? call.args[0]->name : names.empty() ? "" : names[0];
    results = results_of(*find_tuple_function(call.name), argument);
  }
  warn_of(*function, args);
  CRUMB_TRY(ExprPtr value, make_call(*function, std::move(args), call.span, row_.schema, context_));
  std::vector<ProjectedColumn> out;
  if (results.size() == 1 && is_array_sort(call.name)) {  // one array is itself
    out.push_back({std::move(results[0].name), std::move(value)});
    return out;
  }
  CRUMB_TRY(const ScalarName shared, scalar_name(std::move(value)));
  for (std::size_t i = 0; i < results.size(); ++i) {
    CRUMB_TRY(Bound whole, use_scalar(shared, call));
    CRUMB_TRY(ExprPtr element, add_step(std::move(whole.scalar),
                                        {"", static_cast<std::int64_t>(i), true}, call.span));
    CRUMB_TRY(element, convert(std::move(element), results[i].type, context_));
    out.push_back({std::move(results[i].name), std::move(element)});
  }
  return out;
}

// (a, b) = f(...), a = f(...), or the call alone: columns without a written name get their own.
Result<void> Binder::add_tuple(const ast::Expr& item, const ast::Expr& call, Style style,
                               Projection& into, std::string_view print_name) {
  CRUMB_TRY(std::vector<ProjectedColumn> columns, bind_tuple(call, style == Style::kSummarize));
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
