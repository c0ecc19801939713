// Calendar arithmetic and the ISO and timespan text forms. Locale shapes are parsed in ingest.
#include "base/time.h"

#include <array>
#include <limits>

namespace crumb {
namespace {

// Days since 0001-01-01 in the proleptic Gregorian calendar (H. Hinnant's days_from_civil, shifted
// era).
constexpr std::int64_t days_from_civil(std::int64_t year, std::int32_t month, std::int32_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 306;
}

constexpr std::int32_t days_in_month(std::int32_t year, std::int32_t month) {
  constexpr std::array<std::int32_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Reads exactly `count` digits at `at`; -1 when they are not all digits.
std::int32_t digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  std::int32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string_view strip(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

// "" or ".ddd": ticks within the second, digits past the seventh are cut. Advances `at`. -1: a dot
// without digits.
std::int32_t read_fraction(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') return 0;
  std::size_t i = at + 1;
  std::int32_t tick = 0;
  std::int32_t scale = 1'000'000;
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    tick += (text[i] - '0') * scale;
    scale /= 10;
  }
  if (i == at + 1) return -1;
  at = i;
  return tick;
}

void append_padded(std::string& out, std::int64_t value, int width) {
  std::array<char, 20> buffer{};
  int n = 0;
  do {
    buffer[static_cast<std::size_t>(n++)] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  for (int i = n; i < width; ++i) out.push_back('0');
  while (n > 0) out.push_back(buffer[static_cast<std::size_t>(--n)]);
}

struct Unit {
  std::string_view name;
  std::int64_t ticks;
};
constexpr std::array<Unit, 22> kUnits = {{{"d", kTicksPerDay},
                                          {"day", kTicksPerDay},
                                          {"days", kTicksPerDay},
                                          {"h", kTicksPerHour},
                                          {"hr", kTicksPerHour},
                                          {"hour", kTicksPerHour},
                                          {"hours", kTicksPerHour},
                                          {"m", kTicksPerMinute},
                                          {"min", kTicksPerMinute},
                                          {"minute", kTicksPerMinute},
                                          {"minutes", kTicksPerMinute},
                                          {"s", kTicksPerSecond},
                                          {"sec", kTicksPerSecond},
                                          {"second", kTicksPerSecond},
                                          {"seconds", kTicksPerSecond},
                                          {"ms", kTicksPerMillisecond},
                                          {"milli", kTicksPerMillisecond},
                                          {"millisecond", kTicksPerMillisecond},
                                          {"microsecond", kTicksPerMicrosecond},
                                          {"micro", kTicksPerMicrosecond},
                                          {"tick", 1},
                                          {"ticks", 1}}};

// "1.5h": the number is exact to the tick, without floating point.
std::optional<std::int64_t> parse_unit_timespan(std::string_view text) {
  std::size_t i = 0;
  std::int64_t whole = 0;
  while (i < text.size() && text[i] >= '0' && text[i] <= '9') {
    if (whole > 100'000'000'000'000'000) return std::nullopt;
    whole = whole * 10 + (text[i++] - '0');
  }
  if (i == 0 && (text.empty() || text[0] != '.')) return std::nullopt;
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  if (i < text.size() && text[i] == '.') {
    ++i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') {
      if (denominator < 1'000'000'000) {
        numerator = numerator * 10 + (text[i] - '0');
        denominator *= 10;
      }
      ++i;
    }
  }
  const std::string_view unit = strip(text.substr(i));
  for (const Unit& u : kUnits) {
    if (u.name != unit) continue;
    std::int64_t ticks = 0;
    if (__builtin_mul_overflow(whole, u.ticks, &ticks)) return std::nullopt;
    const auto part =
        static_cast<std::int64_t>(static_cast<__int128>(u.ticks) * numerator / denominator);
    if (__builtin_add_overflow(ticks, part, &ticks)) return std::nullopt;
    return ticks;
  }
  return std::nullopt;
}

// "[d.]hh:mm[:ss[.fffffff]]". The magnitude may be one more than the largest timespan.
std::optional<std::uint64_t> parse_clock_timespan(std::string_view text) {
  constexpr std::int64_t kMostDays = std::numeric_limits<std::int64_t>::max() / kTicksPerDay;
  std::int64_t days = 0;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::size_t dot = text.substr(0, colon).find('.');
  if (dot != std::string_view::npos) {
    if (dot == 0 || dot > 8) return std::nullopt;
    days = digits(text, 0, dot);
    if (days < 0 || days > kMostDays) return std::nullopt;
    text.remove_prefix(dot + 1);
  }
  const std::size_t hour_end = text.find(':');
  if (hour_end == 0 || hour_end > 2) return std::nullopt;
  const std::int32_t hour = digits(text, 0, hour_end);
  std::size_t at = hour_end + 1;
  const std::int32_t minute = digits(text, at, 2);
  at += 2;
  std::int32_t second = 0;
  std::int32_t tick = 0;
  if (at < text.size()) {
    if (text[at] != ':') return std::nullopt;
    second = digits(text, at + 1, 2);
    at += 3;
    tick = at <= text.size() ? read_fraction(text, at) : -1;
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || tick < 0 ||
      at != text.size()) {
    return std::nullopt;
  }
  const std::uint64_t in_day = static_cast<std::uint64_t>(
      hour * kTicksPerHour + minute * kTicksPerMinute + second * kTicksPerSecond + tick);
  return static_cast<std::uint64_t>(days * kTicksPerDay) + in_day;
}

}  // namespace

std::optional<std::int64_t> ticks_from_civil(const CivilTime& c) {
  if (c.year < 1 || c.year > 9999 || c.month < 1 || c.month > 12 || c.day < 1 ||
      c.day > days_in_month(c.year, c.month)) {
    return std::nullopt;
  }
  if (c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 59 ||
      c.tick < 0 || c.tick >= kTicksPerSecond) {
    return std::nullopt;
  }
  return days_from_civil(c.year, c.month, c.day) * kTicksPerDay + c.hour * kTicksPerHour +
         c.minute * kTicksPerMinute + c.second * kTicksPerSecond + c.tick;
}

CivilTime civil_from_ticks(std::int64_t ticks) {
  std::int64_t days = ticks / kTicksPerDay;
  std::int64_t rest = ticks % kTicksPerDay;
  if (rest < 0) {
    rest += kTicksPerDay;
    --days;
  }
  const std::int64_t z = days + 306;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const std::int64_t day_of_era = z - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t mp = (5 * day_of_year + 2) / 153;
  CivilTime c;
  c.day = static_cast<std::int32_t>(day_of_year - (153 * mp + 2) / 5 + 1);
  c.month = static_cast<std::int32_t>(mp < 10 ? mp + 3 : mp - 9);
  c.year = static_cast<std::int32_t>(year_of_era + era * 400 + (c.month <= 2 ? 1 : 0));
  c.hour = static_cast<std::int32_t>(rest / kTicksPerHour);
  c.minute = static_cast<std::int32_t>(rest / kTicksPerMinute % 60);
  c.second = static_cast<std::int32_t>(rest / kTicksPerSecond % 60);
  c.tick = static_cast<std::int32_t>(rest % kTicksPerSecond);
  return c;
}

std::optional<std::int64_t> parse_iso_datetime(std::string_view text) {
  text = strip(text);
  CivilTime c;
  c.year = digits(text, 0, 4);
  if (c.year < 0 || text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  c.month = digits(text, 5, 2);
  c.day = digits(text, 8, 2);
  std::size_t at = 10;
  std::int64_t offset = 0;
  if (at < text.size() && (text[at] == 'T' || text[at] == 't' || text[at] == ' ')) {
    c.hour = digits(text, at + 1, 2);
    if (at + 3 >= text.size() || text[at + 3] != ':') return std::nullopt;
    c.minute = digits(text, at + 4, 2);
    at += 6;
    if (at < text.size() && text[at] == ':') {
      c.second = digits(text, at + 1, 2);
      at += 3;
      if (at > text.size()) return std::nullopt;
      c.tick = read_fraction(text, at);
    }
    while (at < text.size() && text[at] == ' ') ++at;
  }
  if (at < text.size()) {
    const char zone = text[at];
    if (zone == 'Z' || zone == 'z') {
      ++at;
    } else if (zone == '+' || zone == '-') {
      const std::int32_t hours = digits(text, at + 1, 2);
      const bool colon = at + 3 < text.size() && text[at + 3] == ':';
      const std::int32_t minutes = digits(text, at + (colon ? 4 : 3), 2);
      if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
      offset = (hours * 60 + minutes) * kTicksPerMinute * (zone == '-' ? -1 : 1);
      at += colon ? 6 : 5;
    }
  }
  if (at != text.size()) return std::nullopt;
  const auto ticks = ticks_from_civil(c);
  if (!ticks || *ticks - offset < 0 || *ticks - offset > kMaxDatetimeTicks) return std::nullopt;
  return *ticks - offset;
}

void append_datetime(std::string& out, std::int64_t ticks) {
  const CivilTime c = civil_from_ticks(ticks);
  append_padded(out, c.year, 4);
  out.push_back('-');
  append_padded(out, c.month, 2);
  out.push_back('-');
  append_padded(out, c.day, 2);
  out.push_back('T');
  append_padded(out, c.hour, 2);
  out.push_back(':');
  append_padded(out, c.minute, 2);
  out.push_back(':');
  append_padded(out, c.second, 2);
  out.push_back('.');
  append_padded(out, c.tick, 7);
  out.push_back('Z');
}

std::string format_datetime(std::int64_t ticks) {
  std::string out;
  append_datetime(out, ticks);
  return out;
}

std::optional<std::int64_t> parse_timespan(std::string_view text) {
  text = strip(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.find(':') == std::string_view::npos) {
    const auto ticks = parse_unit_timespan(text);
    if (!ticks) return std::nullopt;
    return negative ? -*ticks : *ticks;
  }
  const auto ticks = parse_clock_timespan(text);
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!ticks || *ticks > kMost + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - *ticks : *ticks);
}

std::string format_timespan(std::int64_t ticks) {
  std::string out;
  // The most negative value has no positive twin: work on the unsigned magnitude.
  auto rest = ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
  if (ticks < 0) out.push_back('-');
  const auto part = [&rest](std::int64_t unit) {
    const auto u = static_cast<std::uint64_t>(unit);
    const auto value = static_cast<std::int64_t>(rest / u);
    rest %= u;
    return value;
  };
  if (const std::int64_t days = part(kTicksPerDay); days != 0) {
    append_padded(out, days, 1);
    out.push_back('.');
  }
  append_padded(out, part(kTicksPerHour), 2);
  out.push_back(':');
  append_padded(out, part(kTicksPerMinute), 2);
  out.push_back(':');
  append_padded(out, part(kTicksPerSecond), 2);
  if (rest != 0) {
    out.push_back('.');
    append_padded(out, static_cast<std::int64_t>(rest), 7);
  }
  return out;
}

}  // namespace crumb
