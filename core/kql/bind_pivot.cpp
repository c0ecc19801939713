// evaluate pivot: keys, the aggregate, and a column for each text of the pivoted column, which the
// output schema or the rows tell. The counting is operators/pivot.cpp.
// Source: learn.microsoft.com/kusto/query/pivot-plugin.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxValues = 4096;  // that become columns

bool pivot_takes(std::string_view aggregate) {
  static constexpr std::string_view kNames[] = {
      "min",      "max",       "take_any", "any",      "sum",      "dcount",  "avg",  "stdev",
      "variance", "make_list", "makelist", "make_bag", "make_set", "makeset", "count"};
  return std::find(std::begin(kNames), std::end(kNames), aggregate) != std::end(kNames);
}

// The distinct texts of a column in order of appearance.
Result<std::vector<std::string>> texts_in(const Table& table, std::uint32_t column, Span span) {
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;
  std::string text;
  for (const Segment& segment : table.segments()) {
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      text.clear();
      append_text(text, *segment.columns[column], row);
      if (!seen.insert(text).second) continue;
      texts.push_back(text);
      if (texts.size() > kMaxValues) {
        return fail(ErrorCode::kLimit,
                    "pivot would make more than " + std::to_string(kMaxValues) +
                        " columns; an output schema says which are wanted",
                    span);
      }
    }
  }
  return texts;
}

}  // namespace

Result<NodePtr> Binder::bind_pivot(NodePtr input, const ast::Operator& op,
                                   const ast::Evaluate& plugin) {
  const ast::Expr& call = *plugin.call;
  if (call.args.empty())
    return fail(ErrorCode::kSemantic, "pivot() wants the column to pivot", call.span);
  const Schema schema = input->schema;
  CRUMB_TRY(const std::uint32_t pivoted, plugin_column(*call.args[0], schema));
  PivotOp pivot;
  CRUMB_TRY(pivot.pivot, convert(make_column(pivoted, schema[pivoted].type, call.span),
                                 Type::kString, context_));

  AggregateList aggregates;
  std::vector<bool> taken(schema.size(), false);  // not keys unless named
  taken[pivoted] = true;
  std::size_t next = 1;
  if (call.args.size() > 1 && call.args[1]->kind == AstKind::kCall) {
    const ast::Expr& aggregate = *call.args[next++];
    if (!pivot_takes(aggregate.name)) {
      return fail(ErrorCode::kSemantic,
                  "pivot takes count(), sum(), min(), max(), avg(), take_any(), dcount(), stdev(), "
                  "variance(), make_list(), make_set() or make_bag() here",
                  aggregate.span);
    }
    aggregate_row_ = row_;
    CRUMB_TRY(const std::vector<ProjectedColumn> results, bind_tuple(aggregate, aggregates));
    if (results.size() != 1)
      return fail(ErrorCode::kSemantic, "pivot takes an aggregate of one value", aggregate.span);
    for (const ExprPtr& arg : aggregates.calls[0].args) {
      for_each_node(*arg, [&](const Expr& node) {
        if (node.kind == ExprKind::kColumn) taken[node.column] = true;
      });
    }
  } else {
    const AggregateFunction* count = find_aggregate("count");
    if (count == nullptr) return fail(ErrorCode::kUnsupported, "unsupported: count", op.keyword);
    CRUMB_CHECK_OK(add_aggregate(*count, {}, {}, op.span, aggregates));
  }
  pivot.aggregate = std::move(aggregates.calls[0]);
  const Type value_type = pivot.aggregate.signature.results[0];

  std::vector<std::uint32_t> keys;
  for (; next < call.args.size(); ++next) {
    CRUMB_TRY(keys.emplace_back(), plugin_column(*call.args[next], schema));
  }
  if (keys.empty()) {
    for (std::uint32_t i = 0; i < schema.size(); ++i) {
      if (!taken[i]) keys.push_back(i);
    }
  }
  UniqueNames unique;
  Schema out;
  for (const std::uint32_t key : keys) {
    out.push_back({unique.take(schema[key].name), schema[key].type});
    pivot.keys.push_back(make_column(key, schema[key].type, op.span));
  }

  if (plugin.has_schema) {
    for (const ast::NameAndType& column : plugin.columns) {
      const auto key = find_column(out, column.name);
      if (!key.has_value()) pivot.values.push_back(column.name);
    }
  } else {
    CRUMB_TRY(const TablePtr table, stage(input, op));
    CRUMB_TRY(pivot.values, texts_in(*table, pivoted, op.span));
  }
  for (const std::string& value : pivot.values)
    out.push_back(
        {unique.take(value.empty() ? automatic_name(Style::kProject) : value), value_type});
  NodePtr node = make_node(op, std::move(input));
  node->schema = std::move(out);
  node->op = std::move(pivot);
  if (!plugin.has_schema) return node;

  std::vector<ProjectedColumn> columns;
  for (std::uint32_t i = 0; plugin.all_columns && i < keys.size(); ++i)
    columns.push_back({node->schema[i].name, make_column(i, node->schema[i].type, op.span), i});
  for (const ast::NameAndType& column : plugin.columns) {
    const std::uint32_t at = *find_column(node->schema, column.name);
    if (plugin.all_columns && at < keys.size()) continue;
    CRUMB_TRY(ExprPtr value,
              convert(make_column(at, node->schema[at].type, column.span), column.type, context_));
    columns.push_back({column.name, std::move(value)});
  }
  return project_node(op, std::move(node), std::move(columns));
}

}  // namespace crumb::kql
