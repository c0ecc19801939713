// Every table by name: those of the schema whether loaded or not (then empty), and their aliases.
// Owned by the case; the KQL binder only reads it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/network_pack.h"
#include "store/table.h"

namespace crumb {

class Catalog {
 public:
  // Replaces a table of the same name. `loaded` = some file filled it.
  void put(TablePtr table, bool loaded);
  // Some rows of a table are of exports that cannot know all that such a table holds: `complete` is
  // the table without them (`loaded`: it is there at all), `limits` says what they lack. Gone with
  // put().
  void put_limits(TablePtr complete, bool loaded, std::string limits);
  void add_alias(std::string alias, std::string table);

  // A list that an analyst keeps beside the logs: found by its own name only, not among names().
  void put_watchlist(std::string name, TablePtr table);
  [[nodiscard]] TablePtr watchlist(std::string_view name) const;  // nullptr when unknown

  // Who announces addresses and where; nullptr: no pack was given.
  void put_networks(std::shared_ptr<const NetworkPack> networks);
  [[nodiscard]] const std::shared_ptr<const NetworkPack>& networks() const { return networks_; }

  [[nodiscard]] TablePtr find(
      std::string_view name) const;  // exact name or alias; nullptr when unknown
  [[nodiscard]] bool is_loaded(std::string_view name) const;
  [[nodiscard]] std::string_view limits(std::string_view name) const;  // empty: there are none
  // The same tables without the rows of limited exports: silence in these counts.
  [[nodiscard]] Catalog complete() const;
  [[nodiscard]] std::vector<std::string> names() const;  // sorted, aliases not included
  [[nodiscard]] std::string nearest(
      std::string_view name) const;  // a known name within a small edit distance, or empty

 private:
  struct Entry {
    TablePtr table;
    bool loaded = false;
    TablePtr complete;  // nullptr: the table itself
    bool complete_loaded = false;
    std::string limits;
  };
  std::map<std::string, Entry, std::less<>> tables_;
  std::map<std::string, std::string, std::less<>> aliases_;
  std::map<std::string, TablePtr, std::less<>> watchlists_;
  std::shared_ptr<const NetworkPack> networks_;
};

}  // namespace crumb
