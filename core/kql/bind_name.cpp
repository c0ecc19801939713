// What a name refers to: a column, a let, an environment's entry, a table of the catalog, in this
// order; and slots of tables that are computed once.
#include <utility>

#include "base/edit_distance.h"
#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {

const NameMeaning* Binder::find_name(std::string_view name) const {
  return scope_ == nullptr ? nullptr : scope_->find(name);
}

bool Binder::names_something(std::string_view name) const {
  if (find_name(name) != nullptr) return true;
  if (input_.environment != nullptr && input_.environment->find(name) != nullptr) return true;
  return input_.catalog.find(name) != nullptr;
}

bool Binder::has_column(std::string_view name) const {
  const Schema* schema = aggregates_ != nullptr ? aggregate_row_.schema : row_.schema;
  return schema != nullptr && find_column(*schema, name).has_value();
}

bool Binder::is_user_function(std::string_view name) const {
  return find_function(name).has_value();
}

std::optional<FunctionName> Binder::find_function(std::string_view name) const {
  if (const NameMeaning* meaning = find_name(name)) {
    const auto* function = std::get_if<FunctionName>(meaning);
    return function == nullptr ? std::nullopt : std::optional(*function);
  }
  if (input_.environment == nullptr) return std::nullopt;
  const EnvironmentEntry* entry = input_.environment->find(name);
  const auto* function = entry == nullptr ? nullptr : std::get_if<FunctionPtr>(entry);
  if (function == nullptr) return std::nullopt;
  return FunctionName{*function, {}, 0, true};
}

Result<Bound> Binder::bind_name(const ast::Expr& expr) {
  const std::string& name = expr.name;
  if (row_.schema != nullptr) {
    if (auto column = find_column(*row_.schema, name))
      return Bound{make_column(*column, (*row_.schema)[*column].type, expr.span), nullptr};
  }
  if (aggregates_ != nullptr && find_column(*aggregate_row_.schema, name).has_value()) {
    return fail(ErrorCode::kSemantic,
                "'" + make_visible(name) +
                    "' must be inside an aggregate such as take_any(), or among the columns after "
                    "'by' alone",
                expr.span);
  }
  if (const NameMeaning* meaning = find_name(name)) {
    if (const auto* scalar = std::get_if<ScalarName>(meaning)) return use_scalar(*scalar, expr);
    if (const auto* table = std::get_if<TableName>(meaning))
      return Bound{nullptr, shared_node(table->slot, expr.span)};
    if (const auto* function = std::get_if<FunctionName>(meaning)) {
      FunctionName copy = *function;
      return call_user_function(copy, expr, nullptr);
    }
    return std::unexpected(Error{ErrorCode::kSemantic, "", expr.span});
  }
  if (input_.environment != nullptr) {
    if (const EnvironmentEntry* entry = input_.environment->find(name)) {
      if (const auto* value = std::get_if<Value>(entry))
        return Bound{make_literal(*value, expr.span), nullptr};
      if (const auto* table = std::get_if<TablePtr>(entry))
        return Bound{nullptr, scan(*table, expr.span)};
      if (const auto* lazy = std::get_if<std::shared_ptr<LazyTable>>(entry))
        return Bound{nullptr, shared_node(lazy_slot(*lazy), expr.span)};
      return call_user_function(FunctionName{std::get<FunctionPtr>(*entry), {}, 0, true}, expr,
                                nullptr);
    }
  }
  if (TablePtr table = input_.catalog.find(name))
    return Bound{nullptr, scan(std::move(table), expr.span)};
  return unknown_name(name, expr.span, row_.schema != nullptr ? "column" : "table");
}

Result<Bound> Binder::use_scalar(const ScalarName& name, const ast::Expr& at) {
  if (name.row != 0 && name.row != row_.id) {
    return fail(
        ErrorCode::kSemantic,
        "'" + make_visible(at.name) + "' depends on a row and cannot be used inside another query",
        at.span);
  }
  if (name.memo == 0) {
    ExprPtr copy = copy_of(*name.expr);
    copy->span = at.span;
    return Bound{std::move(copy), nullptr};
  }
  auto memo = std::make_unique<Expr>();
  memo->kind = ExprKind::kMemo;
  memo->type = name.expr->type;
  memo->span = at.span;
  memo->slot = name.memo;
  memo->shared = name.expr;
  return Bound{std::move(memo), nullptr};
}

// "unknown column 'SesionId'; did you mean 'SessionId'?"
std::unexpected<Error> Binder::unknown_name(std::string_view name, Span span,
                                            std::string_view what) const {
  NearestName nearest(name);
  if (row_.schema != nullptr) {
    for (const ColumnSpec& column : *row_.schema) nearest.offer(column.name);
  }
  std::vector<std::string_view> names;
  if (scope_ != nullptr) scope_->collect(names);
  for (std::string_view known : names) nearest.offer(known);
  if (input_.environment != nullptr) {
    for (const auto& entry : input_.environment->entries) nearest.offer(entry.first);
  }
  if (row_.schema == nullptr) {
    for (const std::string& known : input_.catalog.names()) nearest.offer(known);
  }
  std::string message = "unknown " + std::string(what) + " '" + make_visible(name) + "'";
  if (!nearest.best().empty()) message += "; did you mean '" + make_visible(nearest.best()) + "'?";
  return fail(ErrorCode::kSemantic, std::move(message), span);
}

NodePtr Binder::scan(TablePtr table, Span span) {
  auto node = std::make_unique<Node>();
  node->schema = table->schema();
  node->span = span;
  node->label = table->name();
  node->op = ScanOp{std::move(table)};
  return node;
}

const Schema& Binder::slot_schema(std::uint32_t slot) const {
  const SharedTable& shared = plan_.shared[slot];
  if (shared.plan != nullptr) return shared.plan->schema;
  return shared.lazy != nullptr ? shared.lazy->schema : shared.table->schema();
}

NodePtr Binder::shared_node(std::uint32_t slot, Span span) {
  auto node = std::make_unique<Node>();
  node->schema = slot_schema(slot);
  node->span = span;
  node->label = plan_.shared[slot].name;
  node->op = SharedOp{slot};
  return node;
}

std::uint32_t Binder::new_slot(std::string name, NodePtr plan) {
  plan_.shared.push_back({std::move(name), std::move(plan), nullptr, nullptr});
  return static_cast<std::uint32_t>(plan_.shared.size() - 1);
}

std::uint32_t Binder::slot_of(NodePtr plan, std::string name) {
  if (const auto* shared = std::get_if<SharedOp>(&plan->op)) return shared->slot;
  return new_slot(std::move(name), std::move(plan));
}

std::uint32_t Binder::lazy_slot(const std::shared_ptr<LazyTable>& lazy) {
  auto [found, fresh] = lazy_slots_.try_emplace(lazy.get(), 0);
  if (fresh) {
    found->second = static_cast<std::uint32_t>(plan_.shared.size());
    plan_.shared.push_back({lazy->name, nullptr, nullptr, lazy});
    for (const std::string& sentence : lazy->plan.warnings) warn(sentence);
  }
  return found->second;
}

}  // namespace crumb::kql
