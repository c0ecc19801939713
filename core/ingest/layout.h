// How the tables of the schema are stored: columns that carry the same datum share one slot, tables
// that are one set of rows under several names share one layout. Made once from schema/. Holds no
// rows (ingest/rows.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace crumb::ingest {

struct SlotSpec {
  std::string name;  // as the schema spells its first column
  Type type = Type::kString;
};

// Where a file's column goes. Several of one file may go to one slot: the lowest rank that is not
// empty wins.
struct Target {
  std::uint32_t slot = 0;
  std::uint32_t rank =
      0;  // 0: a column's own name; 1: the other time column; 2: another name for the datum
};

struct Layout {
  std::uint32_t id = 0;
  std::vector<const schema::TableInfo*> tables;  // one, or twins
  std::vector<SlotSpec> slots;
  std::vector<std::vector<std::uint32_t>> columns;   // by table, by column: its slot
  std::map<std::string, Target, std::less<>> names;  // lower-case name -> slot
  std::optional<std::uint32_t> time_slot;
  std::optional<std::uint32_t> unique_slot;  // names a record wherever it was exported

  [[nodiscard]] std::optional<Target> find(std::string_view lower_case_name) const;
};

[[nodiscard]] std::span<const Layout> layouts();
// A table that only its own file knows: every column a text, none of them a time.
struct OwnTable {
  schema::TableInfo info;
  Layout layout;
};
[[nodiscard]] std::unique_ptr<OwnTable> own_table(std::span<const std::string> columns);

[[nodiscard]] const Layout* layout_of(const schema::TableInfo& table);

// "TimeGenerated [UTC]" -> "timegenerated"; marks from exports are taken off, blanks trimmed, lower
// case.
struct HeaderName {
  std::string lower;
  bool local_time = false;  // the export says that its times are in the viewer's zone
  bool utc_mark = false;    // " [UTC]", as the Log Analytics portal writes
};
[[nodiscard]] HeaderName read_header_name(std::string_view name);

}  // namespace crumb::ingest
