// evaluate ipv4_lookup and ipv6_lookup: the table, the two address columns, further keys. Not the
// operator lookup (bind_join.cpp); the matching is operators/network_lookup.cpp.
// Source: learn.microsoft.com/kusto/query/ipv4-lookup-plugin.
#include <algorithm>
#include <utility>

#include "kql/binder_impl.h"

namespace crumb::kql {

Result<NodePtr> Binder::bind_network_lookup(NodePtr input, const ast::Operator& op,
                                            const ast::Evaluate& plugin) {
  const ast::Expr& call = *plugin.call;
  if (plugin.has_schema)
    return fail(ErrorCode::kUnsupported, "unsupported: an output schema of " + call.name,
                op.keyword);
  if (call.args.size() < 3)
    return fail(ErrorCode::kSemantic,
                call.name + "() wants a table, a column of the rows and one of the table",
                call.span);
  CRUMB_TRY(NodePtr table, bind_table(*call.args[0]));
  NetworkLookupOp lookup;
  lookup.v6 = call.name == "ipv6_lookup";
  CRUMB_TRY(lookup.left, plugin_column(*call.args[1], input->schema));
  CRUMB_TRY(lookup.right, plugin_column(*call.args[2], table->schema));
  if (input->schema[lookup.left].type != Type::kString ||
      table->schema[lookup.right].type != Type::kString)
    return fail(ErrorCode::kSemantic, call.name + "() compares columns of type string", call.span);
  for (std::size_t i = 3; i < call.args.size(); ++i) {
    const ast::Expr& arg = *call.args[i];
    const bool flag = arg.kind == AstKind::kNamed || arg.kind == AstKind::kLiteral;
    if (flag) {
      if (i + 1 != call.args.size() ||
          (arg.kind == AstKind::kNamed && arg.names[0] != "return_unmatched"))
        return fail(ErrorCode::kSemantic, "only return_unmatched can stand here, as the last",
                    arg.span);
      CRUMB_TRY(const Value value, plugin_constant(arg, Type::kBool));
      lookup.keep_unmatched = value.integer != 0;
      continue;
    }
    CRUMB_TRY(const std::uint32_t left, plugin_column(arg, input->schema));
    CRUMB_TRY(const std::uint32_t right, plugin_column(arg, table->schema));
    if (input->schema[left].type != table->schema[right].type)
      return fail(ErrorCode::kSemantic, "'" + arg.name + "' has two types", arg.span);
    lookup.left_keys.push_back(left);
    lookup.right_keys.push_back(right);
  }
  Schema schema = input->schema;
  UniqueNames unique;
  for (const ColumnSpec& column : schema) unique.reserve(column.name);
  for (std::uint32_t i = 0; i < table->schema.size(); ++i) {
    if (std::find(lookup.right_keys.begin(), lookup.right_keys.end(), i) != lookup.right_keys.end())
      continue;
    lookup.right_outputs.push_back(i);
    schema.push_back({unique.take(table->schema[i].name), table->schema[i].type});
  }
  NodePtr node = make_node(op, std::move(input));
  node->inputs.push_back(std::move(table));
  node->schema = std::move(schema);
  node->op = std::move(lookup);
  return node;
}

}  // namespace crumb::kql
