// What a number of a workbook means: a plain number, or the days since the epoch of the workbook
// that its format shows as a time. From number and format to text; knows no XML and no sheet.
// ECMA-376 part 1, 18.8.30 (formats) and 18.17.4.1 (dates).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crumb::ingest {

struct NumberFormat {
  bool date = false;     // shows a day
  bool time = false;     // shows an hour or a second
  bool seconds = false;  // shows seconds
  [[nodiscard]] bool is_time() const { return date || time; }
};

[[nodiscard]] NumberFormat builtin_format(std::uint32_t id);
[[nodiscard]] NumberFormat read_format(std::string_view code);

struct NumberText {
  std::string text;
  bool time = false;         // an ISO text, without zone
  bool lost_digits = false;  // an integer of which the spreadsheet kept 15 digits
};
// `value` as the file has it; what is no number stays as it is.
[[nodiscard]] NumberText number_text(std::string_view value, NumberFormat format, bool since_1904);

}  // namespace crumb::ingest
