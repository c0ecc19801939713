// Result tables as text: the command line's formats, and what the page copies and downloads.
// Every form is escaped for the place it goes to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/table.h"

namespace crumb {

enum class TableFormat : std::uint8_t { kTable, kCsv, kJson, kNdjson };
[[nodiscard]] std::optional<TableFormat> table_format_from_name(std::string_view name);

// kTable: aligned columns for a terminal, control characters made visible, cells cut at 80 code
// points. kCsv: RFC 4180 with guarded formulas, LF. kJson:
// {"columns":[{"name","type"}],"rows":[[…]]}. kNdjson: one object a row.
[[nodiscard]] std::string to_text(const Table& table, TableFormat format);

}  // namespace crumb
