// What numbers of a workbook mean, and XML that is not read. Whole workbooks:
// tests/cli/xlsx.test.mjs.
#include <doctest/doctest.h>

#include <string>

#include "ingest/workbook/number.h"
#include "ingest/workbook/workbook.h"
#include "ingest/workbook/xml.h"

using namespace crumb::ingest;

TEST_CASE("format codes: which show a day, a time, seconds") {
  const struct {
    const char* code;
    bool date, time, seconds;
  } kCases[] = {
      {"General", false, false, false},
      {"0.00E+00", false, false, false},
      {"#,##0 \"days\";[Red]-#,##0", false, false, false},
      {"m/d/yyyy", true, false, false},
      {"dd\\.mm\\.yyyy hh:mm:ss", true, true, true},
      {"[$-409]m/d/yy h:mm AM/PM;@", true, true, false},
      {"[h]:mm:ss", false, true, true},
      {"[mm]", false, true, false},
      {"mmm yy", true, false, false},
      {"@", false, false, false},
      {"0.00\\ \\d", false, false, false},
      {"\"open", false, false, false},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.code);
    const NumberFormat format = read_format(c.code);
    CHECK(format.date == c.date);
    CHECK(format.time == c.time);
    CHECK(format.seconds == c.seconds);
  }
}

TEST_CASE("numbers: 15 digits, days since the epoch, what is none") {
  const NumberFormat plain, day_time{true, true, true}, day{true, false, false},
      minutes{true, true, false}, clock{false, true, true};
  const struct {
    const char* value;
    NumberFormat format;
    bool since_1904;
    const char* text;
    bool lost;
  } kCases[] = {
      {"20893", plain, false, "20893", false},
      {"0.10000000000000001", plain, false, "0.1", false},
      {"1E+3", plain, false, "1000", false},
      {"-5.0", plain, false, "-5", false},
      {"1.00320012667702E+15", plain, false, "1.00320012667702E+15", true},
      {"1003200126677020", plain, false, "1003200126677020", true},
      {"1003200126677019", plain, false, "1003200126677019", false},
      {"999999999999999", plain, false, "999999999999999", false},
      {"text", plain, false, "text", false},
      {"46342.39584490741", day_time, false, "2026-11-16 09:30:01", false},
      {"46342.395846377315", day_time, false, "2026-11-16 09:30:01.127", false},
      {"46342", day, false, "2026-11-16", false},
      {"46342.395833333336", minutes, false, "2026-11-16 09:30", false},
      {"44880.39584490741", day_time, true, "2026-11-16 09:30:01", false},
      {"0.39584490741", clock, false, "09:30:01", false},
      {"59", day, false, "1900-02-28", false},
      {"61", day, false, "1900-03-01", false},
      {"2958466", day, false, "2958466", false},
      {"-1", day, false, "-1", false},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.value);
    const NumberText text = number_text(c.value, c.format, c.since_1904);
    CHECK(text.text == c.text);
    CHECK(text.lost_digits == c.lost);
  }
}

TEST_CASE("what texts of workbooks escape") {
  CHECK(unescape_text("a_x000D_b") == "a\rb");
  CHECK(unescape_text("_x005F_x000D_") == "_x000D_");
  CHECK(unescape_text("_x00_ _xZZZZ_ _x") == "_x00_ _xZZZZ_ _x");
}

namespace {

struct Names final : XmlSink {
  void open(std::string_view name, const XmlAttributes& attributes) override {
    seen += "<" + std::string(name) + " " + std::string(attributes.get("id")) + ">";
  }
  void close(std::string_view name) override { seen += "</" + std::string(name) + ">"; }
  void text(std::string_view part) override { seen += part; }
  std::string seen;
};

std::string problem_of(const std::string& xml, Names& names, std::size_t piece) {
  XmlReader reader(names, 7);
  for (std::size_t at = 0; at < xml.size(); at += piece) {
    const std::string part = xml.substr(at, piece);
    if (!reader.push({reinterpret_cast<const std::uint8_t*>(part.data()), part.size()})) break;
  }
  reader.finish();
  return reader.problem();
}

}  // namespace

TEST_CASE("XML: prefixes off, chunks of any size, no document types, bounds") {
  const std::string xml = "<a:b xmlns:a='u' r:id='7' xmlns:r='v'>x&amp;y<c/></a:b>";
  for (const std::size_t piece : {1u, 3u, 100u}) {
    Names names;
    CHECK(problem_of(xml, names, piece).empty());
    CHECK(names.seen == "<b 7>x&y<c ></c></b>");
  }
  const std::pair<std::string, const char*> kBroken[] = {
      {"<a><b></a>", "damaged at line 1"},
      {"<a>", "damaged"},
      {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type"},
      {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "document type"},
      {"<a>&b;</a>", "damaged"},
      {"<a x='" + std::string(6u << 20, 'y') + "'/>", "longer than any"},
  };
  for (const auto& [text, why] : kBroken) {
    Names names;
    CHECK_MESSAGE(problem_of(text, names, 1u << 16).find(why) != std::string::npos,
                  text.substr(0, 40));
  }
}
