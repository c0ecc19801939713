// top-nested: the values and aggregates of its levels, and the names of their columns, which are
// those of Microsoft's binder. Source: learn.microsoft.com/kusto/query/top-nested-operator.
#include <utility>

#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

const Schema kNoRow;
constexpr std::size_t kMaxLevels = 64;

}  // namespace

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::TopNested& nested) {
  if (nested.levels.size() > kMaxLevels)
    return fail(ErrorCode::kLimit, "top-nested has at most 64 levels", op.keyword);
  TopNestedOp out;
  Schema schema;
  UniqueNames unique;
  for (const ast::NestedLevel& level : nested.levels) {
    NestedLevel& bound = out.levels.emplace_back();
    if (level.count != nullptr) {
      CRUMB_TRY(bound.limit, bind_count(*level.count, op.label));
    }
    const bool named = level.of->kind == ast::ExprKind::kNamed && level.of->names.size() == 1;
    const ast::Expr& value = named ? *level.of->args[0] : *level.of;
    CRUMB_TRY(bound.key, bind_scalar(value));
    if (bound.key->type == Type::kDynamic)
      return fail(ErrorCode::kUnsupported, "unsupported: top-nested of a dynamic", value.span);
    std::string name = named ? level.of->names[0]
                       : is_column_reference(value, *bound.key)
                           ? input->schema[bound.key->column].name
                           : name_of(value, false).value_or("");
    name = unique.take(name);
    if (level.others != nullptr) {
      RowGuard row(*this, nullptr);
      CRUMB_TRY(ExprPtr others, bind_scalar(*level.others));
      CRUMB_TRY(others, convert(std::move(others), bound.key->type, context_));
      if (others->kind != ExprKind::kLiteral)
        return fail(ErrorCode::kSemantic, "'others' wants a constant", level.others->span);
      bound.others = others->literal;
    }
    bound.descending = !level.by.ascending.value_or(false);
    bound.nulls_first = level.by.nulls_first.value_or(!bound.descending);

    const ast::Expr& by = *level.by.expr;
    const bool by_named = by.kind == ast::ExprKind::kNamed && by.names.size() == 1;
    const ast::Expr& aggregate = by_named ? *by.args[0] : by;
    AggregateList aggregates;
    Type type = Type::kLong;
    {
      const Row input_row = row_;
      RowGuard row(*this, Row{&kNoRow, ++next_row_});
      aggregate_row_ = input_row;
      aggregates_ = &aggregates;
      CRUMB_TRY(const ExprPtr result, bind_scalar(aggregate));
      if (aggregates.calls.size() != 1 || aggregates.result_count != 1 ||
          result->kind != ExprKind::kColumn) {
        return fail(ErrorCode::kUnsupported,
                    "unsupported: top-nested by anything but one aggregate", aggregate.span);
      }
      type = result->type;
    }
    bound.aggregate = std::move(aggregates.calls[0]);
    if (type == Type::kDynamic)
      return fail(ErrorCode::kSemantic, "a dynamic has no order", aggregate.span);
    schema.push_back({name, bound.key->type});
    schema.push_back({unique.take(by_named ? by.names[0] : "aggregated_" + name), type});
  }
  NodePtr node = make_node(op, std::move(input));
  node->schema = std::move(schema);
  node->op = std::move(out);
  return node;
}

}  // namespace crumb::kql
