// _GetWatchlist('alias'): the watchlist or loaded table of that name, every column as a text.
// SearchKey is its column of that name, or its first one: which column a watchlist is searched by
// is not in its file. Nothing is fetched. Source:
// learn.microsoft.com/azure/sentinel/watchlists-queries.
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {

Result<Bound> Binder::bind_watchlist(const ast::Expr& call) {
  if (call.args.size() != 1)
    return fail(ErrorCode::kUnsupported, "unsupported: " + call.name + " with keys", call.span);
  CRUMB_TRY(const Value alias, plugin_constant(*call.args[0], Type::kString));
  TablePtr table;
  if (input_.environment != nullptr) {
    const EnvironmentEntry* entry = input_.environment->find(alias.text);
    const auto* known = entry == nullptr ? nullptr : std::get_if<TablePtr>(entry);
    if (known != nullptr) table = *known;
  }
  if (table == nullptr) table = input_.catalog.watchlist(alias.text);
  if (table == nullptr) table = input_.catalog.find(alias.text);
  if (table == nullptr || table->schema().empty()) {
    return fail(ErrorCode::kUnsupported,
                "unsupported: the watchlist '" + make_visible(alias.text) +
                    "' is not loaded; its export, a CSV with a SearchKey, is read",
                call.span);
  }
  const Schema schema = table->schema();
  auto node = std::make_unique<Node>();
  node->span = call.span;
  node->label = call.name;
  ProjectOp project;
  const bool has_key = find_column(schema, "SearchKey").has_value();
  for (std::uint32_t i = 0; i < schema.size() + (has_key ? 0 : 1); ++i) {
    const std::uint32_t at = i < schema.size() ? i : 0;
    CRUMB_TRY(ExprPtr text,
              convert(make_column(at, schema[at].type, call.span), Type::kString, context_));
    node->schema.push_back({i < schema.size() ? schema[i].name : "SearchKey", Type::kString});
    project.outputs.push_back({std::move(text)});
  }
  node->op = std::move(project);
  node->inputs.push_back(scan(std::move(table), call.span));
  return Bound{nullptr, std::move(node)};
}

}  // namespace crumb::kql
