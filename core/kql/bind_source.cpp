// Sources that are no stored tables: datatable and range.
#include <utility>

#include "kql/binder_impl.h"

namespace crumb::kql {

Result<NodePtr> Binder::bind_operator(NodePtr, const ast::Operator& op,
                                      const ast::Datatable& table) {
  RowGuard row(*this, nullptr);
  Schema schema;
  std::vector<ColumnBuilder> builders;
  for (const ast::NameAndType& column : table.columns) {
    if (find_column(schema, column.name).has_value())
      return fail(ErrorCode::kSemantic, "the column '" + column.name + "' is there twice",
                  column.span);
    schema.push_back({column.name, column.type});
    builders.emplace_back(column.type);
  }
  if (schema.empty())
    return fail(ErrorCode::kSemantic, "a datatable has at least one column", op.span);
  if (table.values.size() % schema.size() != 0) {
    return fail(ErrorCode::kSemantic,
                std::to_string(table.values.size()) + " values do not make rows of " +
                    std::to_string(schema.size()) + " columns",
                op.span);
  }
  auto out = std::make_shared<Table>("", schema);
  std::size_t in_segment = 0;
  auto flush = [&] {
    Segment segment;
    segment.rows = static_cast<std::uint32_t>(in_segment);
    for (ColumnBuilder& builder : builders) segment.columns.push_back(builder.finish());
    if (in_segment > 0) out->append(std::move(segment));
    in_segment = 0;
  };
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    const ColumnSpec& column = schema[i % schema.size()];
    CRUMB_TRY(ExprPtr value, bind_scalar(*table.values[i]));
    CRUMB_TRY(value, convert(std::move(value), column.type, context_));
    if (value->kind != ExprKind::kLiteral)
      return fail(ErrorCode::kSemantic, "a datatable holds constants only", table.values[i]->span);
    builders[i % schema.size()].append(value->literal);
    if ((i + 1) % schema.size() == 0 && ++in_segment == Segment::kMaxRows) flush();
  }
  flush();
  NodePtr node = make_node(op, nullptr);
  node->schema = std::move(schema);
  node->op = RowsOp{std::move(out)};
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr, const ast::Operator& op, const ast::Range& range) {
  RowGuard row(*this, nullptr);
  RangeOp out;
  CRUMB_TRY(out.from, bind_scalar(*range.from));
  CRUMB_TRY(out.to, bind_scalar(*range.to));
  CRUMB_TRY(out.step, bind_scalar(*range.step));
  auto is_time = [](Type type) { return type == Type::kDatetime || type == Type::kTimespan; };
  Type type = out.from->type;
  Type step = out.step->type;
  if (is_time(type)) {
    if (out.to->type != type || step != Type::kTimespan) {
      return fail(ErrorCode::kSemantic,
                  "range over times wants both ends of one type and a timespan as step", op.span);
    }
  } else {
    if (!is_numeric(type) || !is_numeric(out.to->type) || !is_numeric(step)) {
      return fail(ErrorCode::kSemantic, "range wants numbers, datetimes or timespans", op.span);
    }
    if (type == Type::kDecimal || out.to->type == Type::kDecimal || step == Type::kDecimal)
      return fail(ErrorCode::kUnsupported, "unsupported: decimal in range", op.span);
    bool real = type == Type::kReal || out.to->type == Type::kReal || step == Type::kReal;
    type = real ? Type::kReal : Type::kLong;
    if (out.from->type == Type::kInt && out.to->type == Type::kInt && step == Type::kInt)
      type = Type::kInt;
    step = type;
  }
  CRUMB_TRY(out.from, convert(std::move(out.from), type, context_));
  CRUMB_TRY(out.to, convert(std::move(out.to), type, context_));
  CRUMB_TRY(out.step, convert(std::move(out.step), step, context_));
  NodePtr node = make_node(op, nullptr);
  node->schema = {{range.name, type}};
  node->op = std::move(out);
  return node;
}

}  // namespace crumb::kql
