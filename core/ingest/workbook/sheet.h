// One sheet of a workbook as the records of a CSV text, and that text again. The first row with
// content is the header; rows without any are none. What a spreadsheet did to its cells is told in
// notes. Knows no tables and no columns' types.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ingest/record.h"
#include "ingest/workbook/workbook.h"

namespace crumb::ingest {

// Views live until the call returns. The record's text is RFC 4180, its offset counts as if all
// records stood in one text with CR LF behind each; `line` is the number of the row in the sheet.
// Cells that lost what they held are empty in `cells` and as they are in the text.
struct SheetRecord {
  std::span<const Cell> cells;
  RawRecord raw;
  std::string_view broken;  // why it cannot be read; empty: it can
};
using TakeRecord = std::function<bool(const SheetRecord&)>;  // false: enough

struct SheetBounds {
  std::uint32_t record_bytes = 16u << 20;
  std::uint32_t columns = 4096;
};

struct SheetOutcome {
  std::vector<std::string> notes;  // sentences about cells
  std::string damage;              // a sentence: what came before was read
  bool cut = false;                // cells end where spreadsheets cut them
};
SheetOutcome read_sheet(const Workbook& book, std::size_t sheet, const SheetBounds& bounds,
                        const TakeRecord& take);

// `bytes` of the sheet's text from `offset` on.
[[nodiscard]] std::string sheet_text(const Workbook& book, std::size_t sheet,
                                     const SheetBounds& bounds, std::uint64_t offset,
                                     std::uint32_t bytes);

}  // namespace crumb::ingest
