// What a reader hands on: the cells of one record, as views that live until the next record.
// Not typed values yet (ingest/cell.h) and not rows (ingest/rows.h).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ingest/report.h"

namespace crumb::ingest {

enum class CellKind : std::uint8_t {
  kText,   // CSV cell or JSON string, quotes and escapes undone
  kToken,  // JSON number, true, false
  kNull,   // JSON null, or nothing there; text is empty
  kJson,   // JSON object or array as it stands in the file
};

struct Cell {
  std::string_view text;
  CellKind kind = CellKind::kText;
};

struct RawRecord {
  std::string_view text;  // the whole record as UTF-8, without its line end
  RecordPlace place;
};

}  // namespace crumb::ingest
