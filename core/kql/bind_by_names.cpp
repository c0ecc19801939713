// project-by-names: columns by constant names, patterns and arrays of names; and column_names_of(),
// which gives such an array. Names that fit no column are left out.
// Source: learn.microsoft.com/kusto/query/project-by-names-operator.
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

Result<std::vector<std::string>> names_in(const Value& value, Span span) {
  if (value.type == Type::kString) return std::vector<std::string>{value.text};
  std::vector<std::string> out;
  const auto refusal = [span] {
    return fail(ErrorCode::kSemantic,
                "project-by-names wants constant names, patterns, or arrays of them", span);
  };
  if (value.type != Type::kDynamic || value.null) return refusal();
  const auto parsed = json::parse(value.text);
  if (!parsed.has_value() || parsed->as_array() == nullptr) return refusal();
  for (const json::Value& item : *parsed->as_array()) {
    if (item.as_string() == nullptr) return refusal();
    out.push_back(*item.as_string());
  }
  return out;
}

}  // namespace

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::ByNames& names) {
  const Schema& schema = input->schema;
  std::vector<ProjectedColumn> columns;
  std::vector<bool> taken(schema.size(), false);
  for (const ast::ExprPtr& item : names.items) {
    ExprPtr value;
    {
      RowGuard row(*this, nullptr);
      CRUMB_TRY(value, bind_scalar(*item));
    }
    CRUMB_TRY(const std::vector<std::string> patterns,
              names_in(value->kind == ExprKind::kLiteral ? value->literal
                                                         : Value::null_of(Type::kDynamic),
                       item->span));
    for (const std::string& pattern : patterns) {
      for (std::uint32_t i = 0; i < schema.size(); ++i) {
        if (taken[i] || !matches_pattern(schema[i].name, pattern)) continue;
        taken[i] = true;
        columns.push_back({schema[i].name, make_column(i, schema[i].type, op.span), i});
      }
    }
  }
  return project_node(op, std::move(input), std::move(columns));
}

Result<Bound> Binder::bind_column_names_of(const ast::Expr& call) {
  if (call.args.size() != 1)
    return fail(ErrorCode::kSemantic, "column_names_of() takes one table", call.span);
  CRUMB_TRY(const NodePtr table, bind_table(*call.args[0]));
  std::string text = "[";
  for (const ColumnSpec& column : table->schema) {
    if (text.size() > 1) text += ',';
    append_json_string(text, column.name);
  }
  text += ']';
  return Bound{make_literal(Value::of_dynamic(text), call.span), nullptr};
}

}  // namespace crumb::kql
