// Calendar arithmetic by named parts (year, week, hour ...), and custom formats. Not parsing: see
// base/time.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crumb::kql {

enum class Part : std::uint8_t {
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kHour,
  kMinute,
  kSecond,
  kMillisecond,
  kMicrosecond,
  kNanosecond,
  kDayOfYear,
  kWeekOfYear,  // only to be read
};

// Names are matched without regard to case. nullopt: no such part.
[[nodiscard]] std::optional<Part> part_from_name(std::string_view name);

[[nodiscard]] std::int64_t weekday(std::int64_t ticks);  // days since Sunday
[[nodiscard]] std::int64_t start_of(Part part, std::int64_t ticks);
// A day that the target month does not have becomes its last one. nullopt: out of range.
[[nodiscard]] std::optional<std::int64_t> add_part(Part part, std::int64_t ticks,
                                                   std::int64_t count);
// How often the part turns from b to a: negative when a is earlier.
[[nodiscard]] std::int64_t count_of(Part part, std::int64_t a, std::int64_t b);
[[nodiscard]] std::int64_t get_part(Part part, std::int64_t ticks);

// Letters that stand for nothing are copied. Source: the tables of format_datetime() and
// format_timespan().
void append_formatted_datetime(std::string& out, std::int64_t ticks, std::string_view format);
void append_formatted_timespan(std::string& out, std::int64_t ticks, std::string_view format);

}  // namespace crumb::kql
