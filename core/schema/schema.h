// Tables that exports can fill, as data: columns, types, aliases, time column, documentation page.
// The texts lie in schema/tables/*.json and are compiled in; this is their reader.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/table.h"

namespace crumb::schema {

struct ColumnInfo {
  std::string name;
  Type type = Type::kString;
  std::string description;
};

struct TableInfo {
  std::string name;
  std::vector<std::string> aliases;
  std::string platform;     // "defender", "sentinel" or "both"
  std::string time_column;  // "Timestamp" or "TimeGenerated"
  std::string source;       // documentation page
  std::vector<ColumnInfo> columns;

  [[nodiscard]] Schema columns_schema() const;
};

// Parsed once, on first call, kept for the life of the program; sorted by name.
[[nodiscard]] std::span<const TableInfo> tables();
[[nodiscard]] const TableInfo* find_table(std::string_view name_or_alias);

}  // namespace crumb::schema
