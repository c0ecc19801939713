// The arithmetic of datetime_parts.h. Weeks begin on Sunday, except for the week of the year, which
// is ISO 8601's.
#include "kql/functions/datetime_parts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"

namespace crumb::kql {
namespace {

struct Name {
  std::string_view text;
  Part part;
};
constexpr std::array<Name, 14> kNames = {{{"year", Part::kYear},
                                          {"quarter", Part::kQuarter},
                                          {"month", Part::kMonth},
                                          {"week", Part::kWeek},
                                          {"day", Part::kDay},
                                          {"hour", Part::kHour},
                                          {"minute", Part::kMinute},
                                          {"second", Part::kSecond},
                                          {"millisecond", Part::kMillisecond},
                                          {"microsecond", Part::kMicrosecond},
                                          {"nanosecond", Part::kNanosecond},
                                          {"dayofyear", Part::kDayOfYear},
                                          {"week_of_year", Part::kWeekOfYear},
                                          {"weekofyear", Part::kWeekOfYear}}};

// Ticks in a part of fixed length; 0 for the others.
std::int64_t length_of(Part part) {
  switch (part) {
    case Part::kWeek:
      return 7 * kTicksPerDay;
    case Part::kDay:
      return kTicksPerDay;
    case Part::kHour:
      return kTicksPerHour;
    case Part::kMinute:
      return kTicksPerMinute;
    case Part::kSecond:
      return kTicksPerSecond;
    case Part::kMillisecond:
      return kTicksPerMillisecond;
    case Part::kMicrosecond:
      return kTicksPerMicrosecond;
    default:
      return 0;
  }
}

std::int64_t floor_to(std::int64_t ticks, std::int64_t size) {
  const std::int64_t rest = ticks % size;
  return ticks - (rest < 0 ? rest + size : rest);
}

std::int64_t month_number(std::int64_t ticks) {
  const CivilTime c = civil_from_ticks(ticks);
  return std::int64_t{c.year} * 12 + c.month - 1;
}

std::optional<std::int64_t> add_months(std::int64_t ticks, std::int64_t count) {
  CivilTime c = civil_from_ticks(ticks);
  std::int64_t month = 0;
  if (__builtin_add_overflow(month_number(ticks), count, &month) || month < 12 || month >= 120'000)
    return std::nullopt;
  c.year = static_cast<std::int32_t>(month / 12);
  c.month = static_cast<std::int32_t>(month % 12) + 1;
  for (const std::int32_t day = c.day; c.day > 27 && c.day > day - 4; --c.day) {
    if (const auto there = ticks_from_civil(c)) return there;
  }
  return ticks_from_civil(c);
}

std::int64_t first_of(std::int32_t year, std::int32_t month) {
  CivilTime c;
  c.year = year;
  c.month = month;
  return ticks_from_civil(c).value_or(0);
}

// The week that holds a day belongs to the year that holds its Thursday.
std::int64_t iso_week(std::int64_t ticks) {
  const std::int64_t from_monday = (weekday(ticks) + 6) % 7;
  const std::int64_t thursday = floor_to(ticks, kTicksPerDay) + (3 - from_monday) * kTicksPerDay;
  return (thursday - first_of(civil_from_ticks(thursday).year, 1)) / (7 * kTicksPerDay) + 1;
}

}  // namespace

std::optional<Part> part_from_name(std::string_view name) {
  for (const Name& known : kNames) {
    if (equals_ignore_case(name, known.text)) return known.part;
  }
  return std::nullopt;
}

// 0001-01-01 was a Monday.
std::int64_t weekday(std::int64_t ticks) { return (ticks / kTicksPerDay + 1) % 7; }

std::int64_t start_of(Part part, std::int64_t ticks) {
  const CivilTime c = civil_from_ticks(ticks);
  switch (part) {
    case Part::kYear:
      return first_of(c.year, 1);
    case Part::kQuarter:
      return first_of(c.year, (c.month - 1) / 3 * 3 + 1);
    case Part::kMonth:
      return first_of(c.year, c.month);
    case Part::kWeek:
      return floor_to(ticks, kTicksPerDay) - weekday(ticks) * kTicksPerDay;
    default:
      return floor_to(ticks, std::max<std::int64_t>(length_of(part), 1));
  }
}

std::optional<std::int64_t> add_part(Part part, std::int64_t ticks, std::int64_t count) {
  std::int64_t by = 0;
  switch (part) {
    case Part::kYear:
      return __builtin_mul_overflow(count, 12, &by) ? std::nullopt : add_months(ticks, by);
    case Part::kQuarter:
      return __builtin_mul_overflow(count, 3, &by) ? std::nullopt : add_months(ticks, by);
    case Part::kMonth:
      return add_months(ticks, count);
    case Part::kNanosecond:
      by = count / 100;
      break;
    default:
      if (__builtin_mul_overflow(count, length_of(part), &by)) return std::nullopt;
  }
  std::int64_t out = 0;
  if (__builtin_add_overflow(ticks, by, &out) || out < 0 || out > kMaxDatetimeTicks)
    return std::nullopt;
  return out;
}

std::int64_t count_of(Part part, std::int64_t a, std::int64_t b) {
  switch (part) {
    case Part::kYear:
      return civil_from_ticks(a).year - civil_from_ticks(b).year;
    case Part::kQuarter:
      return month_number(a) / 3 - month_number(b) / 3;
    case Part::kMonth:
      return month_number(a) - month_number(b);
    case Part::kNanosecond: {
      std::int64_t out = 0;
      return __builtin_mul_overflow(a - b, 100, &out) ? 0 : out;
    }
    default:
      return (start_of(part, a) - start_of(part, b)) / length_of(part);
  }
}

std::int64_t get_part(Part part, std::int64_t ticks) {
  const CivilTime c = civil_from_ticks(ticks);
  switch (part) {
    case Part::kYear:
      return c.year;
    case Part::kQuarter:
      return (c.month - 1) / 3 + 1;
    case Part::kMonth:
      return c.month;
    case Part::kDay:
      return c.day;
    case Part::kHour:
      return c.hour;
    case Part::kMinute:
      return c.minute;
    case Part::kSecond:
      return c.second;
    case Part::kMillisecond:
      return c.tick / kTicksPerMillisecond;
    case Part::kMicrosecond:
      return c.tick / kTicksPerMicrosecond;
    case Part::kNanosecond:
      return std::int64_t{c.tick} * 100;
    case Part::kDayOfYear:
      return (ticks - first_of(c.year, 1)) / kTicksPerDay + 1;
    case Part::kWeek:
    case Part::kWeekOfYear:
      return iso_week(ticks);
  }
  return 0;
}

}  // namespace crumb::kql
