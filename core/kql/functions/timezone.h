// Time zones of the IANA database, read from the text that is compiled in (core/kql/timezones). Not
// the machine's own zones: the answer is the same everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace crumb::kql {

class TimeZone {
 public:
  [[nodiscard]] static std::optional<TimeZone> find(std::string_view name);

  // Seconds since 1970 in UTC to seconds of the clock on the wall, and back. A wall time that the
  // clock skips counts as if it had been turned already; of one that comes twice it is the later.
  [[nodiscard]] std::int64_t local_from_utc(std::int64_t seconds) const;
  [[nodiscard]] std::int64_t utc_from_local(std::int64_t seconds) const;

 private:
  struct Turn {
    std::int64_t at = 0;  // seconds since 1970
    std::int64_t offset = 0;
  };
  struct YearDay {  // the week-th weekday of the month, 5: the last
    std::int64_t month = 1, week = 1, weekday = 0, seconds = 0;
  };
  struct Rule {
    std::int64_t standard = 0, daylight = 0;
    YearDay begin, end;  // of daylight time, by the clock on the wall
    [[nodiscard]] std::int64_t offset_at(std::int64_t seconds) const;
  };

  [[nodiscard]] std::int64_t offset_at(std::int64_t seconds) const;
  [[nodiscard]] static std::optional<TimeZone> parse(std::string_view line);
  [[nodiscard]] static std::optional<Rule> parse_rule(std::string_view text);
  [[nodiscard]] static std::int64_t seconds_of(const YearDay& day, std::int64_t year);

  std::int64_t first_ = 0;  // offset before all turns
  std::vector<Turn> turns_;
  std::optional<Rule> rule_;
};

}  // namespace crumb::kql
