// Environment's public face over its map of entries. Computes nothing.
#include "kql/environment.h"

namespace crumb::kql {

Environment::Environment() : impl_(std::make_unique<Impl>()) {}
Environment::~Environment() = default;
Environment::Environment(Environment&&) noexcept = default;
Environment& Environment::operator=(Environment&&) noexcept = default;

void Environment::put_table(std::string name, TablePtr table) {
  impl_->entries.insert_or_assign(std::move(name), std::move(table));
}

void Environment::put_scalar(std::string name, Value value) {
  impl_->entries.insert_or_assign(std::move(name), std::move(value));
}

TablePtr Environment::table(std::string_view name) const {
  const EnvironmentEntry* entry = impl_->find(name);
  if (entry == nullptr) return nullptr;
  if (const auto* table = std::get_if<TablePtr>(entry)) return *table;
  if (const auto* lazy = std::get_if<std::shared_ptr<LazyTable>>(entry)) return (*lazy)->table;
  return nullptr;
}

}  // namespace crumb::kql
