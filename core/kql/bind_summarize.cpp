// summarize: keys, aggregates, and the expressions over aggregates that come after them.
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

const Schema kNoColumns;

const ast::Expr& inside(const ast::Expr& expr) {
  return expr.kind == ast::ExprKind::kParens ? inside(*expr.args[0]) : expr;
}

}  // namespace

// The keys of a grouping. `columns` gets them by name, as columns of the operator's output.
Result<std::vector<ExprPtr>> Binder::bind_keys(const std::vector<ast::ExprPtr>& by,
                                               const ast::Operator& op, Projection& columns,
                                               AggregateList& aggregates) {
  for (const ast::ExprPtr& item : by) {
    CRUMB_CHECK_OK(add_column(*item, Style::kProject, columns, ""));
  }
  std::vector<ExprPtr> keys;
  for (ProjectedColumn& column : columns.columns()) {
    if (column.expr->type == Type::kDynamic) {
      return fail(ErrorCode::kSemantic,
                  "the dynamic '" + make_visible(column.name) +
                      "' cannot be grouped by; tostring() makes a text of it",
                  op.span);
    }
    if (column.identity != ProjectedColumn::kNew) aggregates.key_columns.push_back(column.identity);
    const auto at = static_cast<std::uint32_t>(keys.size());
    ExprPtr key = make_column(at, column.expr->type, column.expr->span);
    keys.push_back(std::exchange(column.expr, std::move(key)));
  }
  return keys;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Summarize& summarize) {
  Projection columns;
  SummarizeOp out;
  AggregateList aggregates;
  CRUMB_TRY(out.keys, bind_keys(summarize.by, op, columns, aggregates));
  columns.skip_all_present();
  aggregates.key_count = static_cast<std::uint32_t>(out.keys.size());
  {
    Row input_row = row_;
    RowGuard row(*this, Row{&kNoColumns, ++next_row_});
    aggregate_row_ = input_row;
    aggregates_ = &aggregates;
    for (const ast::ExprPtr& item : summarize.aggregates) {
      const ast::Expr& value = inside(item->kind == ast::ExprKind::kNamed ? *item->args[0] : *item);
      bool tuple = value.kind == ast::ExprKind::kCall && !is_user_function(value.name) &&
                   tuple_naming(value.name) != TupleNaming::kNone;
      if (tuple) {
        CRUMB_CHECK_OK(add_tuple(*item, value, columns, aggregates));
      } else {
        CRUMB_CHECK_OK(add_column(*item, Style::kSummarize, columns, ""));
      }
    }
  }
  // Names for what the operator itself gives, and a projection above it where the order or the
  // values differ.
  std::uint32_t width = aggregates.key_count + aggregates.result_count;
  bool direct = columns.columns().size() == width;
  for (std::uint32_t i = 0; direct && i < width; ++i) {
    const Expr& expr = *columns.columns()[i].expr;
    direct = expr.kind == ExprKind::kColumn && expr.column == i;
  }
  NodePtr node = make_node(op, std::move(input));
  node->schema.clear();
  for (const ExprPtr& key : out.keys) node->schema.push_back({"", key->type});
  for (const AggregateCall& call : aggregates.calls) {
    for (Type type : call.signature.results) node->schema.push_back({"", type});
  }
  out.aggregates = std::move(aggregates.calls);
  node->op = std::move(out);
  if (!direct) return project_node(op, std::move(node), std::move(columns.columns()));
  for (std::uint32_t i = 0; i < width; ++i)
    node->schema[i].name = std::move(columns.columns()[i].name);
  return node;
}

// name = arg_max(...), (a, b) = percentiles(...), or the call alone: several columns from one
// aggregate.
Result<void> Binder::add_tuple(const ast::Expr& item, const ast::Expr& call, Projection& into,
                               AggregateList& aggregates) {
  CRUMB_TRY(std::vector<ProjectedColumn> columns, bind_tuple(call, aggregates));
  std::size_t named = item.kind == ast::ExprKind::kNamed ? item.names.size() : 0;
  if (named > columns.size())
    return fail(ErrorCode::kSemantic, "there are more names than values", item.name_span);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i < named) {
      columns[i].name = item.names[i];
      std::uint32_t identity = std::exchange(columns[i].identity, ProjectedColumn::kNew);
      CRUMB_CHECK_OK(into.declare(std::move(columns[i]), true, item.name_span));
      (void)identity;
    } else {
      into.add(std::move(columns[i]));
    }
  }
  return {};
}

}  // namespace crumb::kql
