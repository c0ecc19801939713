// Format codes, serial days and digits.
#include "ingest/workbook/number.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "base/ascii.h"
#include "base/text.h"
#include "base/time.h"
#include "ingest/cell.h"

namespace crumb::ingest {
namespace {

constexpr double kExactDigits = 1e15;  // a spreadsheet keeps 15 digits
constexpr double kDaysOfYear10000 = 2'958'466;

// The built-in formats that show times. 27 to 36 and 50 to 58: dates of East Asian languages.
struct BuiltinRange {
  std::uint32_t first, last;
  NumberFormat format;
};
constexpr BuiltinRange kBuiltin[] = {
    {14, 17, {.date = true}},
    {18, 18, {.time = true}},
    {19, 19, {.time = true, .seconds = true}},
    {20, 20, {.time = true}},
    {21, 21, {.time = true, .seconds = true}},
    {22, 22, {.date = true, .time = true}},
    {27, 31, {.date = true}},
    {32, 35, {.time = true, .seconds = true}},
    {36, 36, {.date = true}},
    {45, 47, {.time = true, .seconds = true}},
    {50, 58, {.date = true}},
};

// Whether the integer's digits stand in the text and go beyond what a spreadsheet keeps: then
// another program wrote them, all of them.
bool is_written_out(std::string_view value) {
  std::size_t digits = 0;
  bool beyond = false;
  for (const char c : value) {
    if (c == '-' && digits == 0) continue;
    if (!is_digit(c)) return false;
    if (++digits > 15 && c != '0') beyond = true;
  }
  return beyond;
}

std::string day_text(const CivilTime& civil) {
  std::array<char, 48> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", civil.year, civil.month, civil.day);
  return out.data();
}

std::string clock_text(const CivilTime& civil, bool seconds) {
  std::array<char, 48> out{};
  if (!seconds) {
    std::snprintf(out.data(), out.size(), "%02d:%02d", civil.hour, civil.minute);
  } else if (civil.tick == 0) {
    std::snprintf(out.data(), out.size(), "%02d:%02d:%02d", civil.hour, civil.minute, civil.second);
  } else {
    std::snprintf(out.data(), out.size(), "%02d:%02d:%02d.%03d", civil.hour, civil.minute,
                  civil.second, static_cast<int>(civil.tick / kTicksPerMillisecond));
  }
  return out.data();
}

// Day 60 of the system of 1900 is a 29 February that never was.
std::int64_t epoch_ticks(double days, bool since_1904) {
  const CivilTime epoch = since_1904   ? CivilTime{.year = 1904}
                          : days >= 61 ? CivilTime{.year = 1899, .month = 12, .day = 30}
                                       : CivilTime{.year = 1899, .month = 12, .day = 31};
  return ticks_from_civil(epoch).value_or(0);
}

std::string time_text(double days, NumberFormat format, bool since_1904) {
  // Whole milliseconds: that is what a spreadsheet knows of a time.
  const auto milliseconds = static_cast<std::int64_t>(std::llround(days * 86'400'000.0));
  const CivilTime civil =
      civil_from_ticks(epoch_ticks(days, since_1904) + milliseconds * kTicksPerMillisecond);
  const bool midnight = milliseconds % 86'400'000 == 0;
  const bool seconds = format.seconds || milliseconds % 60'000 != 0;
  if (!format.date && days < 1) return clock_text(civil, seconds);
  if (!format.time && midnight) return day_text(civil);
  return day_text(civil) + " " + clock_text(civil, seconds);
}

}  // namespace

NumberFormat builtin_format(std::uint32_t id) {
  for (const BuiltinRange& range : kBuiltin) {
    if (id >= range.first && id <= range.last) return range.format;
  }
  return {};
}

// The first section of the code without what is quoted, escaped or in brackets; [h], [m] and [s]
// count hours, minutes and seconds.
NumberFormat read_format(std::string_view code) {
  NumberFormat out;
  if (equals_ignore_case(code, "General")) return out;
  bool months_or_minutes = false;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"' || c == '[') {
      const std::size_t end = code.find(c == '"' ? '"' : ']', i + 1);
      if (end == std::string_view::npos) break;
      const std::string_view inner = code.substr(i + 1, end - i - 1);
      if (c == '[' && !inner.empty() &&
          inner.find_first_not_of("hHmMsS") == std::string_view::npos) {
        out.time = true;
        out.seconds = out.seconds || inner.front() == 's' || inner.front() == 'S';
      }
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
      out.date = true;
    } else if (c == 'h' || c == 'H') {
      out.time = true;
    } else if (c == 's' || c == 'S') {
      out.time = out.seconds = true;
    } else if (c == 'm' || c == 'M') {
      months_or_minutes = true;
    }
  }
  if (months_or_minutes && !out.time) out.date = true;
  return out;
}

NumberText number_text(std::string_view value, NumberFormat format, bool since_1904) {
  value = trim(value);
  const auto number = parse_cell_real(value);
  if (!number || !std::isfinite(*number)) return {std::string(value), false, false};
  if (format.is_time() && *number >= 0 && *number < kDaysOfYear10000)
    return {time_text(*number, format, since_1904), true, false};
  if (std::abs(*number) >= kExactDigits && std::floor(*number) == *number)
    return {std::string(value), false, !is_written_out(value)};
  std::array<char, 48> out{};
  std::snprintf(out.data(), out.size(), "%.15g", *number);
  return {out.data(), false, false};
}

}  // namespace crumb::ingest
