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
  std::vector<std::string> reads;  // other names under which exports carry the same datum
};

struct TableInfo {
  std::string name;
  std::vector<std::string> aliases;
  std::string platform;     // "defender", "sentinel" or "both"; else the service that writes it
  std::string time_column;  // "Timestamp", "TimeGenerated", or what such an export calls it
  std::string source;       // documentation page
  std::string
      rows_of;  // tables with the same non-empty text are one set of rows under several names
  std::string unique;  // column whose value names a record; empty: only equal records are the same
  std::string
      category;  // value of an export's Category that stands for this table, when names differ
  std::string defers_to;  // the table that an export is taken for when its columns fit both
  bool timeless = false;  // a state list: exports without a time column are of use
  bool named = false;  // only a dialect that names it leads to this table, never its columns alone
  std::vector<std::string> telling;  // columns that set the table apart from its neighbours
  std::vector<ColumnInfo> columns;

  [[nodiscard]] Schema columns_schema() const;
};

// Parsed once, on first call, kept for the life of the program; sorted by name.
[[nodiscard]] std::span<const TableInfo> tables();
[[nodiscard]] const TableInfo* find_table(std::string_view name_or_alias);

}  // namespace crumb::schema
