// Operators that choose and compute columns: extend, project and its kin, serialize, distinct,
// print.
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

// Numbers inside names compare by value: a2 before a10.
bool granny_less(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      std::size_t x = i, y = j;
      while (x < a.size() && is_digit(a[x])) ++x;
      while (y < b.size() && is_digit(b[y])) ++y;
      std::string_view p = a.substr(i, x - i), q = b.substr(j, y - j);
      while (p.size() > 1 && p[0] == '0') p.remove_prefix(1);
      while (q.size() > 1 && q[0] == '0') q.remove_prefix(1);
      if (p != q) return p.size() != q.size() ? p.size() < q.size() : p < q;
      i = x;
      j = y;
    } else if (a[i] != b[j]) {
      return a[i] < b[j];
    } else {
      ++i;
      ++j;
    }
  }
  return a.size() - i < b.size() - j;
}

void order_columns(std::vector<std::uint32_t>& columns, const Schema& schema,
                   std::string_view order) {
  if (order.empty()) return;
  bool granny = order.starts_with("granny");
  bool descending = order.ends_with("desc");
  std::stable_sort(columns.begin(), columns.end(), [&](std::uint32_t x, std::uint32_t y) {
    const std::string& a = schema[descending ? y : x].name;
    const std::string& b = schema[descending ? x : y].name;
    return granny ? granny_less(a, b) : a < b;
  });
}

}  // namespace

Result<std::vector<std::uint32_t>> Binder::match_columns(const Schema& schema,
                                                         const ast::Expr& pattern) const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < schema.size(); ++i) {
    bool hit = pattern.kind == ast::ExprKind::kWildcard
                   ? matches_pattern(schema[i].name, pattern.name)
                   : schema[i].name == pattern.name;
    if (hit) out.push_back(i);
  }
  if (out.empty()) return unknown_name(pattern.name, pattern.span, "column");
  return out;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::List& list) {
  switch (list.kind) {
    case ast::ListKind::kDistinct:
      return bind_distinct(std::move(input), op, list);
    case ast::ListKind::kProjectAway:
    case ast::ListKind::kProjectKeep:
    case ast::ListKind::kProjectReorder:
      return bind_name_list(std::move(input), op, list);
    case ast::ListKind::kProjectRename:
      return bind_rename(std::move(input), op, list);
    default:
      break;
  }
  bool print = list.kind == ast::ListKind::kPrint;
  bool serialize = list.kind == ast::ListKind::kSerialize;
  bool extends = list.kind == ast::ListKind::kExtend || serialize;
  if (print) {
    CRUMB_TRY(NodePtr row, one_row(make_literal(Value::of_long(0), op.span), ""));
    input = std::move(row->inputs[0]);
  }
  Style style = print ? Style::kPrint : extends ? Style::kExtend : Style::kProject;
  Projection columns;
  if (extends) pass_all(input->schema, columns, true);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    CRUMB_CHECK_OK(add_column(*list.items[i], style, columns, "print_" + std::to_string(i)));
  }
  if (serialize) {
    input = make_node(op, std::move(input));
    input->op = SerializeOp{};
    if (list.items.empty()) return input;
  }
  return project_node(op, std::move(input), std::move(columns.columns()));
}

Result<NodePtr> Binder::bind_distinct(NodePtr input, const ast::Operator& op,
                                      const ast::List& list) {
  Projection columns;
  for (const ast::ExprPtr& item : list.items) {
    CRUMB_CHECK_OK(add_column(*item, Style::kProject, columns, ""));
  }
  NodePtr node = make_node(op, std::move(input));
  node->schema.clear();
  SummarizeOp summarize;
  for (ProjectedColumn& column : columns.columns()) {
    if (column.expr->type == Type::kDynamic) {
      return fail(ErrorCode::kSemantic,
                  "distinct cannot compare the dynamic '" + make_visible(column.name) +
                      "'; tostring() makes a text of it",
                  op.span);
    }
    node->schema.push_back({std::move(column.name), column.expr->type});
    summarize.keys.push_back(std::move(column.expr));
  }
  node->op = std::move(summarize);
  return node;
}

// project-away, project-keep, project-reorder: names and patterns of columns.
Result<NodePtr> Binder::bind_name_list(NodePtr input, const ast::Operator& op,
                                       const ast::List& list) {
  const Schema& schema = input->schema;
  std::vector<std::uint32_t> order;
  std::vector<bool> named(schema.size(), false);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    CRUMB_TRY(std::vector<std::uint32_t> columns, match_columns(schema, *list.items[i]));
    order_columns(columns, schema, list.orders[i]);
    for (std::uint32_t column : columns) {
      if (!named[column]) order.push_back(column);
      named[column] = true;
    }
  }
  if (list.kind == ast::ListKind::kProjectReorder) {
    for (std::uint32_t i = 0; i < schema.size(); ++i) {
      if (!named[i]) order.push_back(i);
    }
  } else {
    bool keep = list.kind == ast::ListKind::kProjectKeep;
    order.clear();
    for (std::uint32_t i = 0; i < schema.size(); ++i) {
      if (named[i] == keep) order.push_back(i);
    }
  }
  std::vector<ProjectedColumn> columns;
  for (std::uint32_t i : order)
    columns.push_back({schema[i].name, make_column(i, schema[i].type, op.span), i});
  return project_node(op, std::move(input), std::move(columns));
}

Result<NodePtr> Binder::bind_rename(NodePtr input, const ast::Operator& op, const ast::List& list) {
  Projection columns;
  pass_all(input->schema, columns, false);
  for (const ast::ExprPtr& item : list.items) {
    if (item->kind != ast::ExprKind::kNamed || item->names.size() != 1 ||
        item->args[0]->kind != ast::ExprKind::kName) {
      return fail(ErrorCode::kSemantic, "project-rename wants new = old, where old is a column",
                  item->span);
    }
    const std::string& old = item->args[0]->name;
    if (!find_column(input->schema, old).has_value())
      return unknown_name(old, item->args[0]->span, "column");
    if (find_column(input->schema, item->names[0]).has_value() && item->names[0] != old) {
      return fail(ErrorCode::kSemantic,
                  "a column named '" + make_visible(item->names[0]) + "' is there already",
                  item->name_span);
    }
    CRUMB_CHECK_OK(columns.rename(old, item->names[0], item->name_span));
  }
  return project_node(op, std::move(input), std::move(columns.columns()));
}

}  // namespace crumb::kql
