// Cells as values: the shapes in which exports write times, numbers, truth and JSON.
#include "ingest/cell.h"

#include <doctest/doctest.h>

#include <string>

#include "base/time.h"

using namespace crumb;
using namespace crumb::ingest;

TEST_CASE("gotchas 35 to 37 and 43: times in all shapes") {
  const struct {
    const char* text;
    const char* iso;
    DayMonth order;
  } kCases[] = {
      {"2024-03-13T06:40:13.9880000Z", "2024-03-13T06:40:13.9880000Z", DayMonth::kClear},
      {"2024-04-13T09:30:13.98Z", "2024-04-13T09:30:13.9800000Z", DayMonth::kClear},
      {"2025-04-21 20:51:04.058183200", "2025-04-21T20:51:04.0581832Z", DayMonth::kClear},
      {"2026-01-24T06:54:24.0000000Z ", "2026-01-24T06:54:24.0000000Z", DayMonth::kClear},
      {"2026-02-08 09:12:34Z", "2026-02-08T09:12:34.0000000Z", DayMonth::kClear},
      {"2024-07-04 22:35:00.746663+00:00", "2024-07-04T22:35:00.7466630Z", DayMonth::kClear},
      {"2024-07-04T22:35:00+02:00", "2024-07-04T20:35:00.0000000Z", DayMonth::kClear},
      {"2019-01-11", "2019-01-11T00:00:00.0000000Z", DayMonth::kClear},
      {"May 7, 2024 6:35:31 PM", "2024-05-07T18:35:31.0000000Z", DayMonth::kClear},
      {"Apr 15, 2024 11:09:27 AM", "2024-04-15T11:09:27.0000000Z", DayMonth::kClear},
      {"May 7, 2024 6:41:25.321 PM", "2024-05-07T18:41:25.3210000Z", DayMonth::kClear},
      {"May 7, 2024 18:41:25", "2024-05-07T18:41:25.0000000Z", DayMonth::kClear},
      {"7 May 2024 18:41", "2024-05-07T18:41:00.0000000Z", DayMonth::kClear},
      {"05/12/2024 6:41:32 PM", "2024-05-12T18:41:32.0000000Z", DayMonth::kOpen},
      {"05/12/2024 18:41:25.123", "2024-05-12T18:41:25.1230000Z", DayMonth::kOpen},
      {"13/03/2024, 3:40:13.988 pm", "2024-03-13T15:40:13.9880000Z", DayMonth::kDayFirst},
      {"9/19/2023, 1:45:17.287 PM", "2023-09-19T13:45:17.2870000Z", DayMonth::kMonthFirst},
      {"9/9/2023 4:05:03 AM", "2023-09-09T04:05:03.0000000Z", DayMonth::kClear},
      {"13.03.2024 15:40:13", "2024-03-13T15:40:13.0000000Z", DayMonth::kClear},
      {"12:00:00 AM", nullptr, DayMonth::kClear},
      {"5/7/2024 12:00:00 AM", "2024-05-07T00:00:00.0000000Z", DayMonth::kOpen},
      {"5/7/2024 12:30 p.m.", "2024-05-07T12:30:00.0000000Z", DayMonth::kOpen},
      {"May 7, 2024, 6:35:31\xE2\x80\xAFPM", "2024-05-07T18:35:31.0000000Z", DayMonth::kClear},
      {"\"2024-03-13T06:40:13Z\"", "2024-03-13T06:40:13.0000000Z", DayMonth::kClear},
      {"/Date(1621372413000)/", "2021-05-18T21:13:33.0000000Z", DayMonth::kClear},
      {"\\/Date(1621372413000)\\/", "2021-05-18T21:13:33.0000000Z", DayMonth::kClear},
      {"yesterday", nullptr, DayMonth::kClear},
      {"13/13/2024", nullptr, DayMonth::kClear},
      {"5/7/24 10:00", nullptr, DayMonth::kClear},
      {"2024-02-30", nullptr, DayMonth::kClear},
      {"May 7, 2024 25:00", nullptr, DayMonth::kClear},
      {"", nullptr, DayMonth::kClear},
      {"May 7, 2024 6:35:31 PM and more", nullptr, DayMonth::kClear},
      {"13:00 PM", nullptr, DayMonth::kClear},
  };
  for (const auto& c : kCases) {
    CAPTURE(std::string(c.text));
    const auto time = parse_cell_time(c.text);
    CHECK(time.has_value() == (c.iso != nullptr));
    if (!time || c.iso == nullptr) continue;
    CHECK(format_datetime(time->ticks) == c.iso);
    CHECK(time->order == c.order);
  }
  CHECK(format_datetime(swap_day_and_month(*parse_iso_datetime("2024-05-12T18:41:25.123Z"))) ==
        "2024-12-05T18:41:25.1230000Z");
}

TEST_CASE("the quick reader of ISO times agrees with the careful one, or leaves the cell to it") {
  IsoTimeReader reader;
  for (const char* text :
       {"2024-03-13T06:40:13.9880000Z", "2024-03-13T06:40:13Z", "2024-03-13 06:40:13",
        "2024-03-14T23:59:59.999999999Z", "2024-02-30T00:00:00Z", "2024-03-14T24:00:00Z",
        "2024-03-14T00:00:00.Z", "2024-03-14T00:00:00+01:00", "2024-03-14T0a:00:00Z", "short",
        "2024-03-14T00:00:00Zx", "2024-03-14T00:00:0"}) {
    CAPTURE(std::string(text));
    const auto quick = reader.parse(text);
    if (quick) CHECK(quick == parse_iso_datetime(text));
  }
}

TEST_CASE("gotchas 18 and 23: numbers and truth as text") {
  CHECK(parse_cell_long("0") == 0);
  CHECK(parse_cell_long("-1") == -1);
  CHECK(parse_cell_long(" 7000215 ") == 7000215);
  CHECK(parse_cell_long("9223372036854775807") == 9223372036854775807ll);
  CHECK(!parse_cell_long("9223372036854775808"));
  CHECK(parse_cell_long("1.0") == 1);
  CHECK(parse_cell_long("1.003E+03") == 1003);
  CHECK(parse_cell_long("True") == 1);
  CHECK(!parse_cell_long("1.5"));
  CHECK(!parse_cell_long("x"));
  CHECK(!parse_cell_long("-"));
  for (const char* text : {"true", "True", "TRUE", "1", " true "})
    CHECK(parse_cell_bool(text) == true);
  for (const char* text : {"false", "False", "FALSE", "0"}) CHECK(parse_cell_bool(text) == false);
  CHECK(!parse_cell_bool("2"));
  CHECK(parse_cell_real("1.5e3") == 1500.0);
  CHECK(parse_cell_real("-0.25") == -0.25);
  CHECK(!parse_cell_real("1,5"));
  CHECK(!parse_cell_real("0x10"));
  for (const char* text : {"", "null", "NULL", "<null>", "NaN", "NaT", "N/A", " "})
    CHECK(is_missing(text));
  CHECK(!is_missing("0"));
}

TEST_CASE("gotcha 28: dynamic cells") {
  const struct {
    const char* text;
    const char* json;
  } kCases[] = {
      {"{ \"a\" : 1 }", "{\"a\":1}"},
      {"[\"US\",\"NL\"]", "[\"US\",\"NL\"]"},
      {"5", "5"},
      {"true", "true"},
      {"null", "null"},
      {"plain text", "\"plain text\""},
      {"{'a': True}", "\"{'a': True}\""},
      {"@{a=b}", "\"@{a=b}\""},
      {"System.Object[]", "\"System.Object[]\""},
      {"\"{\\\"a\\\":1}\"", "{\"a\":1}"},
      {"\"\\\"[1]\\\"\"", "[1]"},
      {"\"\\\"Name,LiveType\\\"\"", "\"Name,LiveType\""},
      {"\"just text\"", "\"just text\""},
      {"{\"cut\":", "\"{\\\"cut\\\":\""},
  };
  for (const auto& c : kCases) {
    CAPTURE(std::string(c.text));
    std::string out;
    CHECK(cell_to_dynamic(c.text, true, 64, out));
    CHECK(out == c.json);
  }
  std::string out;
  CHECK(!cell_to_dynamic("[[[[1]]]]", true, 3, out));
}
