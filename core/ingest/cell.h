// The text of a cell as a value of a KQL type: times in all shapes that exports write, numbers,
// truth values, dynamic. Decides nothing about columns (ingest/rows.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crumb::ingest {

// Written for "nothing": empty, null, <null>, NaT, nan ... Only typed columns read these so;
// strings keep their text.
[[nodiscard]] bool is_missing(std::string_view text);

enum class DayMonth : std::uint8_t {
  kClear,       // the shape leaves no doubt (ISO, month by name, year first, equal numbers)
  kDayFirst,    // d/m/y: the first number cannot be a month
  kMonthFirst,  // m/d/y: the second number cannot be a month
  kOpen,        // either; read as m/d/y until the file's other cells decide
};
struct CellTime {
  std::int64_t ticks = 0;
  DayMonth order = DayMonth::kClear;
  bool no_seconds = false;  // "9:30", as spreadsheets save times
};
// ISO 8601, and the shapes of schemas/formats: "May 7, 2024 6:35:31 PM", "05/12/2024 18:41:25.123",
// "13/03/2024, 3:40:13.988 pm", "13.03.2024 15:40:13", "/Date(1621372413000)/". A time without zone
// is UTC.
[[nodiscard]] std::optional<CellTime> parse_cell_time(std::string_view text);
[[nodiscard]] std::int64_t swap_day_and_month(std::int64_t ticks);

// ISO times of one column, quickly: most rows share the date with the row before.
class IsoTimeReader {
 public:
  [[nodiscard]] std::optional<std::int64_t> parse(
      std::string_view text);  // nullopt: not this plain shape

 private:
  char date_[10] = {};
  std::int64_t date_ticks_ = -1;
};

[[nodiscard]] std::optional<std::int64_t> parse_cell_long(
    std::string_view text);  // also 12.0 and 1E+3, and true and false as 1 and 0
[[nodiscard]] std::optional<double> parse_cell_real(std::string_view text);
[[nodiscard]] std::optional<bool> parse_cell_bool(
    std::string_view text);  // true false 1 0, any case

// A cell of a dynamic column as compact JSON: JSON as it is, JSON within a JSON string unwrapped
// (at most three levels), anything else as a JSON string. `scalars`: bare numbers and words count
// as JSON. False: nested more than max_depth deep,
// or JSON that a spreadsheet cut off.
[[nodiscard]] bool cell_to_dynamic(std::string_view text, bool scalars, std::uint32_t max_depth,
                                   std::string& out);

}  // namespace crumb::ingest
