// Calls: functions that the binder itself answers (toscalar, materialize, column_ifexists ...), and
// those of the registry. User functions are in bind_function.cpp, aggregates in bind_aggregate.cpp.
#include <algorithm>
#include <utility>

#include "base/edit_distance.h"
#include "base/text.h"
#include "kql/binder_impl.h"
#include "kql/functions/series.h"

namespace crumb::kql {

Binder::CallBinder Binder::special_call(std::string_view name) {
  struct Row {
    std::string_view name;
    CallBinder bind;
  };
  static constexpr Row kRows[] = {
      {"toscalar", &Binder::bind_to_scalar},
      {"materialize", &Binder::bind_materialize},
      {"table", &Binder::bind_table_call},
      {"column_ifexists", &Binder::bind_column_if_exists},
      {"columnifexists", &Binder::bind_column_if_exists},
      {"pack_all", &Binder::bind_pack_all},
      {"bag_pack_columns", &Binder::bind_pack_columns},
      {"assert", &Binder::bind_assert},
      {"rand", &Binder::bind_random},
      {"new_guid", &Binder::bind_random},
      {"_GetWatchlist", &Binder::bind_watchlist},
      {"column_names_of", &Binder::bind_column_names_of},
      {"cluster", &Binder::bind_unsupported_call},
      {"database", &Binder::bind_unsupported_call},
      {"workspace", &Binder::bind_unsupported_call},
      {"app", &Binder::bind_unsupported_call},
      {"adx", &Binder::bind_unsupported_call},
      {"arg", &Binder::bind_unsupported_call},
      {"resource", &Binder::bind_unsupported_call},
      {"external_table", &Binder::bind_unsupported_call},
      {"materialized_view", &Binder::bind_unsupported_call},
      {"stored_query_result", &Binder::bind_unsupported_call},
      {"entity_group", &Binder::bind_unsupported_call},
      {"graph", &Binder::bind_unsupported_call},
      {"totable", &Binder::bind_unsupported_call},
  };
  for (const Row& row : kRows) {
    if (row.name == name) return row.bind;
  }
  return nullptr;
}

Result<Bound> Binder::bind_call(const ast::Expr& call) {
  if (std::optional<FunctionName> function = find_function(call.name))
    return call_user_function(*function, call, nullptr);
  if (aggregates_ != nullptr && find_aggregate(call.name) != nullptr)
    return bind_aggregate(call, *aggregates_);
  if (CallBinder special = special_call(call.name)) return (this->*special)(call);
  CRUMB_TRY(ExprPtr value, bind_scalar_call(call));
  return Bound{std::move(value), nullptr};
}

Result<ExprPtr> Binder::bind_scalar_call(const ast::Expr& call) {
  const ScalarFunction* function = find_scalar(call.name);
  if (function == nullptr) {
    if (find_aggregate(call.name) != nullptr) {
      return fail(ErrorCode::kSemantic, "the aggregate " + call.name + "() belongs into summarize",
                  call.name_span);
    }
    if (is_known_to_kusto(call.name))
      return fail(ErrorCode::kUnsupported, "unsupported: " + call.name, call.name_span);
    // A workspace's own functions (watchlists and the like) begin with an underscore.
    if (call.name.starts_with('_'))
      return fail(ErrorCode::kUnsupported, "unsupported: " + call.name, call.name_span);
    NearestName nearest(call.name);
    for (const ScalarFunction* known : all_scalars()) {
      if (known->kind != FunctionKind::kOperator) nearest.offer(known->name);
    }
    for (const AggregateFunction* known : all_aggregates()) nearest.offer(known->name);
    std::vector<std::string_view> names;
    if (scope_ != nullptr) scope_->collect(names);
    for (std::string_view known : names) nearest.offer(known);
    std::string message = "unknown function '" + make_visible(call.name) + "'";
    if (!nearest.best().empty())
      message += "; did you mean '" + make_visible(nearest.best()) + "'?";
    return fail(ErrorCode::kSemantic, std::move(message), call.name_span);
  }
  if (function->needs_networks && context_.networks == nullptr) {
    return fail(ErrorCode::kUnsupported,
                "unsupported: " + call.name + " without a network pack, which is not loaded",
                call.name_span);
  }
  if (find_tuple_function(call.name) != nullptr) {
    return fail(ErrorCode::kSemantic,
                call.name + "() gives several columns; extend or project them first",
                call.name_span);
  }
  // extract(..., typeof(long)): the answer is converted.
  std::size_t count = call.args.size();
  bool typed = count > 0 && call.args.back()->kind == AstKind::kTypeof;
  if (typed) --count;
  std::vector<ExprPtr> args;
  for (std::size_t i = 0; i < count; ++i) {
    CRUMB_TRY(args.emplace_back(), bind_scalar(*call.args[i]));
  }
  // tostring(text) is the text itself: Kusto keeps the column, and so its name.
  if (args.size() == 1 && find_conversion(Type::kDynamic, args[0]->type) == function)
    return std::move(args[0]);
  warn_of(*function, args);
  CRUMB_TRY(ExprPtr out, make_call(*function, std::move(args), call.span, row_.schema, context_));
  if (!typed) return out;
  Type type = call.args.back()->type;
  const bool array =
      call.name.starts_with("extract_") || call.name.starts_with("percentiles_array");
  if (out->type == Type::kDynamic && array) return out;
  return convert(std::move(out), type, context_);
}

Result<Bound> Binder::bind_unsupported_call(const ast::Expr& call) {
  return fail(ErrorCode::kUnsupported, "unsupported: " + call.name + "()", call.name_span);
}

// toscalar(table): its first value, computed once. A value stays what it is.
Result<Bound> Binder::bind_to_scalar(const ast::Expr& call) {
  if (call.args.size() != 1)
    return fail(ErrorCode::kSemantic, "toscalar() takes one argument", call.span);
  RowGuard row(*this, nullptr);
  CRUMB_TRY(Bound inner, bind_any(*call.args[0]));
  if (inner.scalar != nullptr) return inner;
  if (inner.table->schema.empty())
    return fail(ErrorCode::kSemantic, "this table has no columns", call.args[0]->span);
  auto out = std::make_unique<Expr>();
  out->kind = ExprKind::kScalarSubquery;
  out->type = inner.table->schema[0].type;
  out->span = call.span;
  out->slot = slot_of(std::move(inner.table), "");
  return Bound{std::move(out), nullptr};
}

Result<Bound> Binder::bind_materialize(const ast::Expr& call) {
  if (call.args.size() != 1)
    return fail(ErrorCode::kSemantic, "materialize() takes one argument", call.span);
  CRUMB_TRY(NodePtr table, bind_table(*call.args[0]));
  return Bound{nullptr, shared_node(slot_of(std::move(table), ""), call.span)};
}

Result<Bound> Binder::bind_table_call(const ast::Expr& call) {
  if (call.args.empty() || call.args[0]->kind == AstKind::kStar)
    return fail(ErrorCode::kSemantic, "table() takes a table's name", call.span);
  RowGuard row(*this, nullptr);
  CRUMB_TRY(ExprPtr name, bind_scalar(*call.args[0]));
  if (name->kind != ExprKind::kLiteral || name->type != Type::kString) {
    return fail(ErrorCode::kSemantic, "table() wants a constant name", call.args[0]->span);
  }
  if (TablePtr table = input_.catalog.find(name->literal.text))
    return Bound{nullptr, scan(std::move(table), call.span)};
  return unknown_name(name->literal.text, call.args[0]->span, "table");
}

// The column of that name, or the second argument: decided here, once.
Result<Bound> Binder::bind_column_if_exists(const ast::Expr& call) {
  if (call.args.size() != 2)
    return fail(ErrorCode::kSemantic, call.name + "() takes a column's name and a default",
                call.span);
  CRUMB_TRY(ExprPtr name, bind_scalar(*call.args[0]));
  if (name->kind != ExprKind::kLiteral || name->type != Type::kString) {
    return fail(ErrorCode::kSemantic, call.name + "() wants a constant name", call.args[0]->span);
  }
  if (row_.schema != nullptr) {
    if (auto column = find_column(*row_.schema, name->literal.text)) {
      return Bound{make_column(*column, (*row_.schema)[*column].type, call.span), nullptr};
    }
  }
  CRUMB_TRY(ExprPtr other, bind_scalar(*call.args[1]));
  return Bound{std::move(other), nullptr};
}

// pack_all() of the whole row; pack_all(true) leaves nulls and empty texts out.
Result<Bound> Binder::bind_pack_all(const ast::Expr& call) {
  bool present_only = false;
  if (call.args.size() > 1)
    return fail(ErrorCode::kSemantic, "pack_all() takes at most one argument", call.span);
  if (!call.args.empty()) {
    CRUMB_TRY(ExprPtr flag, bind_scalar(*call.args[0]));
    const Value* constant = constant_of(*flag);
    if (flag->type != Type::kBool || constant == nullptr)
      return fail(ErrorCode::kSemantic, "ignore_null_empty must be a constant bool",
                  call.args[0]->span);
    present_only = !constant->null && constant->integer != 0;
  }
  const ScalarFunction* pack = find_scalar(present_only ? "crumb_bag_pack_present" : "bag_pack");
  if (pack == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: pack_all", call.name_span);
  if (row_.schema == nullptr)
    return fail(ErrorCode::kSemantic, "pack_all() needs a row", call.span);
  if (row_.schema->empty()) return Bound{make_literal(Value::of_dynamic("{}"), call.span), nullptr};
  std::vector<ExprPtr> args;
  for (std::uint32_t i = 0; i < row_.schema->size(); ++i) {
    args.push_back(make_literal(Value::of_string((*row_.schema)[i].name), call.span));
    args.push_back(make_column(i, (*row_.schema)[i].type, call.span));
  }
  CRUMB_TRY(ExprPtr out, make_call(*pack, std::move(args), call.span, row_.schema, context_));
  return Bound{std::move(out), nullptr};
}

// bag_pack_columns(a, b): a bag of these columns by their names.
Result<Bound> Binder::bind_pack_columns(const ast::Expr& call) {
  const ScalarFunction* pack = find_scalar("bag_pack");
  if (pack == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: bag_pack_columns", call.name_span);
  std::vector<ExprPtr> args;
  for (const ast::ExprPtr& item : call.args) {
    CRUMB_TRY(ExprPtr column, bind_scalar(*item));
    if (!is_column_reference(*item, *column))
      return fail(ErrorCode::kSemantic, "bag_pack_columns() takes columns", item->span);
    args.push_back(make_literal(Value::of_string((*row_.schema)[column->column].name), item->span));
    args.push_back(std::move(column));
  }
  CRUMB_TRY(ExprPtr out, make_call(*pack, std::move(args), call.span, row_.schema, context_));
  return Bound{std::move(out), nullptr};
}

// assert(condition, message): decided here, once, whatever the rows are.
Result<Bound> Binder::bind_assert(const ast::Expr& call) {
  if (call.args.size() != 2)
    return fail(ErrorCode::kSemantic, "assert() takes a condition and a message", call.span);
  CRUMB_TRY(ExprPtr condition, bind_scalar(*call.args[0]));
  CRUMB_TRY(ExprPtr message, bind_scalar(*call.args[1]));
  const Value* holds = constant_of(*condition);
  const Value* text = constant_of(*message);
  if (condition->type != Type::kBool || holds == nullptr)
    return fail(ErrorCode::kSemantic, "assert() wants a constant bool", call.args[0]->span);
  if (message->type != Type::kString || text == nullptr)
    return fail(ErrorCode::kSemantic, "assert() wants a constant message", call.args[1]->span);
  if (holds->null || holds->integer == 0) {
    return fail(ErrorCode::kSemantic,
                "assert() has failed with message: '" + make_visible(text->text) + "'", call.span);
  }
  return Bound{make_literal(Value::of_bool(true), call.span), nullptr};
}

// rand([n]) and new_guid(): the kernel also gets the number of the call, from which it draws.
Result<Bound> Binder::bind_random(const ast::Expr& call) {
  const ScalarFunction* function = find_scalar(call.name);
  if (function == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: " + call.name, call.name_span);
  const std::size_t most = function->max_args - 1u;
  if (call.args.size() > most) {
    return fail(ErrorCode::kSemantic,
                call.name + "() takes at most " + std::to_string(most) + " arguments", call.span);
  }
  std::vector<ExprPtr> args;
  args.push_back(make_literal(Value::of_long(++next_stream_), call.span));
  for (const ast::ExprPtr& arg : call.args) {
    CRUMB_TRY(args.emplace_back(), bind_scalar(*arg));
  }
  CRUMB_TRY(ExprPtr out, make_call(*function, std::move(args), call.span, row_.schema, context_));
  return Bound{std::move(out), nullptr};
}

}  // namespace crumb::kql
