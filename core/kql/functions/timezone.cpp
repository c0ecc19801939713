// Reads a zone's line and finds its offset at a time. The form of a line is said where it is
// written (tools/timezones.mjs).
#include "kql/functions/timezone.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/time.h"
#include "embedded.h"

namespace crumb::kql {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

std::string_view cut(std::string_view& text, char at) {
  const std::size_t end = std::min(text.find(at), text.size());
  const std::string_view head = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return head;
}

std::optional<std::int64_t> number(std::string_view text, int base = 10) {
  std::int64_t out = 0;
  const char* const end = text.data() + text.size();
  const auto done = std::from_chars(text.data(), end, out, base);
  if (done.ec != std::errc() || done.ptr != end) return std::nullopt;
  return out;
}

// The rest of the zone's line; its own name is left out.
std::optional<std::string_view> line_of(std::string_view name) {
  for (const EmbeddedFile& file : embedded_timezones()) {
    std::string_view rest = file.text;
    while (!rest.empty()) {
      std::string_view line = cut(rest, '\n');
      if (cut(line, ' ') == name && name != "#") return line;
    }
  }
  return std::nullopt;
}

std::int64_t ticks_at_midnight(std::int64_t year, std::int64_t month, std::int64_t day) {
  CivilTime civil;
  civil.year = static_cast<std::int32_t>(year);
  civil.month = static_cast<std::int32_t>(month);
  civil.day = static_cast<std::int32_t>(day);
  return ticks_from_civil(civil).value_or(0);
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  std::optional<std::string_view> line = line_of(name);
  if (line && line->starts_with('=')) line = line_of(line->substr(1));
  return line ? parse(*line) : std::nullopt;
}

std::optional<TimeZone> TimeZone::parse(std::string_view line) {
  TimeZone zone;
  std::string_view list = cut(line, ' ');
  std::vector<std::int64_t> offsets;
  while (!list.empty()) {
    const auto offset = number(cut(list, ','));
    if (!offset) return std::nullopt;
    offsets.push_back(*offset);
  }
  if (offsets.empty()) return std::nullopt;
  zone.first_ = offsets[0];
  std::int64_t at = 0;
  while (!line.empty()) {
    std::string_view word = cut(line, ' ');
    if (word.starts_with('~')) {
      zone.rule_ = parse_rule(word.substr(1));
      if (!zone.rule_) return std::nullopt;
      continue;
    }
    if (word.empty()) return std::nullopt;
    const auto letter = static_cast<std::size_t>(word.back() - 'A');
    word.remove_suffix(1);
    const auto step = number(word, 36);
    if (!step || letter >= offsets.size()) return std::nullopt;
    at += *step;
    zone.turns_.push_back({at, offsets[letter]});
  }
  return zone;
}

std::optional<TimeZone::Rule> TimeZone::parse_rule(std::string_view text) {
  std::array<std::int64_t, 10> all{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool whole = i < 2 || i % 4 == 1;  // a comma stands behind it
    const auto value = number(cut(text, whole ? ',' : '.'));
    if (!value) return std::nullopt;
    all[i] = *value;
  }
  return Rule{all[0], all[1], {all[2], all[3], all[4], all[5]}, {all[6], all[7], all[8], all[9]}};
}

// By the clock on the wall, in seconds since 1970.
std::int64_t TimeZone::seconds_of(const YearDay& day, std::int64_t year) {
  const std::int64_t first = ticks_at_midnight(year, day.month, 1);
  // 0001-01-01, where the ticks begin, was a Monday.
  const std::int64_t weekday = (first / kTicksPerDay + 1) % 7;
  std::int64_t date = 1 + (day.weekday - weekday + 7) % 7 + 7 * (day.week - 1);
  const std::int64_t next = day.month == 12 ? ticks_at_midnight(year, 12, 31) + kTicksPerDay
                                            : ticks_at_midnight(year, day.month + 1, 1);
  const std::int64_t length = (next - first) / kTicksPerDay;
  if (date > length) date -= 7;
  return (first - kUnixEpochTicks) / kTicksPerSecond + (date - 1) * kDaySeconds + day.seconds;
}

std::int64_t TimeZone::Rule::offset_at(std::int64_t seconds) const {
  const std::int64_t ticks = kUnixEpochTicks + (seconds + standard) * kTicksPerSecond;
  const std::int64_t year =
      civil_from_ticks(std::clamp<std::int64_t>(ticks, 0, kMaxDatetimeTicks)).year;
  const std::int64_t from = seconds_of(begin, year) - standard;
  const std::int64_t to = seconds_of(end, year) - daylight;
  const bool on = from < to ? from <= seconds && seconds < to : !(to <= seconds && seconds < from);
  return on ? daylight : standard;
}

std::int64_t TimeZone::offset_at(std::int64_t seconds) const {
  const auto after =
      std::upper_bound(turns_.begin(), turns_.end(), seconds,
                       [](std::int64_t at, const Turn& turn) { return at < turn.at; });
  if (after == turns_.end() && rule_) return rule_->offset_at(seconds);
  return after == turns_.begin() ? first_ : std::prev(after)->offset;
}

std::int64_t TimeZone::local_from_utc(std::int64_t seconds) const {
  return seconds + offset_at(seconds);
}

// The offsets a day before and a day after are the candidates: a clock is not turned twice a day.
std::int64_t TimeZone::utc_from_local(std::int64_t seconds) const {
  const std::int64_t before = offset_at(seconds - kDaySeconds);
  const std::int64_t after = offset_at(seconds + kDaySeconds);
  const std::int64_t late = seconds - after;
  if (offset_at(late) == after) return late;
  const std::int64_t early = seconds - before;
  return offset_at(early) == before ? early : late;
}

}  // namespace crumb::kql
