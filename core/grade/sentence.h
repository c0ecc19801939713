// Sentences of findings: a template with {Column} fields, filled from a row, safe to print as text
// anywhere. Log text is made visible, defanged and cut; nothing here knows HTML or a shell.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "grade/ask.h"
#include "grade/grade.h"
#include "grade/verdict.h"

namespace crumb::grade {

[[nodiscard]] std::string safe_text(
    std::string_view log_text);  // visible, defanged, at most 200 code points
[[nodiscard]] std::string short_time(
    std::int64_t ticks);  // "2026-11-16 09:21:58Z", milliseconds when there are any
[[nodiscard]] std::string short_number(
    double value);  // "0.8", "12", "-43.5"; three decimals at most
[[nodiscard]] std::string fill(std::string_view pattern, const RowView& row);

// Where rows stand: file names and lines for references, sorted and bounded to 64.
struct Places {
  const std::vector<SourceFile>* files = nullptr;
  const LineOf* line_of = nullptr;

  [[nodiscard]] std::vector<Origin> of(std::span<const RowRef> refs) const;
};

// One finding a row, twenty at most; the time is that of Timestamp, First or ClickTime.
[[nodiscard]] std::vector<Finding> findings(const Table& rows, std::string_view pattern,
                                            const Places& places);

}  // namespace crumb::grade
