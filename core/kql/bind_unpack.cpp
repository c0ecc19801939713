// evaluate bag_unpack: a projection of the members of a bag. Which members there are, and their
// types, comes from the output schema or from the rows. Nothing is left to do at run time.
// Source: learn.microsoft.com/kusto/query/bag-unpack-plugin.
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxMembers = 4096;  // that become columns

struct UnpackArguments {
  std::uint32_t column = 0;
  std::string prefix;
  std::string conflict = "error";
  std::vector<std::string> ignored;

  [[nodiscard]] bool ignores(std::string_view member) const {
    for (const std::string& name : ignored) {
      if (name == member) return true;
    }
    return false;
  }
};

// nullopt: null, which says nothing of a type.
std::optional<Type> type_of_member(std::string_view token) {
  switch (kind_of(token)) {
    case JsonKind::kNull:
      return std::nullopt;
    case JsonKind::kBool:
      return Type::kBool;
    case JsonKind::kInteger:
      return parse_long(token).has_value() ? Type::kLong : Type::kReal;
    case JsonKind::kReal:
      return Type::kReal;
    case JsonKind::kString:
      return Type::kString;
    default:
      return Type::kDynamic;
  }
}

// Members by name in the order of their bytes, which is the order of the columns.
using MemberTypes = std::map<std::string, std::optional<Type>, std::less<>>;

void add_members(std::string_view bag, const UnpackArguments& arguments, MemberTypes& types) {
  const std::optional<Members> members = members_of(bag);
  if (!members.has_value()) return;
  for (const json::Item& member : *members) {
    std::string name = member_name(member);
    if (arguments.ignores(name)) continue;
    const std::optional<Type> type = type_of_member(member.value);
    const auto [found, fresh] = types.try_emplace(std::move(name), type);
    if (fresh || !type.has_value()) continue;
    const bool differs = found->second.has_value() && found->second != type;
    found->second = differs ? Type::kDynamic : *type;
  }
}

Result<MemberTypes> members_in(const Table& table, const UnpackArguments& arguments,
                               const EvalContext& context, Span span) {
  MemberTypes types;
  const Dictionary* seen_in = nullptr;
  std::vector<bool> seen;
  for (const Segment& segment : table.segments()) {
    if (context.stop_requested()) return fail(ErrorCode::kCancelled, "The query was stopped.");
    const Column& bags = *segment.columns[arguments.column];
    if (&bags.dictionary() != seen_in) {
      seen_in = &bags.dictionary();
      seen.assign(seen_in->size(), false);
    }
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      const Dictionary::Code code = bags.codes()[row];
      if (bags.is_null(row) || seen[code]) continue;
      seen[code] = true;
      add_members(bags.text(row), arguments, types);
      if (types.size() > kMaxMembers) {
        return fail(ErrorCode::kLimit,
                    "bag_unpack would make more than " + std::to_string(kMaxMembers) +
                        " columns; an output schema says which are wanted",
                    span);
      }
    }
  }
  return types;
}

}  // namespace

Result<NodePtr> Binder::bind_bag_unpack(NodePtr input, const ast::Operator& op,
                                        const ast::Evaluate& plugin) {
  const ast::Expr& call = *plugin.call;
  if (call.args.empty() || call.args.size() > 4)
    return fail(ErrorCode::kSemantic, "bag_unpack() takes 1 to 4 arguments", call.span);
  UnpackArguments arguments;
  CRUMB_TRY(arguments.column, plugin_column(*call.args[0], input->schema));
  if (input->schema[arguments.column].type != Type::kDynamic) {
    return fail(ErrorCode::kSemantic,
                "bag_unpack wants a dynamic column; todynamic() makes one of a text",
                call.args[0]->span);
  }
  static constexpr std::string_view kNames[] = {"OutputColumnPrefix", "columnsConflict",
                                                "ignoredProperties"};
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    const ast::Expr& arg = *call.args[i];
    const std::string_view name =
        arg.kind == AstKind::kNamed ? std::string_view(arg.names[0]) : kNames[i - 1];
    if (name == kNames[0]) {
      CRUMB_TRY(const Value value, plugin_constant(arg, Type::kString));
      arguments.prefix = value.text;
    } else if (name == kNames[1]) {
      CRUMB_TRY(const Value value, plugin_constant(arg, Type::kString));
      arguments.conflict = value.text;
      if (value.text != "error" && value.text != "replace_source" && value.text != "keep_source") {
        return fail(ErrorCode::kSemantic,
                    "columnsConflict is 'error', 'replace_source' or 'keep_source'", arg.span);
      }
    } else if (name == kNames[2]) {
      CRUMB_TRY(const Value value, plugin_constant(arg, Type::kDynamic));
      for (const std::string_view token : elements_of(value.text).value_or(JsonTokens{}))
        arguments.ignored.push_back(token_text(token));
    } else {
      return fail(ErrorCode::kSemantic,
                  "bag_unpack() has no parameter '" + make_visible(name) + "'", arg.span);
    }
  }
  const auto member = [&](std::string_view column_name, Type type) -> Result<ExprPtr> {
    std::string name(column_name);
    if (!name.starts_with(arguments.prefix) ||
        arguments.ignores(std::string_view(name).substr(arguments.prefix.size())))
      return make_literal(Value::null_of(type), op.span);
    name.erase(0, arguments.prefix.size());
    CRUMB_TRY(ExprPtr path, add_step(make_column(arguments.column, Type::kDynamic, op.span),
                                     {std::move(name), 0, false}, op.span));
    return convert(std::move(path), type, context_);
  };

  std::vector<ProjectedColumn> columns;
  if (plugin.has_schema) {
    const Schema& source = input->schema;
    const auto named = [&](std::string_view name) {
      for (const ast::NameAndType& column : plugin.columns) {
        if (column.name == name) return true;
      }
      return false;
    };
    for (std::uint32_t i = 0; plugin.all_columns && i < source.size(); ++i) {
      if (i != arguments.column && !named(source[i].name))
        columns.push_back({source[i].name, make_column(i, source[i].type, op.span), i});
    }
    for (const ast::NameAndType& wanted : plugin.columns) {
      const auto there = find_column(source, wanted.name);
      const bool from_source = there.has_value() && *there != arguments.column;
      for (const ProjectedColumn& column : columns) {
        if (column.name == wanted.name)
          return fail(ErrorCode::kSemantic, "the column '" + wanted.name + "' is there twice",
                      wanted.span);
      }
      ExprPtr value;
      if (from_source && arguments.conflict != "replace_source") {
        CRUMB_TRY(value, convert(make_column(*there, source[*there].type, wanted.span), wanted.type,
                                 context_));
      } else {
        CRUMB_TRY(value, member(wanted.name, wanted.type));
      }
      columns.push_back({wanted.name, std::move(value)});
    }
    return project_node(op, std::move(input), std::move(columns));
  }

  CRUMB_TRY(const TablePtr table, stage(input, op));
  CRUMB_TRY(const MemberTypes types, members_in(*table, arguments, context_, op.span));
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::uint32_t i = 0; i < input->schema.size(); ++i) {
    if (i == arguments.column) continue;
    const ColumnSpec& column = input->schema[i];
    places.emplace(column.name, columns.size());
    columns.push_back({column.name, make_column(i, column.type, op.span), i});
  }
  for (const auto& [name, type] : types) {
    const std::string column = arguments.prefix + name;
    CRUMB_TRY(ExprPtr value, member(column, type.value_or(Type::kDynamic)));
    const auto there = places.find(column);
    if (there == places.end()) {
      columns.push_back({column, std::move(value)});
    } else if (arguments.conflict == "replace_source") {
      columns[there->second] = {column, std::move(value)};
    } else if (arguments.conflict == "error") {
      return fail(ErrorCode::kSemantic,
                  "bag_unpack would make a second column '" + make_visible(column) +
                      "'; a prefix or columnsConflict avoids that",
                  call.span);
    }
  }
  return project_node(op, std::move(input), std::move(columns));
}

}  // namespace crumb::kql
