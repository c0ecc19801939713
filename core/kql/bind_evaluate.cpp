// evaluate: which plugin, what plugins share, and the stage that runs what stands before one whose
// columns its rows decide. The plugins are in bind_unpack.cpp, bind_pivot.cpp, bind_lookup.cpp.
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

// Rows of an mv-apply's subquery do not exist while it is bound.
bool stands_on_sub_input(const Node& node) {
  if (std::holds_alternative<SubInputOp>(node.op)) return true;
  for (const NodePtr& input : node.inputs) {
    if (stands_on_sub_input(*input)) return true;
  }
  return false;
}

}  // namespace

Binder::PluginBinder Binder::plugin_binder(std::string_view name) {
  struct Row {
    std::string_view name;
    PluginBinder bind;
  };
  static constexpr Row kRows[] = {
      {"bag_unpack", &Binder::bind_bag_unpack},
      {"ipv4_lookup", &Binder::bind_network_lookup},
      {"ipv6_lookup", &Binder::bind_network_lookup},
      {"pivot", &Binder::bind_pivot},
  };
  for (const Row& row : kRows) {
    if (row.name == name) return row.bind;
  }
  return nullptr;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Evaluate& evaluate) {
  const std::string& name = evaluate.call->name;
  const PluginBinder bind = plugin_binder(name);
  if (bind == nullptr && !is_known_to_kusto(name))
    return unknown_name(name, evaluate.call->name_span, "plugin");
  if (bind == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: evaluate " + name, op.keyword);
  if (input == nullptr)
    return fail(ErrorCode::kSemantic, name + " wants a table before its '|'", op.keyword);
  return (this->*bind)(std::move(input), op, evaluate);
}

// Runs what was bound so far. `input` becomes the table that it gave.
Result<TablePtr> Binder::stage(NodePtr& input, const ast::Operator& op) {
  if (stands_on_sub_input(*input)) {
    return fail(ErrorCode::kUnsupported,
                "unsupported: a plugin without an output schema inside mv-apply", op.keyword);
  }
  if (input_.stage == nullptr) {
    open_ = true;
    return std::unexpected(Error{ErrorCode::kSemantic, "", op.keyword});
  }
  const std::uint32_t slot = slot_of(std::move(input), "");
  CRUMB_TRY(TablePtr table, input_.stage->table_of(plan_, slot, op.span));
  input = shared_node(slot, op.span);
  return table;
}

Result<std::uint32_t> Binder::plugin_column(const ast::Expr& arg, const Schema& schema) {
  std::optional<std::uint32_t> column;
  if (arg.kind == AstKind::kName) column = find_column(schema, arg.name);
  if (column.has_value()) return *column;
  if (arg.kind != AstKind::kName)
    return fail(ErrorCode::kSemantic, "a column's name is wanted here", arg.span);
  RowGuard row(*this, &schema);
  return unknown_name(arg.name, arg.span, "column");
}

Result<Value> Binder::plugin_constant(const ast::Expr& arg, Type type) {
  RowGuard row(*this, nullptr);
  CRUMB_TRY(ExprPtr value, bind_scalar(arg.kind == AstKind::kNamed ? *arg.args[0] : arg));
  if (value->kind != ExprKind::kLiteral || value->type != type) {
    return fail(ErrorCode::kSemantic,
                "a constant " + std::string(type_name(type)) + " is wanted here", arg.span);
  }
  return std::move(value->literal);
}

}  // namespace crumb::kql
