// find: the rows of several tables that fulfil a predicate, with the columns that it names, those
// that all tables have, and the rest in a bag; or the columns asked for.
// Source: learn.microsoft.com/kusto/query/find-operator; the order of columns is that of
// Microsoft's binder. A column that has several types among the tables is refused.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

// Names in a predicate, in the order in which they stand there. A subquery's are its own.
void collect_names(const ast::Expr& expr, std::vector<std::string>& out) {
  if (expr.kind == AstKind::kPipe) return;
  if (expr.kind == AstKind::kName && std::find(out.begin(), out.end(), expr.name) == out.end())
    out.push_back(expr.name);
  for (const ast::ExprPtr& arg : expr.args) collect_names(*arg, out);
}

// The one type that a column has in the tables; nothing when none has it.
Result<std::optional<Type>> type_among(const std::vector<const Schema*>& tables,
                                       const std::string& name, Span span) {
  std::optional<Type> out;
  for (const Schema* table : tables) {
    const auto at = find_column(*table, name);
    if (!at.has_value()) continue;
    const Type type = (*table)[*at].type;
    if (out.has_value() && *out != type)
      return fail(ErrorCode::kUnsupported,
                  "unsupported: find over '" + make_visible(name) + "', which has several types",
                  span);
    out = type;
  }
  return out;
}

bool has_any_of(const Schema& schema, const Schema& columns) {
  return std::any_of(columns.begin(), columns.end(), [&](const ColumnSpec& column) {
    return find_column(schema, column.name).has_value();
  });
}

}  // namespace

// The leg's rows with null for the columns that it lacks, filtered, then the output's columns.
Result<NodePtr> Binder::find_leg(Leg leg, const ast::Operator& op, const FindPlan& plan) {
  const Schema own = leg.node->schema;
  std::vector<ProjectedColumn> wide;
  for (std::uint32_t i = 0; i < own.size(); ++i)
    wide.push_back({own[i].name, make_column(i, own[i].type, op.span), i});
  for (const ColumnSpec& column : plan.named) {
    if (!find_column(own, column.name).has_value())
      wide.push_back({column.name, make_literal(Value::null_of(column.type), op.span)});
  }
  NodePtr rows = wide.size() == own.size() ? std::move(leg.node)
                                           : project_node(op, std::move(leg.node), std::move(wide));
  const Schema schema = rows->schema;
  RowGuard row(*this, &schema);
  any_row_ = row_.id;
  any_begin_ = 0;
  any_end_ = static_cast<std::uint32_t>(own.size());
  CRUMB_TRY(ExprPtr condition, bind_terms(*plan.predicate, {}));
  NodePtr filter = make_node(op, std::move(rows));
  filter->op = FilterOp{std::move(condition)};

  std::vector<ProjectedColumn> out;
  out.push_back({plan.source, make_literal(Value::of_string(leg.source), op.span)});
  std::vector<bool> shown(own.size(), false);
  for (const ColumnSpec& column : plan.outputs) {
    const auto at = find_column(own, column.name);
    if (!at.has_value()) {
      out.push_back({column.name, make_literal(Value::null_of(column.type), op.span)});
      continue;
    }
    shown[*at] = true;
    CRUMB_TRY(ExprPtr value,
              convert(make_column(*at, own[*at].type, op.span), column.type, context_));
    out.push_back({column.name, std::move(value)});
  }
  if (!plan.pack.empty()) {
    const ScalarFunction* pack = find_scalar("bag_pack");
    if (pack == nullptr) return fail(ErrorCode::kUnsupported, "unsupported: bag_pack", op.span);
    std::vector<ExprPtr> args;
    for (std::uint32_t i = 0; i < own.size(); ++i) {
      if (shown[i] && !plan.pack_all) continue;
      args.push_back(make_literal(Value::of_string(own[i].name), op.span));
      args.push_back(make_column(i, own[i].type, op.span));
    }
    ExprPtr bag = make_literal(Value::of_dynamic("{}"), op.span);
    if (!args.empty()) {
      CRUMB_TRY(bag, make_call(*pack, std::move(args), op.span, &schema, context_));
    }
    out.push_back({plan.pack, std::move(bag)});
  }
  return project_node(op, std::move(filter), std::move(out));
}

Result<NodePtr> Binder::bind_operator(NodePtr, const ast::Operator& op, const ast::Find& find) {
  CRUMB_TRY(std::vector<Leg> legs, bind_legs(nullptr, op, find.tables));
  FindPlan plan;
  plan.predicate = find.predicate.get();
  const ast::Parameter* source = op.find("withsource");
  plan.source = source == nullptr ? "source_" : source->value;
  const auto schemas = [&] {
    std::vector<const Schema*> out;
    for (const Leg& leg : legs) out.push_back(&leg.node->schema);
    return out;
  };
  std::vector<std::string> names;
  collect_names(*find.predicate, names);
  for (const std::string& name : names) {
    CRUMB_TRY(const std::optional<Type> type, type_among(schemas(), name, find.predicate->span));
    if (type.has_value()) plan.named.push_back({name, *type});
  }
  std::vector<Schema> all;  // of the tables that are left out, too
  for (const Leg& leg : legs) all.push_back(leg.node->schema);
  std::vector<const Schema*> every;
  for (const Schema& schema : all) every.push_back(&schema);
  if (!plan.named.empty())
    std::erase_if(legs, [&](const Leg& leg) { return !has_any_of(leg.node->schema, plan.named); });

  UniqueNames unique;
  unique.reserve(plan.source);
  if (find.project) {
    for (const ast::FindColumn& column : find.columns) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const Schema& schema) {
        return find_column(schema, column.name).has_value();
      });
      if (!known) return unknown_name(column.name, column.span, "column");
      std::optional<Type> type = column.type;
      if (!type.has_value()) {
        CRUMB_TRY(type, type_among(every, column.name, column.span));
      }
      plan.outputs.push_back({column.name, type.value_or(Type::kString)});
    }
    if (find.pack) plan.pack = "pack_";
    plan.pack_all = true;
  } else {
    for (const ColumnSpec& column : legs.front().node->schema) {
      const bool common = std::all_of(legs.begin(), legs.end(), [&](const Leg& leg) {
        return find_column(leg.node->schema, column.name).has_value();
      });
      if (!common) continue;
      CRUMB_CHECK_OK(type_among(schemas(), column.name, op.span));
      plan.outputs.push_back(column);
    }
    for (const ColumnSpec& column : plan.named) {
      if (!find_column(plan.outputs, column.name).has_value()) plan.outputs.push_back(column);
    }
    const bool rest = std::any_of(legs.begin(), legs.end(), [&](const Leg& leg) {
      return std::any_of(leg.node->schema.begin(), leg.node->schema.end(),
                         [&](const ColumnSpec& column) {
                           return !find_column(plan.outputs, column.name).has_value();
                         });
    });
    if (rest) plan.pack = "pack_";
  }
  for (const ColumnSpec& column : plan.outputs) {
    if (column.name == plan.pack || unique.taken(column.name))
      return fail(ErrorCode::kSemantic,
                  "a column named '" + make_visible(column.name) + "' is there already", op.span);
    unique.reserve(column.name);
  }
  std::vector<Leg> found;
  for (Leg& leg : legs) {
    std::string name = leg.source;
    CRUMB_TRY(NodePtr node, find_leg(std::move(leg), op, plan));
    found.push_back({std::move(node), std::move(name)});
  }
  return union_of(op, std::move(found), "", false);
}

}  // namespace crumb::kql
