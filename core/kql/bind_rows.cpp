// Operators that keep the columns or make new tables of few: where, sort, top, take, count, as,
// getschema, invoke, render.
#include <algorithm>
#include <utility>

#include "base/edit_distance.h"
#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {

namespace {

// The rows of an mv-apply or a partition are others each time: no name can keep them.
bool reads_part(const Node& node) {
  return std::holds_alternative<SubInputOp>(node.op) ||
         std::any_of(node.inputs.begin(), node.inputs.end(),
                     [](const NodePtr& input) { return reads_part(*input); });
}

}  // namespace

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Where& where) {
  CRUMB_TRY(ExprPtr condition, bind_scalar(*where.condition));
  if (condition->type != Type::kBool) {
    return fail(ErrorCode::kSemantic,
                "a condition is wanted, and this is a " + std::string(type_name(condition->type)),
                where.condition->span);
  }
  if (!has_window_call(*condition)) {
    NodePtr node = make_node(op, std::move(input));
    node->op = FilterOp{std::move(condition)};
    return node;
  }
  // prev() and the like see all rows at once: the condition becomes a column, and goes again after
  // the filter.
  Schema schema = input->schema;
  std::vector<ProjectedColumn> columns;
  for (std::uint32_t i = 0; i < schema.size(); ++i)
    columns.push_back({schema[i].name, make_column(i, schema[i].type, op.span), i});
  std::vector<ProjectedColumn> kept;
  for (std::uint32_t i = 0; i < schema.size(); ++i)
    kept.push_back({schema[i].name, make_column(i, schema[i].type, op.span), i});
  columns.push_back({"", std::move(condition)});
  NodePtr filter = make_node(op, project_node(op, std::move(input), std::move(columns)));
  filter->op =
      FilterOp{make_column(static_cast<std::uint32_t>(schema.size()), Type::kBool, op.span)};
  return project_node(op, std::move(filter), std::move(kept));
}

Result<SortKey> Binder::bind_sort_key(const ast::SortTerm& term, bool allow_dynamic) {
  SortKey key;
  CRUMB_TRY(key.expr, bind_scalar(*term.expr));
  if (!allow_dynamic && key.expr->type == Type::kDynamic) {
    return fail(ErrorCode::kSemantic, "a dynamic has no order; tostring() or tolong() give it one",
                term.expr->span);
  }
  key.descending = !term.ascending.value_or(false);
  key.nulls_first = term.nulls_first.value_or(!key.descending);
  return key;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Sort& sort) {
  SortOp sorted;
  for (const ast::SortTerm& term : sort.terms) {
    CRUMB_TRY(sorted.keys.emplace_back(), bind_sort_key(term, false));
  }
  NodePtr node = make_node(op, std::move(input));
  node->op = std::move(sorted);
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op, const ast::Top& top) {
  SortOp sorted;
  CRUMB_TRY(sorted.limit, bind_count(*top.count, op.label));
  CRUMB_TRY(sorted.keys.emplace_back(), bind_sort_key(top.term, true));
  NodePtr node = make_node(op, std::move(input));
  node->op = std::move(sorted);
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Take& take) {
  CRUMB_TRY(std::uint64_t rows, bind_count(*take.count, op.label));
  NodePtr node = make_node(op, std::move(input));
  node->op = TakeOp{rows};
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Count& count) {
  const AggregateFunction* function = find_aggregate("count");
  if (function == nullptr) return fail(ErrorCode::kUnsupported, "unsupported: count", op.keyword);
  AggregateList aggregates;
  CRUMB_CHECK_OK(add_aggregate(*function, {}, {}, op.span, aggregates));
  NodePtr node = make_node(op, std::move(input));
  node->schema = {{count.name.empty() ? "Count" : count.name, Type::kLong}};
  node->op = SummarizeOp{{}, std::move(aggregates.calls)};
  return node;
}

// The rows so far get a name that the rest of the query can use.
Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op, const ast::As& as) {
  if (reads_part(*input))
    return fail(ErrorCode::kUnsupported, "unsupported: as inside mv-apply or partition",
                op.keyword);
  std::uint32_t slot = slot_of(std::move(input), as.name);
  scope_->put(as.name, TableName{slot});
  return shared_node(slot, op.span);
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::GetSchema&) {
  struct Names {
    Type type;
    std::string_view net;
  };
  static constexpr Names kNames[] = {{Type::kBool, "System.SByte"},
                                     {Type::kInt, "System.Int32"},
                                     {Type::kLong, "System.Int64"},
                                     {Type::kReal, "System.Double"},
                                     {Type::kDecimal, "System.Data.SqlTypes.SqlDecimal"},
                                     {Type::kDatetime, "System.DateTime"},
                                     {Type::kTimespan, "System.TimeSpan"},
                                     {Type::kGuid, "System.Guid"},
                                     {Type::kString, "System.String"},
                                     {Type::kDynamic, "System.Object"}};
  Schema schema = {{"ColumnName", Type::kString},
                   {"ColumnOrdinal", Type::kLong},
                   {"DataType", Type::kString},
                   {"ColumnType", Type::kString}};
  ColumnBuilder name(Type::kString), ordinal(Type::kLong), data(Type::kString), type(Type::kString);
  for (std::size_t i = 0; i < input->schema.size(); ++i) {
    name.append_text(input->schema[i].name);
    ordinal.append_long(static_cast<std::int64_t>(i));
    for (const Names& names : kNames) {
      if (names.type == input->schema[i].type) data.append_text(names.net);
    }
    type.append_text(type_name(input->schema[i].type));
  }
  auto table = std::make_shared<Table>("", schema);
  Segment segment;
  segment.rows = static_cast<std::uint32_t>(input->schema.size());
  segment.columns = {name.finish(), ordinal.finish(), data.finish(), type.finish()};
  if (segment.rows > 0) table->append(std::move(segment));
  NodePtr node = make_node(op, nullptr);
  node->schema = std::move(schema);
  node->op = RowsOp{std::move(table)};
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator&,
                                      const ast::Invoke& invoke) {
  std::optional<FunctionName> function = find_function(invoke.call->name);
  if (!function.has_value()) {
    // A name like none of those that the query defines is a function that a workspace or a service
    // keeps.
    NearestName nearest(invoke.call->name);
    std::vector<std::string_view> names;
    if (scope_ != nullptr) scope_->collect(names);
    for (std::string_view known : names) nearest.offer(known);
    if (!nearest.best().empty())
      return unknown_name(invoke.call->name, invoke.call->name_span, "function");
    return fail(ErrorCode::kUnsupported, "unsupported: invoke " + make_visible(invoke.call->name),
                invoke.call->name_span);
  }
  RowGuard row(*this, nullptr);
  CRUMB_TRY(Bound out, call_user_function(*function, *invoke.call, std::move(input)));
  if (out.table == nullptr)
    return fail(ErrorCode::kSemantic, "invoke wants a function that gives a table",
                invoke.call->span);
  return std::move(out.table);
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator&,
                                      const ast::Render& render) {
  plan_.chart = ChartWish{render.kind, render.properties};
  return input;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op, const ast::Consume&) {
  NodePtr node = make_node(op, std::move(input));
  node->op = TakeOp{0};
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr, const ast::Operator& op, const ast::Unsupported&) {
  return fail(ErrorCode::kUnsupported, "unsupported: " + op.label, op.keyword);
}

}  // namespace crumb::kql
