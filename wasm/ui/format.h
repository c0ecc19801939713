// Figures and times as the screen writes them. Not locale-dependent: UTC, thin grouping, a sign
// where it matters.
#pragma once

#include <cstdint>
#include <string>

namespace crumb::wasm {

[[nodiscard]] std::string grouped(std::uint64_t value);  // 48,211
[[nodiscard]] std::string counted(std::uint64_t value, const char* one,
                                  const char* many);       // "1 row", "2 rows"
[[nodiscard]] std::string signed_points(double points);    // +12.5, -3, 0 with a real minus
[[nodiscard]] std::string decibels(double value);          // +109.0 dB
[[nodiscard]] std::string probability(double value);       // "P > 99 %", "P 53 %"
[[nodiscard]] std::string megabytes(std::uint64_t bytes);  // 212 MB
[[nodiscard]] std::string clock_time(std::int64_t ticks);  // 09:21:58
[[nodiscard]] std::string date_time(std::int64_t ticks);   // 2026-11-16 09:21:58Z
[[nodiscard]] std::string day_or_time(std::int64_t ticks,
                                      std::int64_t near_ticks);  // "09:21" or "Oct 18"
[[nodiscard]] std::string short_address(
    const std::string& address);  // IPv6 as RFC 5952 writes it; others as they are
[[nodiscard]] std::string file_tail(const std::string& path);  // the part after the last slash

}  // namespace crumb::wasm
