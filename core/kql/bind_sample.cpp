// sample, sample-distinct and top-hitters, as what they are equal to here: the first rows, the
// first distinct values, the values with the highest count or sum. Kusto's choose anew each time
// (or estimate); ours always choose the same: sample the first rows of its input, sample-distinct
// the first values in order of appearance, top-hitters counts exactly.
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Sample& sample) {
  CRUMB_TRY(const std::uint64_t rows, bind_count(*sample.count, op.label));
  if (sample.of != nullptr) {
    CRUMB_TRY(ExprPtr key, bind_scalar(*sample.of));
    if (!is_column_reference(*sample.of, *key))
      return fail(ErrorCode::kSemantic, "sample-distinct wants a column", sample.of->span);
    if (key->type == Type::kDynamic)
      return fail(ErrorCode::kSemantic, "sample-distinct cannot compare a dynamic",
                  sample.of->span);
    const ColumnSpec column = input->schema[key->column];
    NodePtr distinct = make_node(op, std::move(input));
    distinct->schema = {column};
    SummarizeOp keys;
    keys.keys.push_back(std::move(key));
    distinct->op = std::move(keys);
    input = std::move(distinct);
  }
  NodePtr node = make_node(op, std::move(input));
  node->op = TakeOp{rows};
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::TopHitters& hitters) {
  CRUMB_TRY(const std::uint64_t rows, bind_count(*hitters.count, op.label));
  CRUMB_TRY(ExprPtr key, bind_scalar(*hitters.of));
  if (!is_column_reference(*hitters.of, *key))
    return fail(ErrorCode::kSemantic, "top-hitters wants a column", hitters.of->span);
  if (key->type == Type::kDynamic)
    return fail(ErrorCode::kUnsupported, "unsupported: top-hitters of a dynamic", hitters.of->span);
  const ColumnSpec column = input->schema[key->column];
  std::string name = "approximate_count_" + column.name;
  std::vector<ExprPtr> args;
  Type type = Type::kLong;
  if (hitters.by != nullptr) {
    CRUMB_TRY(ExprPtr summed, bind_scalar(*hitters.by));
    if (!is_numeric(summed->type))
      return fail(ErrorCode::kSemantic, "top-hitters sums numbers", hitters.by->span);
    name = "approximate_sum_" + name_of(*hitters.by, false).value_or("");
    type = summed->type;
    args.push_back(std::move(summed));
  }
  const std::string_view aggregate = hitters.by == nullptr ? "count" : "sum";
  const AggregateFunction* function = find_aggregate(aggregate);
  if (function == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: " + std::string(aggregate), op.keyword);
  AggregateList aggregates;
  aggregates.key_count = 1;
  CRUMB_TRY(std::vector<ProjectedColumn> results,
            add_aggregate(*function, std::move(args), {}, op.span, aggregates));
  const Type sum_type = results[0].expr->type;
  NodePtr groups = make_node(op, std::move(input));
  groups->schema = {column, {name, sum_type}};
  SummarizeOp summarize;
  summarize.keys.push_back(std::move(key));
  summarize.aggregates = std::move(aggregates.calls);
  groups->op = std::move(summarize);
  SortOp top;
  top.keys.push_back({std::move(results[0].expr), true, false});
  top.limit = rows;
  NodePtr node = make_node(op, std::move(groups));
  node->op = std::move(top);
  if (type == sum_type) return node;
  std::vector<ProjectedColumn> columns;
  columns.push_back({column.name, make_column(0, column.type, op.span), 0});
  CRUMB_TRY(ExprPtr narrowed, convert(make_column(1, sum_type, op.span), type, context_));
  columns.push_back({name, std::move(narrowed)});
  return project_node(op, std::move(node), std::move(columns));
}

}  // namespace crumb::kql
