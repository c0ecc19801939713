// Aggregates inside summarize: arguments over the input's rows, stars, and the names of several
// results.
#include <algorithm>
#include <utility>

#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

// "95.5" -> "95_5": a percentile as part of a name.
std::string percent_text(const Expr& expr) {
  std::string out = expr.kind == ExprKind::kLiteral ? to_string(expr.literal) : "";
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  std::replace(out.begin(), out.end(), '.', '_');
  return out;
}

}  // namespace

// One aggregate inside an expression: its first result.
Result<Bound> Binder::bind_aggregate(const ast::Expr& call, AggregateList& into) {
  CRUMB_TRY(std::vector<ProjectedColumn> columns, bind_tuple(call, into));
  if (columns.empty())
    return fail(ErrorCode::kSemantic, call.name + "() has nothing left to take", call.span);
  return Bound{std::move(columns[0].expr), nullptr};
}

// Adds the call to `into` and gives its results as columns, named as Kusto names them.
Result<std::vector<ProjectedColumn>> Binder::bind_tuple(const ast::Expr& call,
                                                        AggregateList& into) {
  const AggregateFunction* function = find_aggregate(call.name);
  TupleNaming naming = tuple_naming(call.name);
  if (function == nullptr) {
    if (naming == TupleNaming::kNone || !is_known_to_kusto(call.name))
      return fail(ErrorCode::kSemantic, "unknown aggregate '" + call.name + "'", call.name_span);
    return fail(ErrorCode::kUnsupported, "unsupported: " + call.name, call.name_span);
  }
  RowGuard row(*this, aggregate_row_);
  const Schema& schema = *row_.schema;
  bool star = std::any_of(call.args.begin(), call.args.end(),
                          [](const ast::ExprPtr& arg) { return arg->kind == AstKind::kStar; });
  bool picks = naming == TupleNaming::kArg || naming == TupleNaming::kAny;
  if (star && !picks) return fail(ErrorCode::kSemantic, call.name + "() takes no *", call.span);
  bool old_arg = call.name == "argmax" || call.name == "argmin";
  std::string prefix = naming == TupleNaming::kArg ? (call.name.ends_with("max") ? "max" : "min")
                       : call.name == "any"        ? "any"
                                                   : "";
  std::string primary = call.args.empty() ? "" : name_of(*call.args[0], true).value_or("");

  std::vector<ExprPtr> args;
  std::vector<ProjectedColumn> names;  // parallel to args where the aggregate picks
  std::vector<bool> used(schema.size(), false);
  auto is_key = [&](std::uint32_t column) {
    return std::find(into.key_columns.begin(), into.key_columns.end(), column) !=
           into.key_columns.end();
  };
  for (std::size_t i = 0; i < call.args.size(); ++i) {
    const ast::Expr& item = *call.args[i];
    if (item.kind == AstKind::kStar) {
      for (std::uint32_t c = 0; c < schema.size(); ++c) {
        if (used[c] || is_key(c)) continue;
        used[c] = true;
        args.push_back(make_column(c, schema[c].type, item.span));
        names.push_back({schema[c].name, nullptr, c});
      }
      continue;
    }
    CRUMB_TRY(ExprPtr arg, bind_scalar(item));
    ProjectedColumn name;
    const ast::Expr& value = item.kind == AstKind::kNamed ? *item.args[0] : item;
    bool column = is_column_reference(value, *arg);
    if (picks && column && star && i > 0 && (used[arg->column] || is_key(arg->column))) continue;
    if (item.kind == AstKind::kNamed) {
      name.name = item.names[0];
    } else if (column) {
      name.name = schema[arg->column].name;
      if (!used[arg->column] && !is_key(arg->column)) name.identity = arg->column;
    } else {
      std::optional<std::string> automatic = name_of(item, true);
      if (automatic.has_value()) {
        name.name = *automatic;
      } else if (naming == TupleNaming::kArg) {
        name.name = i == 0 ? (old_arg ? "" : prefix + "_")
                           : prefix + "_" + primary + "_arg" + std::to_string(i);
      } else {
        name.name = prefix + "arg" + std::to_string(i);
      }
    }
    if (column) used[arg->column] = true;
    args.push_back(std::move(arg));
    names.push_back(std::move(name));
  }
  if (!picks) {
    names.clear();
    std::size_t first =
        call.name.starts_with("percentilew") || call.name.starts_with("percentilesw") ? 2 : 1;
    bool array = call.name.ends_with("_array");
    for (std::size_t i = first; naming == TupleNaming::kPercentiles && !array && i < args.size();
         ++i) {
      names.push_back({"percentile_" + primary + "_" + percent_text(*args[i]), nullptr});
    }
    if (array) names.push_back({"percentiles_" + primary, nullptr});
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (old_arg)
      names[i].name =
          i == 0 ? "max_" + names[i].name : prefix + "_" + primary + "_" + names[i].name;
    if (old_arg && i == 0 && prefix == "min") names[i].name.replace(0, 3, "min");
    if (call.name == "any") names[i].name = "any_" + names[i].name;
    if (old_arg || call.name == "any") names[i].identity = ProjectedColumn::kNew;
  }
  if (picks && args.empty()) return std::vector<ProjectedColumn>{};
  return add_aggregate(*function, std::move(args), std::move(names), call.span, into);
}

Result<std::vector<ProjectedColumn>> Binder::add_aggregate(const AggregateFunction& function,
                                                           std::vector<ExprPtr> args,
                                                           std::vector<ProjectedColumn> names,
                                                           Span span, AggregateList& into) {
  if (args.size() < function.min_args ||
      (function.max_args != 255 && args.size() > function.max_args)) {
    return fail(ErrorCode::kSemantic,
                std::string(function.name) + "() does not take " + std::to_string(args.size()) +
                    " arguments",
                span);
  }
  AggregateCall call;
  call.function = &function;
  call.span = span;
  std::vector<BoundArg> described = describe(args, row_.schema);
  Result<Signature> signature = function.bind(described);
  if (!signature.has_value()) {
    Error error = std::move(signature).error();
    if (error.span == Span{}) error.span = span;
    return std::unexpected(std::move(error));
  }
  call.signature = *std::move(signature);
  if (call.signature.params.size() != args.size())
    return fail(ErrorCode::kInternal, "a signature that does not fit", span);
  call.arg_names.reserve(args.size());
  for (std::size_t i = 0; i < args.size(); ++i) {
    CRUMB_TRY(args[i], convert(std::move(args[i]), call.signature.params[i], context_));
    call.arg_names.emplace_back(described[i].name);
  }
  call.args = std::move(args);
  for (std::size_t i = 0; i < call.args.size(); ++i) {
    call.bound.push_back({call.args[i]->type, constant_of(*call.args[i]), call.arg_names[i]});
  }
  std::vector<ProjectedColumn> out;
  for (std::size_t i = 0; i < call.signature.results.size(); ++i) {
    ProjectedColumn column = i < names.size() ? std::move(names[i]) : ProjectedColumn{};
    column.expr =
        make_column(into.key_count + into.result_count++, call.signature.results[i], span);
    out.push_back(std::move(column));
  }
  into.calls.push_back(std::move(call));
  return out;
}

}  // namespace crumb::kql
