// Kusto's datetime and timespan: 100 ns ticks since 0001-01-01T00:00:00Z in an int64; parse and
// print. Not a clock: nothing in core reads the wall clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crumb {

inline constexpr std::int64_t kTicksPerMicrosecond = 10;
inline constexpr std::int64_t kTicksPerMillisecond = 10'000;
inline constexpr std::int64_t kTicksPerSecond = 10'000'000;
inline constexpr std::int64_t kTicksPerMinute = 60 * kTicksPerSecond;
inline constexpr std::int64_t kTicksPerHour = 60 * kTicksPerMinute;
inline constexpr std::int64_t kTicksPerDay = 24 * kTicksPerHour;
inline constexpr std::int64_t kMaxDatetimeTicks =
    3'155'378'975'999'999'999;  // 9999-12-31T23:59:59.9999999Z
inline constexpr std::int64_t kUnixEpochTicks = 621'355'968'000'000'000;

// Broken-down UTC time; tick is 0..9'999'999 within the second.
struct CivilTime {
  std::int32_t year = 1;
  std::int32_t month = 1;  // 1..12
  std::int32_t day = 1;    // 1..31
  std::int32_t hour = 0;
  std::int32_t minute = 0;
  std::int32_t second = 0;
  std::int32_t tick = 0;
};

[[nodiscard]] std::optional<std::int64_t> ticks_from_civil(
    const CivilTime& civil);  // nullopt: no such day, or out of range
[[nodiscard]] CivilTime civil_from_ticks(std::int64_t ticks);

// ISO 8601 as exports and KQL literals write it: date, or date and time, 'T' or blank between, 0 to
// 9 fraction digits (past the seventh cut), zone 'Z', none (UTC) or +hh:mm. Surrounding blanks are
// skipped. Locale shapes (month names, AM/PM, d/m/y) are the dialects' business, not this one's.
[[nodiscard]] std::optional<std::int64_t> parse_iso_datetime(std::string_view text);

// "2026-11-16T09:21:58.0000000Z", always 7 digits and Z.
[[nodiscard]] std::string format_datetime(std::int64_t ticks);
void append_datetime(std::string& out, std::int64_t ticks);

// Kusto literal "1d", "1.5h", "90s", "100ms", "10microsecond", "1tick", or
// "[-][d.]hh:mm[:ss[.fffffff]]".
[[nodiscard]] std::optional<std::int64_t> parse_timespan(std::string_view text);
// As Kusto prints one: [-][d.]hh:mm:ss[.fffffff].
[[nodiscard]] std::string format_timespan(std::int64_t ticks);

}  // namespace crumb
