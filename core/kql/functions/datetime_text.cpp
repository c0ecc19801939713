// parse_datetime(): the shapes of date texts that todatetime() and datetime literals know beyond
// ISO 8601. Source: the tables of learn.microsoft.com/kusto/query/scalar-data-types/datetime. No
// locale is asked.
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/text.h"
#include "base/time.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

// A run of digits or letters, without what separates it from the next.
struct Piece {
  std::string_view text;
  char before = ' ';  // the separator in front of it: blank, / - . : , T
};

struct Pieces {
  std::array<Piece, 12> items;
  std::size_t count = 0;
};

bool split(std::string_view text, Pieces& out) {
  char before = ' ';
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (!is_digit(c) && !is_letter(c)) {
      if (c != ' ' && c != '/' && c != '-' && c != '.' && c != ':' && c != ',' && c != '+')
        return false;
      if (c != ' ' || before == ' ') before = c;
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && (is_digit(c) ? is_digit(text[end]) : is_letter(text[end]))) ++end;
    if (out.count == out.items.size()) return false;
    out.items[out.count++] = {text.substr(i, end - i), before};
    before = ' ';
    i = end;
  }
  return out.count > 0;
}

int number(std::string_view text) {
  int value = -1;
  if (text.empty() || text.size() > 6 || !is_digit(text[0])) return -1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Names may be written out: "Saturday", "November".
template <std::size_t kSize>
int name_index(const std::array<std::string_view, kSize>& names, std::string_view text) {
  if (text.size() < 3) return -1;
  for (std::size_t i = 0; i < kSize; ++i) {
    if (equals_ignore_case(text.substr(0, 3), names[i])) return static_cast<int>(i);
  }
  return -1;
}

int full_year(std::string_view text) {
  const int year = number(text);
  if (text.size() > 2) return year;
  return year < 0 ? -1 : (year < 50 ? 2000 + year : 1900 + year);
}

// Day, month and year in the order that the pieces show: 8 Nov 14, Nov 8 2014, 11/8/2014,
// 2014.11.8. Advances `at`.
bool read_date(const Pieces& p, std::size_t& at, CivilTime& c) {
  if (at + 3 > p.count) return false;
  const std::string_view a = p.items[at].text;
  const std::string_view b = p.items[at + 1].text;
  const std::string_view d = p.items[at + 2].text;
  at += 3;
  if (is_letter(b[0])) {
    c.month = name_index(kMonths, b) + 1;
    c.day = number(a.size() == 4 ? d : a);
    c.year = a.size() == 4 ? number(a) : full_year(d);
  } else if (is_letter(a[0])) {
    c.month = name_index(kMonths, a) + 1;
    c.day = number(b);
    c.year = full_year(d);
  } else if (a.size() == 4) {
    c.year = number(a);
    c.month = number(b);
    c.day = number(d);
  } else {
    c.month = number(a);
    c.day = number(b);
    c.year = full_year(d);
  }
  return c.month > 0 && c.day > 0 && c.year > 0;
}

bool read_clock(const Pieces& p, std::size_t& at, CivilTime& c) {
  if (at + 1 >= p.count || p.items[at + 1].before != ':') return false;
  c.hour = number(p.items[at].text);
  c.minute = number(p.items[at + 1].text);
  at += 2;
  if (at < p.count && p.items[at].before == ':') c.second = number(p.items[at++].text);
  if (at < p.count && p.items[at].before == '.') {
    std::int32_t scale = 1'000'000;
    for (const char digit : p.items[at].text.substr(0, 7)) {
      if (!is_digit(digit)) return false;
      c.tick += (digit - '0') * scale;
      scale /= 10;
    }
    ++at;
  }
  if (at < p.count &&
      (equals_ignore_case(p.items[at].text, "am") || equals_ignore_case(p.items[at].text, "pm"))) {
    if (c.hour < 1 || c.hour > 12) return false;
    c.hour = c.hour % 12 + (equals_ignore_case(p.items[at].text, "pm") ? 12 : 0);
    ++at;
  }
  return c.hour >= 0 && c.minute >= 0 && c.second >= 0;
}

// Nothing, Z, GMT, UTC, or +hh:mm. nullopt: something else.
std::optional<std::int64_t> read_zone(const Pieces& p, std::size_t at) {
  if (at == p.count) return 0;
  const Piece& zone = p.items[at];
  const bool last = at + 1 == p.count;
  if (last && (equals_ignore_case(zone.text, "z") || equals_ignore_case(zone.text, "gmt") ||
               equals_ignore_case(zone.text, "utc"))) {
    return 0;
  }
  if (zone.before != '+' && zone.before != '-') return std::nullopt;
  int hours = number(zone.text);
  int minutes = 0;
  if (zone.text.size() == 4) {
    minutes = hours % 100;
    hours /= 100;
  } else if (!last) {
    minutes = number(p.items[at + 1].text);
    ++at;
  }
  if (at + 1 != p.count || hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
    return std::nullopt;
  return (hours * 60 + minutes) * kTicksPerMinute * (zone.before == '-' ? -1 : 1);
}

}  // namespace

std::optional<std::int64_t> parse_datetime(std::string_view text) {
  if (const auto ticks = parse_iso_datetime(text)) return ticks;
  Pieces p;
  if (text.size() > 64 || !split(trim(text), p)) return std::nullopt;
  CivilTime c;
  std::size_t at = name_index(kDays, p.items[0].text) >= 0 ? 1 : 0;
  if (!read_date(p, at, c)) return std::nullopt;
  if (at < p.count && (p.items[at].text == "T" || p.items[at].text == "t")) ++at;
  if (at < p.count && !read_clock(p, at, c)) return std::nullopt;
  const auto offset = read_zone(p, at);
  const auto ticks = ticks_from_civil(c);
  if (!offset || !ticks || *ticks - *offset < 0 || *ticks - *offset > kMaxDatetimeTicks)
    return std::nullopt;
  return *ticks - *offset;
}

}  // namespace crumb::kql
