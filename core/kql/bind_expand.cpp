// mv-expand and mv-apply: items that are arrays or bags, their types, and what an mv-apply's
// subquery sees and gives.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {

// Prepares an input in which every item is a column. With `keep`, items never overwrite a column
// (mv-apply needs the row as it was) and `visible` says which columns the subquery sees under which
// names.
Result<Binder::Expansion> Binder::bind_expansion(NodePtr input, const ast::Operator& op,
                                                 const std::vector<ast::Expand>& items,
                                                 const ast::Expr* limit, bool keep) {
  Expansion out;
  const std::uint32_t width = static_cast<std::uint32_t>(input->schema.size());
  Projection columns;
  pass_all(input->schema, columns, true);
  std::vector<std::string> names;  // of each item's column in the projection
  for (const ast::Expand& item : items) {
    std::size_t before = columns.columns().size();
    std::vector<const Expr*> present;
    for (const ProjectedColumn& column : columns.columns()) present.push_back(column.expr.get());
    CRUMB_CHECK_OK(add_column(*item.item, Style::kReplace, columns, ""));
    // The column that changed, or came last.
    std::size_t at = before;
    for (std::size_t i = 0; i < before; ++i) {
      if (columns.columns()[i].expr.get() != present[i]) at = i;
    }
    const ProjectedColumn& column = columns.columns()[at];
    if (column.expr->type != Type::kDynamic) {
      return fail(
          ErrorCode::kSemantic,
          op.label + " wants a dynamic, and this is a " + std::string(type_name(column.expr->type)),
          item.item->span);
    }
    if (item.item->kind == ast::ExprKind::kName) out.applied.push_back(column.expr->column);
    names.push_back(column.name);
  }
  std::vector<ProjectedColumn> list = std::move(columns.columns());
  auto is_item = [&](const ProjectedColumn& column) {
    return std::find(names.begin(), names.end(), column.name) != names.end();
  };

  // The input that is expanded: what it was, and a column more for each item that is none (or none
  // in place).
  std::vector<ProjectedColumn> project;
  for (std::uint32_t i = 0; i < width; ++i)
    project.push_back({input->schema[i].name, make_column(i, input->schema[i].type, op.span), i});
  std::vector<std::uint32_t> place(list.size());
  bool changed = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Expr& expr = *list[i].expr;
    bool same = expr.kind == ExprKind::kColumn && i < width && expr.column == i;
    place[i] = static_cast<std::uint32_t>(i);
    if (same) continue;
    changed = true;
    if (i < width && !keep) {
      project[i] = {list[i].name, std::move(list[i].expr)};
    } else {
      place[i] = static_cast<std::uint32_t>(project.size());
      project.push_back({list[i].name, std::move(list[i].expr)});
    }
  }
  out.input = changed ? project_node(op, std::move(input), std::move(project)) : std::move(input);
  out.schema = out.input->schema;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!is_item(list[i])) continue;
    std::size_t item = static_cast<std::size_t>(
        std::find(names.begin(), names.end(), list[i].name) - names.begin());
    Type type = items[item].to.value_or(Type::kDynamic);
    out.op.items.push_back({place[i], type});
    out.schema[place[i]].type = type;
  }
  UniqueNames unique;
  for (const ProjectedColumn& column : list) unique.reserve(column.name);
  std::string index_name;
  if (const ast::Parameter* index = op.find("with_itemindex")) {
    index_name = unique.take(index->value);
    out.op.has_index = true;
    out.schema.push_back({index_name, Type::kLong});
  }
  const ast::Parameter* kind = op.find("kind");
  if (kind == nullptr) kind = op.find("bagexpansion");
  if (kind != nullptr && kind->value != "bag" && kind->value != "array") {
    return fail(ErrorCode::kSemantic,
                "bags expand as 'bag' or 'array', not '" + make_visible(kind->value) + "'",
                kind->span);
  }
  out.op.bag_as_array = kind != nullptr && kind->value == "array";
  if (limit != nullptr) {
    CRUMB_TRY(out.op.row_limit, bind_count(*limit, "limit"));
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::uint32_t at = place[i];
    out.visible.push_back({list[i].name, make_column(at, out.schema[at].type, op.span), at});
  }
  if (out.op.has_index) {
    std::uint32_t at = static_cast<std::uint32_t>(out.schema.size() - 1);
    out.visible.push_back({index_name, make_column(at, Type::kLong, op.span), at});
  }
  return out;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::MvExpand& expand) {
  CRUMB_TRY(Expansion expansion,
            bind_expansion(std::move(input), op, expand.items, expand.limit.get(), false));
  NodePtr node = make_node(op, std::move(expansion.input));
  node->schema = std::move(expansion.schema);
  node->op = std::move(expansion.op);
  return node;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::MvApply& apply) {
  const Schema left = input->schema;
  CRUMB_TRY(Expansion expansion,
            bind_expansion(std::move(input), op, apply.items, apply.limit.get(), true));
  NodePtr leaf = make_node(op, nullptr);
  leaf->schema = expansion.schema;
  leaf->op = SubInputOp{};
  // The subquery sees the row with the items in their places.
  bool in_place = expansion.visible.size() == leaf->schema.size();
  for (std::size_t i = 0; in_place && i < expansion.visible.size(); ++i)
    in_place = expansion.visible[i].expr->column == i;
  if (!in_place) leaf = project_node(op, std::move(leaf), std::move(expansion.visible));
  RowGuard row(*this, nullptr);
  CRUMB_TRY(NodePtr sub, bind_pipe(*apply.subquery, std::move(leaf)));

  // Output: the row's columns that were not applied, a column of the subquery standing in for one
  // of the same name, then the subquery's others.
  MvApplyOp out;
  out.expand = std::move(expansion.op);
  Schema inner;  // of MvApplyOp itself
  std::vector<ProjectedColumn> order;
  std::vector<bool> taken(sub->schema.size(), false);
  struct Source {
    bool from_sub;
    std::uint32_t at;
    std::string name;
  };
  std::vector<Source> sources;
  for (std::uint32_t i = 0; i < left.size(); ++i) {
    if (std::find(expansion.applied.begin(), expansion.applied.end(), i) != expansion.applied.end())
      continue;
    auto same = find_column(sub->schema, left[i].name);
    if (same.has_value()) {
      taken[*same] = true;
      sources.push_back({true, *same, left[i].name});
    } else {
      sources.push_back({false, static_cast<std::uint32_t>(out.carried.size()), left[i].name});
      out.carried.push_back(i);
      inner.push_back(left[i]);
    }
  }
  for (std::uint32_t i = 0; i < sub->schema.size(); ++i) {
    if (!taken[i]) sources.push_back({true, i, sub->schema[i].name});
  }
  const std::uint32_t carried = static_cast<std::uint32_t>(out.carried.size());
  inner.insert(inner.end(), sub->schema.begin(), sub->schema.end());
  bool same_order = sources.size() == inner.size();
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    std::uint32_t at = sources[i].from_sub ? carried + sources[i].at : sources[i].at;
    same_order = same_order && at == i;
    order.push_back({std::move(sources[i].name), make_column(at, inner[at].type, op.span), at});
  }
  out.subplan = std::move(sub);
  NodePtr node = make_node(op, std::move(expansion.input));
  node->schema = std::move(inner);
  node->op = std::move(out);
  return same_order ? std::move(node) : project_node(op, std::move(node), std::move(order));
}

}  // namespace crumb::kql
