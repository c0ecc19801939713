// The door's rooms: text to plan to table, definitions into an environment, a condition over a
// table. Not the parser, not the binder, not the operators; check() and render_error() are theirs
// (check.cpp).
#include "kql/engine.h"

#include <algorithm>
#include <utility>

#include "kql/binder.h"
#include "kql/environment.h"
#include "kql/exec/push_down.h"
#include "kql/exec/runtime.h"
#include "kql/exec/stage.h"
#include "kql/parser.h"

namespace crumb::kql {

namespace {

constexpr std::string_view kFilterTable = "crumb_filter_rows";

Session session_of(const Catalog& catalog, const QueryOptions& options) {
  Session session;
  session.eval.now_ticks = options.now_ticks;
  session.eval.limits = options.limits;
  session.eval.cancelled = options.cancelled;
  session.eval.networks = catalog.networks().get();
  session.origins = options.origins;
  session.seconds = options.seconds;
  return session;
}

Result<TablePtr> run_plan(Plan& plan, Session& session) {
  push_down(plan);
  Runtime runtime(plan, session);
  return runtime.run();
}

Environment::Impl* impl_of(Environment* environment) {
  return environment == nullptr ? nullptr : &environment->impl();
}

Span moved_back(Span span, std::uint32_t by) {
  return {span.begin - std::min(span.begin, by), span.end - std::min(span.end, by)};
}

// A condition alone: no statements before it, no operators after it.
Result<void> check_is_expression(std::string_view text, const Limits& limits) {
  CRUMB_TRY(const ast::Query query, parse(text, limits));
  if (query.statements.size() == 1) {
    const auto* only = std::get_if<ast::Expression>(&query.statements.front().what);
    if (only != nullptr && only->expr->kind != ast::ExprKind::kPipe) return {};
  }
  return fail(ErrorCode::kSyntax, "A condition is one scalar expression.",
              {0, static_cast<std::uint32_t>(text.size())});
}

}  // namespace

Result<QueryResult> run(std::string_view text, const Catalog& catalog, Environment* environment,
                        const Bindings& bindings, const QueryOptions& options) {
  Session session = session_of(catalog, options);
  CRUMB_TRY(const ast::Query query, parse(text, options.limits));
  PlanStage stage(session);
  CRUMB_TRY(Plan plan,
            bind(query, {catalog, impl_of(environment), bindings, session.eval, &stage}));
  CRUMB_TRY(TablePtr table, run_plan(plan, session));
  QueryResult out{std::move(table), std::move(session.stages), {}, {}, std::move(plan.warnings)};
  if (plan.chart.has_value()) {
    out.chart_kind = std::move(plan.chart->kind);
    out.chart_properties = std::move(plan.chart->properties);
  }
  return out;
}

Result<void> define(std::string_view text, const Catalog& catalog, Environment& environment,
                    const Bindings& bindings, const QueryOptions& options) {
  Session session = session_of(catalog, options);
  CRUMB_TRY(const ast::Query query, parse(text, options.limits));
  // What is computed while binding is kept; a later query may want its origins.
  Session staged = session_of(catalog, options);
  staged.origins = true;
  PlanStage stage(staged);
  for (const ast::Statement& statement : query.statements) {
    CRUMB_TRY(Definition definition, bind_definition(statement, {catalog, &environment.impl(),
                                                                 bindings, session.eval, &stage}));
    if (!definition.scalar) continue;
    const Type type = definition.plan.root->schema[0].type;
    CRUMB_TRY(const TablePtr table, run_plan(definition.plan, session));
    const bool empty = table->rows() == 0;
    environment.put_scalar(
        definition.name, empty ? Value::null_of(type) : table->segments()[0].columns[0]->value(0));
  }
  return {};
}

Result<TablePtr> filter(const TablePtr& table, std::string_view condition, const Catalog& catalog,
                        Environment* environment, const QueryOptions& options) {
  CRUMB_CHECK_OK(check_is_expression(condition, options.limits));
  Environment names;
  if (environment != nullptr) names.impl() = environment->impl();
  names.put_table(std::string(kFilterTable), table);
  std::string text(kFilterTable);
  text += " | where ";
  const auto prefix = static_cast<std::uint32_t>(text.size());
  text += condition;
  auto result = run(text, catalog, &names, {}, options);
  if (!result.has_value()) {
    Error error = std::move(result).error();
    error.span = moved_back(error.span, prefix);
    return std::unexpected(std::move(error));
  }
  return result->table;
}

}  // namespace crumb::kql
