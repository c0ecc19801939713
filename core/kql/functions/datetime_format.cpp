// Custom formats: runs of one letter are elements, everything else is copied.

#include "base/time.h"
#include "kql/functions/datetime_parts.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  std::string digits;
  append_integer(digits, value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0');
  out += digits;
}

// f: so many digits of the second's fraction. F: the same without zeros at the end.
void append_fraction(std::string& out, std::int64_t tick, std::size_t digits, bool trimmed) {
  std::string seven;
  append_padded(seven, tick, 7);
  std::string_view shown = std::string_view(seven).substr(0, digits);
  while (trimmed && shown.ends_with('0')) shown.remove_suffix(1);
  out += shown;
}

// Calls element(letter, run length) for each run; a false answer copies the run.
template <class Element>
void walk(std::string& out, std::string_view format, Element element) {
  for (std::size_t i = 0; i < format.size();) {
    std::size_t end = i + 1;
    while (end < format.size() && format[end] == format[i]) ++end;
    if (!element(format[i], end - i)) out += format.substr(i, end - i);
    i = end;
  }
}

}  // namespace

void append_formatted_datetime(std::string& out, std::int64_t ticks, std::string_view format) {
  const CivilTime c = civil_from_ticks(ticks);
  walk(out, format, [&](char letter, std::size_t run) {
    const std::size_t two = run > 1 ? 2 : 1;
    switch (letter) {
      case 'd':
        append_padded(out, c.day, two);
        return true;
      case 'M':
        append_padded(out, c.month, two);
        return true;
      case 'y':
        append_padded(out, run > 2 ? c.year : c.year % 100, run);
        return true;
      case 'H':
        append_padded(out, c.hour, two);
        return true;
      case 'h':
        append_padded(out, c.hour % 12 == 0 ? 12 : c.hour % 12, two);
        return true;
      case 'm':
        append_padded(out, c.minute, two);
        return true;
      case 's':
        append_padded(out, c.second, two);
        return true;
      case 'f':
      case 'F':
        if (run > 7) return false;
        append_fraction(out, c.tick, run, letter == 'F');
        return true;
      case 't':
        out += std::string_view(c.hour < 12 ? "AM" : "PM").substr(0, two);
        return true;
      default:
        return false;
    }
  });
}

void append_formatted_timespan(std::string& out, std::int64_t ticks, std::string_view format) {
  const auto size =
      ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
  const auto part = [size](std::int64_t unit, std::uint64_t turns) {
    return static_cast<std::int64_t>(size / static_cast<std::uint64_t>(unit) % turns);
  };
  walk(out, format, [&](char letter, std::size_t run) {
    const std::size_t two = run > 1 ? 2 : 1;
    switch (letter) {
      case 'd':
        if (run > 8) return false;
        append_padded(out, part(kTicksPerDay, ~std::uint64_t{0}), run);
        return true;
      case 'h':
      case 'H':
        append_padded(out, part(kTicksPerHour, 24), two);
        return true;
      case 'm':
        append_padded(out, part(kTicksPerMinute, 60), two);
        return true;
      case 's':
        append_padded(out, part(kTicksPerSecond, 60), two);
        return true;
      case 'f':
      case 'F':
        if (run > 7) return false;
        append_fraction(out, part(1, kTicksPerSecond), run, letter == 'F');
        return true;
      default:
        return false;
    }
  });
}

}  // namespace crumb::kql
