// Datetime and timespan texts, both ways.
#include <doctest/doctest.h>

#include "base/time.h"

using namespace crumb;

TEST_CASE("datetime texts that exports write read back as the same instant") {
  struct Row {
    const char* text;
    const char* canonical;
  };
  const Row rows[] = {
      {"2026-11-16T09:21:58Z", "2026-11-16T09:21:58.0000000Z"},
      {"2026-11-16 09:21:58", "2026-11-16T09:21:58.0000000Z"},
      {"2026-01-24T06:54:24.0000000Z ", "2026-01-24T06:54:24.0000000Z"},
      {"2025-04-21 20:51:04.058183299", "2025-04-21T20:51:04.0581832Z"},
      {"2025-07-24T15:30:17.7974412+02:00", "2025-07-24T13:30:17.7974412Z"},
      {"2024-02-29", "2024-02-29T00:00:00.0000000Z"},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z"},
      {"9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"},
      {"2024-02-29T07:05Z", "2024-02-29T07:05:00.0000000Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto ticks = parse_iso_datetime(row.text);
    REQUIRE(ticks.has_value());
    CHECK(format_datetime(*ticks) == row.canonical);
  }
}

TEST_CASE("what is not a datetime is refused") {
  for (const char* text : {"", "2026", "2026-13-01", "2026-02-30", "2026-11-16T25:00:00Z",
                           "2026-11-16T09:21:58.Z", "2026-11-16x", "2026-11-16T09:21:5",
                           "0000-01-01", "0001-01-01T00:00:00+01:00", "9/20/2023 4:05:03 AM"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_iso_datetime(text).has_value());
  }
}

TEST_CASE("the Unix epoch is where .NET puts it") {
  CHECK(parse_iso_datetime("1970-01-01").value_or(0) == kUnixEpochTicks);
  CHECK(parse_iso_datetime("9999-12-31T23:59:59.9999999Z").value_or(0) == kMaxDatetimeTicks);
}

TEST_CASE("timespans print as Kusto prints them") {
  struct Row {
    const char* text;
    const char* printed;
  };
  const Row rows[] = {
      {"1d", "1.00:00:00"},
      {"1.5h", "01:30:00"},
      {"90s", "00:01:30"},
      {"100ms", "00:00:00.1000000"},
      {"10microsecond", "00:00:00.0000100"},
      {"1tick", "00:00:00.0000001"},
      {"0.5d", "12:00:00"},
      {"2.03:04:05.6", "2.03:04:05.6000000"},
      {"-1h", "-01:00:00"},
      {"12:23", "12:23:00"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto ticks = parse_timespan(row.text);
    REQUIRE(ticks.has_value());
    CHECK(format_timespan(*ticks) == row.printed);
  }
  for (const char* text : {"", "d", "1", "1parsec", "25:00", "1.2.3:4", "99999999999999999999d",
                           "10675199.02:48:05.4775808", "-99999999.00:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_timespan(text).has_value());
  }
  CHECK(format_timespan(INT64_MIN) == "-10675199.02:48:05.4775808");
  CHECK(parse_timespan("-10675199.02:48:05.4775808") == INT64_MIN);
  CHECK(parse_timespan("10675199.02:48:05.4775807") == INT64_MAX);
}
