// union: its tables and wildcards, missing ones under isfuzzy, and columns unified by name and
// type.
#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

// A column of the result: those of one name and type, in the order of first appearance of the name.
struct Unified {
  std::string name;
  Type type = Type::kString;
};

bool is_true(const ast::Parameter* parameter) {
  return parameter != nullptr &&
         (equals_ignore_case(parameter->value, "true") || parameter->value == "1");
}

std::vector<Unified> unify(const std::vector<const Schema*>& inputs) {
  std::vector<std::string> names;
  std::unordered_map<std::string, std::vector<Type>> types;
  for (const Schema* schema : inputs) {
    for (const ColumnSpec& column : *schema) {
      auto [entry, fresh] = types.try_emplace(column.name);
      if (fresh) names.push_back(column.name);
      if (std::find(entry->second.begin(), entry->second.end(), column.type) == entry->second.end())
        entry->second.push_back(column.type);
    }
  }
  std::vector<Unified> out;
  for (const std::string& name : names) {
    for (Type type : types.at(name)) out.push_back({name, type});
  }
  return out;
}

// What withsource calls a leg: a table's name, a let's or `as` name, else its place.
std::string source_name(const Node& node, std::size_t place) {
  bool named = std::holds_alternative<ScanOp>(node.op) || std::holds_alternative<SharedOp>(node.op);
  return named && !node.label.empty() ? node.label : "union_arg" + std::to_string(place);
}

}  // namespace

// A leg whose source nobody knows: isfuzzy=true leaves it out.
bool Binder::is_missing(const ast::Expr& leg) const {
  switch (leg.kind) {
    case AstKind::kParens:
      return is_missing(*leg.args[0]);
    case AstKind::kPipe:
      return !leg.args.empty() && is_missing(*leg.args[0]);
    case AstKind::kName:
      return !names_something(leg.name);
    case AstKind::kCall: {
      bool table =
          leg.name == "table" && leg.args.size() == 1 && leg.args[0]->kind == AstKind::kLiteral;
      return table && input_.catalog.find(leg.args[0]->value.text) == nullptr;
    }
    default:
      return false;
  }
}

Result<void> Binder::add_leg(const ast::Expr& leg, bool fuzzy, std::vector<Leg>& legs) {
  if (leg.kind == AstKind::kWildcard) {
    std::size_t before = legs.size();
    for (const std::string& name : input_.catalog.names()) {
      if (matches_pattern(name, leg.name))
        legs.push_back({scan(input_.catalog.find(name), leg.span), name});
    }
    if (legs.size() == before && !fuzzy)
      return fail(ErrorCode::kSemantic, "no table is named like '" + make_visible(leg.name) + "'",
                  leg.span);
    return {};
  }
  if (fuzzy && is_missing(leg)) return {};
  CRUMB_TRY(NodePtr node, bind_table(leg));
  std::string source = leg.kind == AstKind::kName ? leg.name : source_name(*node, legs.size());
  legs.push_back({std::move(node), std::move(source)});
  return {};
}

// The legs of search and find: the input alone, or the tables, or all tables there are.
Result<std::vector<Binder::Leg>> Binder::bind_legs(NodePtr input, const ast::Operator& op,
                                                   const std::vector<ast::ExprPtr>& tables) {
  std::vector<Leg> legs;
  if (input != nullptr) {
    std::string name = source_name(*input, 0);
    legs.push_back({std::move(input), std::move(name)});
    return legs;
  }
  for (const ast::ExprPtr& table : tables) CRUMB_CHECK_OK(add_leg(*table, false, legs));
  if (tables.empty()) {
    for (const std::string& name : input_.catalog.names())
      legs.push_back({scan(input_.catalog.find(name), op.keyword), name});
  }
  if (legs.empty()) return fail(ErrorCode::kSemantic, "there is no table to look in", op.keyword);
  return legs;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Union& tables) {
  bool fuzzy = is_true(op.find("isfuzzy"));
  const ast::Parameter* source = op.find("withsource");
  if (source == nullptr) source = op.find("with_source");
  const ast::Parameter* kind = op.find("kind");
  bool inner = kind != nullptr && kind->value == "inner";
  if (kind != nullptr && !inner && kind->value != "outer")
    return fail(ErrorCode::kSemantic,
                "there is no union of kind '" + make_visible(kind->value) + "'", kind->span);

  std::vector<Leg> legs;
  if (input != nullptr) {
    std::string name = source_name(*input, 0);
    legs.push_back({std::move(input), std::move(name)});
  }
  for (const ast::ExprPtr& table : tables.tables) CRUMB_CHECK_OK(add_leg(*table, fuzzy, legs));
  if (legs.empty()) return fail(ErrorCode::kSemantic, "none of these tables is known", op.span);
  return union_of(op, std::move(legs), source == nullptr ? "" : source->value, inner);
}

Result<NodePtr> Binder::union_of(const ast::Operator& op, std::vector<Leg> legs,
                                 const std::string& source, bool inner) {
  std::vector<const Schema*> schemas;
  for (const Leg& leg : legs) schemas.push_back(&leg.node->schema);
  std::vector<Unified> columns = unify(schemas);
  if (inner) {
    std::erase_if(columns, [&](const Unified& column) {
      return !std::all_of(schemas.begin(), schemas.end(), [&](const Schema* schema) {
        return std::any_of(schema->begin(), schema->end(), [&](const ColumnSpec& spec) {
          return spec.name == column.name && spec.type == column.type;
        });
      });
    });
  }
  UnionOp out;
  for (const Leg& leg : legs) {
    std::vector<std::optional<std::uint32_t>>& map = out.columns.emplace_back();
    if (!source.empty()) map.emplace_back(static_cast<std::uint32_t>(leg.node->schema.size()));
    for (const Unified& column : columns) {
      auto at = find_column(leg.node->schema, column.name);
      if (at.has_value() && leg.node->schema[*at].type != column.type) at.reset();
      map.push_back(at);
    }
  }
  // x_long where one name has several types; a column that is really called x_long keeps its name
  // (the documentation's example, where Microsoft's binder has it the other way round).
  Schema schema;
  UniqueNames unique;
  auto several = [&](std::size_t i) {
    return (i > 0 && columns[i - 1].name == columns[i].name) ||
           (i + 1 < columns.size() && columns[i + 1].name == columns[i].name);
  };
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!several(i)) unique.reserve(columns[i].name);
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string name =
        several(i) ? unique.take(columns[i].name + "_" + std::string(type_name(columns[i].type)))
                   : columns[i].name;
    schema.push_back({std::move(name), columns[i].type});
  }
  if (!source.empty()) schema.insert(schema.begin(), {source, Type::kString});

  NodePtr node = make_node(op, nullptr);
  node->schema = std::move(schema);
  for (Leg& leg : legs) {
    if (source.empty()) {
      node->inputs.push_back(std::move(leg.node));
      continue;
    }
    std::vector<ProjectedColumn> with;
    for (std::uint32_t i = 0; i < leg.node->schema.size(); ++i) {
      with.push_back(
          {leg.node->schema[i].name, make_column(i, leg.node->schema[i].type, op.span), i});
    }
    with.push_back({source, make_literal(Value::of_string(leg.source), op.span)});
    node->inputs.push_back(project_node(op, std::move(leg.node), std::move(with)));
  }
  node->op = std::move(out);
  return node;
}

}  // namespace crumb::kql
