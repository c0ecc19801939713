// Times of day and dates in cells. Plain ISO first, then the shapes that follow a user's language.
// English month names only; the order of day and month in d/m/y is left open where the cell cannot
// tell.
#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "base/text.h"
#include "base/time.h"
#include "ingest/cell.h"

namespace crumb::ingest {
namespace {

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};

// Reads a cell from left to right; every step answers whether it fitted.
struct Cursor {
  std::string_view text;

  void blanks() {
    while (true) {
      if (text.starts_with(' '))
        text.remove_prefix(1);
      else if (text.starts_with("\xC2\xA0"))
        text.remove_prefix(2);
      else if (text.starts_with("\xE2\x80\xAF"))
        text.remove_prefix(3);
      else
        return;
    }
  }
  bool take(char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
  }
  bool number(std::int32_t& out, std::size_t most_digits) {
    std::size_t n = 0;
    out = 0;
    while (n < text.size() && is_digit(text[n])) {
      if (n == most_digits) return false;
      out = out * 10 + (text[n++] - '0');
    }
    text.remove_prefix(n);
    return n != 0;
  }
  std::string_view word() {
    std::size_t n = 0;
    while (n < text.size() && (is_letter(text[n]) || (text[n] == '.' && n != 0))) ++n;
    const std::string_view out = text.substr(0, n);
    text.remove_prefix(n);
    return out;
  }
};

bool month_of(std::string_view word, std::int32_t& month) {
  if (word.size() < 3) return false;
  for (std::int32_t i = 0; i < 12; ++i) {
    if (starts_with_ignore_case(word, kMonths[i])) {
      month = i + 1;
      return true;
    }
  }
  return false;
}

// "6:35:31 PM", "18:41:25.123", "9:05", then perhaps Z or UTC.
bool read_clock(Cursor& in, CivilTime& civil) {
  if (!in.number(civil.hour, 2) || !in.take(':') || !in.number(civil.minute, 2)) return false;
  if (in.take(':')) {
    if (!in.number(civil.second, 2)) return false;
    if (in.take('.') || in.take(',')) {
      std::int32_t unit = static_cast<std::int32_t>(kTicksPerSecond);
      bool any = false;
      while (!in.text.empty() && is_digit(in.text.front())) {
        unit /= 10;
        civil.tick += (in.text.front() - '0') * unit;
        in.text.remove_prefix(1);
        any = true;
      }
      if (!any) return false;
    }
  }
  in.blanks();
  std::string_view word = in.word();
  const bool am = equals_ignore_case(word, "am") || equals_ignore_case(word, "a.m.");
  const bool pm = equals_ignore_case(word, "pm") || equals_ignore_case(word, "p.m.");
  if (am || pm) {
    if (civil.hour < 1 || civil.hour > 12) return false;
    civil.hour = civil.hour % 12 + (pm ? 12 : 0);
    in.blanks();
    word = in.word();
  }
  return word.empty() || word == "Z" || word == "UTC";
}

// "May 7, 2024", "7 May 2024".
bool read_named_date(Cursor& in, CivilTime& civil) {
  if (is_digit(in.text.front())) {
    if (!in.number(civil.day, 2)) return false;
    in.take('.');
    in.blanks();
    in.take('-');
    if (!month_of(in.word(), civil.month)) return false;
    in.take('-');
  } else {
    if (!month_of(in.word(), civil.month)) return false;
    in.blanks();
    if (!in.number(civil.day, 2)) return false;
  }
  in.take(',');
  in.blanks();
  return in.number(civil.year, 4) && civil.year >= 1000;
}

// "05/12/2024", "13.03.2024", "2024/05/12".
bool read_numeric_date(Cursor& in, CivilTime& civil, DayMonth& order) {
  std::int32_t first = 0, second = 0, third = 0;
  if (!in.number(first, 4) || in.text.empty()) return false;
  const char separator = in.text.front();
  if (separator != '/' && separator != '.' && separator != '-') return false;
  if (!in.take(separator) || !in.number(second, 2) || !in.take(separator) || !in.number(third, 4))
    return false;
  if (first >= 1000) {
    civil.year = first, civil.month = second, civil.day = third;
    return true;
  }
  if (third < 1000) return false;
  civil.year = third, civil.month = first, civil.day = second;
  if (separator == '.' || first > 12) {
    civil.month = second, civil.day = first;
    order = separator == '.' ? DayMonth::kClear : DayMonth::kDayFirst;
  } else if (second > 12) {
    order = DayMonth::kMonthFirst;
  } else if (first != second) {
    order = DayMonth::kOpen;
  }
  return true;
}

// ConvertTo-Json of Windows PowerShell: /Date(1621372413000)/, with or without backslashes.
std::optional<std::int64_t> read_epoch(std::string_view text) {
  constexpr std::string_view kPrefixes[] = {"\\/Date(", "/Date("};
  for (const std::string_view prefix : kPrefixes) {
    if (!text.starts_with(prefix)) continue;
    text.remove_prefix(prefix.size());
    const std::size_t end = text.find_first_of(")+-", 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto milliseconds = parse_cell_long(text.substr(0, end));
    constexpr std::int64_t kMost = kMaxDatetimeTicks / kTicksPerMillisecond;
    if (!milliseconds || *milliseconds > kMost ||
        *milliseconds < -kUnixEpochTicks / kTicksPerMillisecond)
      return std::nullopt;
    const std::int64_t ticks = kUnixEpochTicks + *milliseconds * kTicksPerMillisecond;
    if (ticks > kMaxDatetimeTicks) return std::nullopt;
    return ticks;
  }
  return std::nullopt;
}

// Two digits at p, or a number above 99.
inline std::uint32_t two_digits(const char* p) {
  const auto tens = static_cast<std::uint32_t>(static_cast<unsigned char>(p[0]) - '0');
  const auto ones = static_cast<std::uint32_t>(static_cast<unsigned char>(p[1]) - '0');
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

}  // namespace

std::optional<std::int64_t> IsoTimeReader::parse(std::string_view text) {
  const char* p = text.data();
  const std::size_t n = text.size();
  if (n < 19 || (p[10] != 'T' && p[10] != ' ') || p[13] != ':' || p[16] != ':') return std::nullopt;
  if (date_ticks_ < 0 || std::memcmp(p, date_, 10) != 0) {
    const auto ticks = parse_iso_datetime(text.substr(0, 10));
    if (!ticks) return std::nullopt;
    std::memcpy(date_, p, 10);
    date_ticks_ = *ticks;
  }
  const std::uint32_t hour = two_digits(p + 11), minute = two_digits(p + 14),
                      second = two_digits(p + 17);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::size_t at = 19;
  std::int64_t fraction = 0;
  if (at + 1 < n && p[at] == '.' && is_digit(p[at + 1])) {
    std::int64_t unit = kTicksPerSecond;
    for (++at; at < n && is_digit(p[at]); ++at) {
      unit /= 10;
      fraction += unit * (p[at] - '0');
    }
  }
  if (at < n && p[at] == 'Z') ++at;
  if (at != n) return std::nullopt;
  return date_ticks_ + ((hour * 60 + minute) * 60 + second) * kTicksPerSecond + fraction;
}

std::optional<CellTime> parse_cell_time(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = trim(text.substr(1, text.size() - 2));
  if (text.empty() || text.size() > 64) return std::nullopt;
  const std::string_view clock = text.substr(0, text.find('+'));
  const bool no_seconds = std::ranges::count(clock, ':') == 1;
  if (const auto ticks = parse_iso_datetime(text))
    return CellTime{*ticks, DayMonth::kClear, no_seconds};
  if (const auto ticks = read_epoch(text)) return CellTime{*ticks};
  const bool named = text.find_first_of("JFMASONDjfmasond") < 7;
  CellTime out;
  out.no_seconds = no_seconds;
  CivilTime civil;
  Cursor in{text};
  if (!(named ? read_named_date(in, civil) : read_numeric_date(in, civil, out.order)))
    return std::nullopt;
  in.take(',');
  in.blanks();
  if (!in.text.empty() && !read_clock(in, civil)) return std::nullopt;
  if (!in.text.empty()) return std::nullopt;
  const auto ticks = ticks_from_civil(civil);
  if (!ticks) return std::nullopt;
  out.ticks = *ticks;
  return out;
}

std::int64_t swap_day_and_month(std::int64_t ticks) {
  CivilTime civil = civil_from_ticks(ticks);
  std::swap(civil.day, civil.month);
  return ticks_from_civil(civil).value_or(ticks);
}

}  // namespace crumb::ingest
