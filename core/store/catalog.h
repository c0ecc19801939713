// Every table by name: those of the schema whether loaded or not (then empty), and their aliases.
// Owned by the case; the KQL binder only reads it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/table.h"

namespace crumb {

class Catalog {
 public:
  // Replaces a table of the same name. `loaded` = some file filled it.
  void put(TablePtr table, bool loaded);
  void add_alias(std::string alias, std::string table);

  [[nodiscard]] TablePtr find(
      std::string_view name) const;  // exact name or alias; nullptr when unknown
  [[nodiscard]] bool is_loaded(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;  // sorted, aliases not included
  [[nodiscard]] std::string nearest(
      std::string_view name) const;  // a known name within a small edit distance, or empty

 private:
  struct Entry {
    TablePtr table;
    bool loaded = false;
  };
  std::map<std::string, Entry, std::less<>> tables_;
  std::map<std::string, std::string, std::less<>> aliases_;
};

}  // namespace crumb
