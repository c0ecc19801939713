// Plans put together by hand, for what KQL text cannot say: tables, expressions with conversions,
// nodes with schemas. Not a second binder: types are taken from functions' bind(), names are not
// resolved.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kql/exec/runtime.h"
#include "kql/plan.h"
#include "unit/kql/cells.h"
#include "unit/kql/script_file.h"

namespace crumb::test {

using namespace crumb::kql;

// table("a:long, b:string", {"1 | x", "2 | y"}, 1): segments of one row. Row i comes from file 0,
// record i.
inline TablePtr table(std::string_view columns, const std::vector<std::string>& lines,
                      std::uint32_t segment_rows = 65'536, std::uint32_t file = 0) {
  const Schema schema = *parse_columns(columns);
  const auto out = std::make_shared<Table>("T", schema);
  for (std::size_t begin = 0; begin < lines.size(); begin += segment_rows) {
    Segment segment;
    const std::size_t end = std::min<std::size_t>(lines.size(), begin + segment_rows);
    segment.rows = static_cast<std::uint32_t>(end - begin);
    for (std::size_t i = 0; i < schema.size(); ++i) {
      ColumnBuilder builder(schema[i].type);
      for (std::size_t row = begin; row < end; ++row)
        builder.append(*parse_cell(split_cells(lines[row])[i], schema[i].type));
      segment.columns.push_back(builder.finish());
    }
    for (std::size_t row = begin; row < end; ++row)
      segment.origins.refs.push_back({file, static_cast<std::uint32_t>(row)});
    out->append(std::move(segment));
  }
  return out;
}

inline ExprPtr literal(Value value) {
  auto expr = std::make_unique<Expr>();
  expr->type = value.type;
  expr->literal = std::move(value);
  return expr;
}
inline ExprPtr literal(std::int64_t value) { return literal(Value::of_long(value)); }
inline ExprPtr literal(const char* value) { return literal(Value::of_string(value)); }

inline ExprPtr column(const Node& of, std::string_view name) {
  auto expr = std::make_unique<Expr>();
  expr->kind = ExprKind::kColumn;
  expr->column = find_column(of.schema, name).value();
  expr->type = of.schema[expr->column].type;
  return expr;
}

inline ExprPtr path(ExprPtr from, std::vector<PathStep> steps) {
  auto expr = std::make_unique<Expr>();
  expr->kind = ExprKind::kPath;
  expr->type = Type::kDynamic;
  expr->path = std::move(steps);
  expr->args.push_back(std::move(from));
  return expr;
}

inline ExprPtr converted(ExprPtr expr, Type to) {
  if (expr->type == to) return expr;
  auto out = std::make_unique<Expr>();
  out->kind = ExprKind::kCall;
  out->type = to;
  out->function = find_conversion(expr->type, to);
  REQUIRE(out->function != nullptr);
  out->args.push_back(std::move(expr));
  return out;
}

template <class... Args>
ExprPtr call(std::string_view name, Args... args) {
  auto expr = std::make_unique<Expr>();
  expr->kind = ExprKind::kCall;
  expr->function = find_operator(name) != nullptr ? find_operator(name) : find_scalar(name);
  REQUIRE_MESSAGE(expr->function != nullptr, name);
  std::vector<ExprPtr> given;
  (given.push_back(std::move(args)), ...);
  std::vector<BoundArg> bound;
  for (const ExprPtr& arg : given)
    bound.push_back({arg->type, arg->kind == ExprKind::kLiteral ? &arg->literal : nullptr, {}});
  const auto signature = expr->function->bind(bound);
  REQUIRE_MESSAGE(signature.has_value(), name);
  expr->type = signature->results[0];
  for (std::size_t i = 0; i < given.size(); ++i)
    expr->args.push_back(converted(std::move(given[i]), signature->params[i]));
  return expr;
}

template <class Op>
NodePtr node(Op op, Schema schema, std::string label) {
  auto out = std::make_unique<Node>();
  out->op = std::move(op);
  out->schema = std::move(schema);
  out->label = std::move(label);
  return out;
}
template <class Op>
NodePtr over(NodePtr input, Op op, Schema schema, std::string label) {
  NodePtr out = node(std::move(op), std::move(schema), std::move(label));
  out->inputs.push_back(std::move(input));
  return out;
}

inline NodePtr scan(TablePtr from) {
  Schema schema = from->schema();
  return node(ScanOp{std::move(from)}, std::move(schema), "scan");
}
inline NodePtr where(NodePtr input, ExprPtr condition) {
  Schema schema = input->schema;
  return over(std::move(input), FilterOp{std::move(condition)}, std::move(schema), "where");
}

struct Named {
  std::string name;
  ExprPtr expr;
};
template <class... Columns>
NodePtr project(NodePtr input, Columns... columns) {
  ProjectOp op;
  Schema schema;
  const auto add = [&](Named named) {
    schema.push_back({named.name, named.expr->type});
    op.outputs.push_back({std::move(named.expr)});
  };
  (add(std::move(columns)), ...);
  return over(std::move(input), std::move(op), std::move(schema), "project");
}

inline AggregateCall aggregate(std::string_view name, std::vector<ExprPtr> args) {
  AggregateCall out;
  out.function = find_aggregate(name);
  REQUIRE_MESSAGE(out.function != nullptr, name);
  out.args = std::move(args);
  for (const ExprPtr& arg : out.args) out.bound.push_back({arg->type, nullptr, {}});
  out.signature = out.function->bind(out.bound).value();
  for (std::size_t i = 0; i < out.args.size(); ++i)
    out.args[i] = converted(std::move(out.args[i]), out.signature.params[i]);
  return out;
}
inline std::vector<ExprPtr> list() { return {}; }
template <class... More>
std::vector<ExprPtr> list(ExprPtr first, More... more) {
  std::vector<ExprPtr> out;
  out.push_back(std::move(first));
  (out.push_back(std::move(more)), ...);
  return out;
}
inline NodePtr summarize(NodePtr input, std::vector<ExprPtr> keys,
                         std::vector<AggregateCall> aggregates) {
  Schema schema;
  for (const ExprPtr& key : keys) schema.push_back({"key", key->type});
  for (const AggregateCall& one : aggregates) {
    for (const Type type : one.signature.results) schema.push_back({"value", type});
  }
  return over(std::move(input), SummarizeOp{std::move(keys), std::move(aggregates)},
              std::move(schema), "summarize");
}
template <class... Aggregates>
std::vector<AggregateCall> calls(Aggregates... aggregates) {
  std::vector<AggregateCall> out;
  (out.push_back(std::move(aggregates)), ...);
  return out;
}

// Joins on columns of one name; the output has all columns, of one side for semi and anti kinds.
inline NodePtr join(JoinKind kind, NodePtr left, NodePtr right, std::string_view key) {
  JoinOp op;
  op.kind = kind;
  op.left_keys.push_back(column(*left, key));
  op.right_keys.push_back(column(*right, key));
  const bool left_only = kind == JoinKind::kLeftSemi || kind == JoinKind::kLeftAnti;
  const bool right_only = kind == JoinKind::kRightSemi || kind == JoinKind::kRightAnti;
  Schema schema;
  if (!right_only) schema = left->schema;
  if (!left_only) schema.insert(schema.end(), right->schema.begin(), right->schema.end());
  for (std::uint32_t i = 0; !left_only && !right_only && i < right->schema.size(); ++i)
    op.right_outputs.push_back(i);
  NodePtr out = over(std::move(left), std::move(op), std::move(schema), "join");
  out->inputs.push_back(std::move(right));
  return out;
}

struct Ran {
  Result<TablePtr> table;
  std::vector<StageStats> stages;

  [[nodiscard]] std::string text() const {
    if (!table.has_value()) return "error: " + table.error().message;
    std::string text;
    for (const ValueRow& row : rows_of(**table)) text += row_text(row);
    return text;
  }
  // "0:1 1:2" a row, without the tables' names.
  [[nodiscard]] std::string origins() const {
    std::string text;
    for (const Segment& segment : (*table)->segments()) {
      for (std::uint32_t row = 0; row < segment.rows; ++row) {
        for (const RowRef& ref : segment.origins.of(row))
          text += " " + std::to_string(ref.file) + ":" + std::to_string(ref.record);
        text += '\n';
      }
    }
    return text;
  }
};

inline Ran run_plan(Plan& plan, Session& session) {
  Runtime runtime(plan, session);
  Result<TablePtr> table = runtime.run();
  return {std::move(table), session.stages};
}
inline Ran run_plan(NodePtr root, bool origins = false) {
  Plan plan;
  plan.root = std::move(root);
  Session session;
  session.origins = origins;
  return run_plan(plan, session);
}

}  // namespace crumb::test
