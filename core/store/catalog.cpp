// Tables by name and alias, and the nearest name for a typo.
#include "store/catalog.h"

#include <algorithm>

#include "base/edit_distance.h"

namespace crumb {

void Catalog::put(TablePtr table, bool loaded) {
  std::string name = table->name();
  tables_.insert_or_assign(std::move(name), Entry{std::move(table), loaded, nullptr, false, {}});
}

void Catalog::put_limits(TablePtr complete, bool loaded, std::string limits) {
  Entry& entry = tables_[complete->name()];
  entry.complete = std::move(complete);
  entry.complete_loaded = loaded;
  entry.limits = std::move(limits);
}

std::string_view Catalog::limits(std::string_view name) const {
  const auto it = tables_.find(name);
  return it == tables_.end() ? std::string_view() : it->second.limits;
}

Catalog Catalog::complete() const {
  Catalog out;
  out.aliases_ = aliases_;
  out.watchlists_ = watchlists_;
  out.networks_ = networks_;
  for (const auto& [name, entry] : tables_) {
    out.tables_[name] = entry.complete == nullptr
                            ? entry
                            : Entry{entry.complete, entry.complete_loaded, nullptr, false, {}};
  }
  return out;
}

void Catalog::add_alias(std::string alias, std::string table) {
  aliases_.insert_or_assign(std::move(alias), std::move(table));
}

void Catalog::put_watchlist(std::string name, TablePtr table) {
  watchlists_.insert_or_assign(std::move(name), std::move(table));
}

void Catalog::put_networks(std::shared_ptr<const NetworkPack> networks) {
  networks_ = std::move(networks);
}

TablePtr Catalog::watchlist(std::string_view name) const {
  const auto it = watchlists_.find(name);
  return it == watchlists_.end() ? nullptr : it->second;
}

TablePtr Catalog::find(std::string_view name) const {
  if (const auto it = tables_.find(name); it != tables_.end()) return it->second.table;
  if (const auto it = aliases_.find(name); it != aliases_.end()) {
    if (const auto target = tables_.find(it->second); target != tables_.end())
      return target->second.table;
  }
  return nullptr;
}

bool Catalog::is_loaded(std::string_view name) const {
  if (const auto it = aliases_.find(name); it != aliases_.end()) name = it->second;
  const auto it = tables_.find(name);
  return it != tables_.end() && it->second.loaded;
}

std::vector<std::string> Catalog::names() const {
  std::vector<std::string> out;
  out.reserve(tables_.size());
  for (const auto& [name, entry] : tables_) out.push_back(name);
  return out;
}

std::string Catalog::nearest(std::string_view name) const {
  NearestName nearest(name);
  for (const auto& [known, entry] : tables_) nearest.offer(known);
  for (const auto& [alias, target] : aliases_) nearest.offer(alias);
  return nearest.best();
}

}  // namespace crumb
