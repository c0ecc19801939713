// See format.h.
#include "ui/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/time.h"

namespace crumb::wasm {
namespace {

constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

template <class... Args>
std::string printed(const char* form, Args... args) {
  char text[96];
  const int length = std::snprintf(text, sizeof text, form, args...);
  return {text, static_cast<std::size_t>(length > 0 ? length : 0)};
}

}  // namespace

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(std::uint64_t value, const char* one, const char* many) {
  return grouped(value) + " " + (value == 1 ? one : many);
}

std::string signed_points(double points) {
  const double tenths = std::round(points * 10) / 10;
  if (tenths == 0) return "0";
  const bool whole = tenths == std::floor(tenths);
  return (tenths > 0 ? "+" : "−") + printed(whole ? "%.0f" : "%.1f", std::fabs(tenths));
}

std::string decibels(double value) {
  return (value < 0 ? "−" : "+") + printed("%.1f dB", std::fabs(value));
}

std::string probability(double value) {
  if (value > 0.99) return "P > 99 %";
  if (value < 0.01) return "P < 1 %";
  return printed("P %.0f %%", value * 100);
}

std::string megabytes(std::uint64_t bytes) {
  const double mega = static_cast<double>(bytes) / 1e6;
  return mega < 10 ? printed("%.1f MB", mega) : printed("%.0f MB", mega);
}

std::string clock_time(std::int64_t ticks) {
  const CivilTime t = civil_from_ticks(ticks);
  return printed("%02d:%02d:%02d", t.hour, t.minute, t.second);
}

std::string date_time(std::int64_t ticks) {
  const CivilTime t = civil_from_ticks(ticks);
  return printed("%04d-%02d-%02d %02d:%02d:%02dZ", t.year, t.month, t.day, t.hour, t.minute,
                 t.second);
}

std::string day_or_time(std::int64_t ticks, std::int64_t near_ticks) {
  const CivilTime t = civil_from_ticks(ticks);
  if (std::llabs(ticks - near_ticks) < kTicksPerDay) return printed("%02d:%02d", t.hour, t.minute);
  return printed("%s %02d", kMonths[t.month - 1], t.day);
}

std::string short_address(const std::string& address) {
  if (std::ranges::count(address, ':') != 7) return address;
  const auto slash = std::min(address.find('/'), address.size());
  std::array<std::string, 8> groups;
  std::size_t group = 0;
  for (const char c : std::string_view(address).substr(0, slash)) {
    if (c == ':')
      ++group;
    else if (c != '0' || !groups[group].empty())
      groups[group] += c;
  }
  std::size_t best = 0, longest = 1;  // a single zero group is written out
  for (std::size_t at = 0; at < groups.size(); ++at) {
    std::size_t run = 0;
    while (at + run < groups.size() && groups[at + run].empty()) ++run;
    if (run > longest) best = at, longest = run;
  }
  std::string text;
  for (std::size_t at = 0; at < groups.size(); ++at) {
    if (longest > 1 && at == best) {
      text += "::";
      at += longest - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += groups[at].empty() ? "0" : groups[at];
  }
  return text + address.substr(slash);
}

std::string file_tail(const std::string& path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace crumb::wasm
