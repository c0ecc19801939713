// The CSV reader: RFC 4180, what it forgives, what it refuses, and that chunk sizes do not matter.
#include "ingest/csv.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace crumb::ingest;

namespace {

// Records as text: cells joined with '|', broken ones as "!why", then "<line".
struct Collected : CsvSink {
  std::vector<std::string> records;
  std::vector<std::string> raws;
  bool cut = false;
  bool repaired = false;
  void record(std::span<const Cell> cells, const RawRecord& raw) override {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i != 0) text += '|';
      text += cells[i].text;
    }
    records.push_back(text + "<" + std::to_string(raw.place.line));
    raws.push_back(std::to_string(raw.place.offset) + "+" + std::to_string(raw.place.bytes) + ":" +
                   std::string(raw.text));
  }
  void broken(const RawRecord& raw, std::string_view why) override {
    records.push_back("!" + std::string(why) + "<" + std::to_string(raw.place.line));
    raws.push_back(std::to_string(raw.place.offset) + "+" + std::to_string(raw.place.bytes) + ":" +
                   std::string(raw.text));
  }
  void truncated() override { cut = true; }
  void bad_utf8() override { repaired = true; }
};

Collected read(std::string_view text, CsvOptions options = {}, std::size_t chunk = 1u << 20) {
  Collected out;
  CsvReader reader(options, out);
  for (std::size_t at = 0; at < text.size(); at += chunk) reader.push(text.substr(at, chunk));
  reader.finish();
  return out;
}

using Lines = std::vector<std::string>;

// The same rules, one character at a time and without limits: what the reader must agree with.
Lines read_slowly(std::string_view text) {
  Lines out;
  std::string record;
  std::string cell;
  bool any = false, quoted = false, in_quotes = false, at_start = true, first = true;
  int line = 1, start = 1;
  const auto end_cell = [&] {
    record += (first ? "" : "|") + cell;
    first = false;
    cell.clear();
    at_start = true;
    quoted = false;
  };
  const auto end_record = [&] {
    if (!cell.empty() && cell.back() == '\r' && !in_quotes && !quoted) cell.pop_back();
    const bool blank = first && cell.empty();
    end_cell();
    if (!blank) out.push_back(record + "<" + std::to_string(start));
    record.clear();
    first = true;
    any = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    any = true;
    if (in_quotes) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell += '"';
        ++i;
      } else if (c == '"') {
        in_quotes = false;
        quoted = true;
      } else {
        cell += c;
        line += c == '\n' ? 1 : 0;
      }
    } else if (c == '"' && at_start) {
      in_quotes = true;
      at_start = false;
    } else if (c == ',') {
      end_cell();
    } else if (c == '\n') {
      end_record();
      start = ++line;
    } else {
      cell += c;
      at_start = false;
      quoted = false;
    }
  }
  if (in_quotes) {
    out.push_back("!the file ends inside a quoted cell<" + std::to_string(start));
  } else if (any) {
    end_record();
  }
  return out;
}

}  // namespace

TEST_CASE("CSV records and cells") {
  const struct {
    const char* name;
    const char* text;
    Lines records;
  } kCases[] = {
      {"plain", "a,b\n1,2\n", {"a|b<1", "1|2<2"}},
      {"no line end at the end", "a,b\n1,2", {"a|b<1", "1|2<2"}},
      {"gotcha 5: CRLF and LF mixed", "a,b\r\n1,2\n3,4\r\n", {"a|b<1", "1|2<2", "3|4<3"}},
      {"empty cells", "a,,\n,,\n", {"a||<1", "||<2"}},
      {"blank lines are not records", "a,b\n\n\r\n\"\"\n1,2\n\n", {"a|b<1", "1|2<5"}},
      {"quotes, delimiter inside", "\"a,b\",c\n", {"a,b|c<1"}},
      {"gotcha 10: doubled quotes round JSON",
       "\"{\"\"k\"\":\"\"v\"\"}\",x\n",
       {"{\"k\":\"v\"}|x<1"}},
      {"gotcha 11: line ends inside a cell", "a,\"x\r\ny\nz\"\nb,c\n", {"a|x\r\ny\nz<1", "b|c<4"}},
      {"gotcha 12: a lone double-wrapped cell", "\"\"\"value\"\"\",x\n", {"\"value\"|x<1"}},
      {"a quote inside an unquoted cell is a character",
       "5\" disk,b\"c\"d\n1,2\n",
       {"5\" disk|b\"c\"d<1", "1|2<2"}},
      {"text after a closing quote stays", "\"a\"b,\"c\"\"d\"e\n", {"ab|c\"de<1"}},
      {"quoted empty cell among others", "\"\",x\n", {"|x<1"}},
      {"nothing", "", {}},
      {"NUL bytes are characters", "a,b\n", {"a|b<1"}},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.name);
    CHECK(read(c.text).records == c.records);
    CHECK(!read(c.text).cut);
  }
}

TEST_CASE("gotcha 4: other delimiters, of several bytes too") {
  CsvOptions options;
  options.delimiter = "\xE2\x9D\x96";
  CHECK(read("a\xE2\x9D\x96"
             "b\xE2\x9D\x97\n\"x\xE2\x9D\x96y\"\xE2\x9D\x96\n",
             options, 1)
            .records == Lines{"a|b\xE2\x9D\x97<1", "x\xE2\x9D\x96y|<2"});
  options.delimiter = ";";
  CHECK(read("a;b,c\n", options).records == Lines{"a|b,c<1"});
  options.newline = '\r';
  CHECK(read("a;b\rc;d", options).records == Lines{"a|b<1", "c|d<2"});
}

TEST_CASE("gotcha 7: a file cut inside a quoted cell") {
  const Collected got = read("a,b\n1,\"never closed\n2,3\n");
  CHECK(got.records == Lines{"a|b<1", "!the file ends inside a quoted cell<2"});
  CHECK(got.cut);
}

TEST_CASE("limits cost one record each") {
  CsvOptions options;
  options.columns = 3;
  options.record_bytes = 100;
  const std::string longer(300, 'x');
  const std::string text =
      "a,b\n1,2,3,4\n5," + longer + "\n\"" + longer + "\n" + longer + "\",6\n7,8\n";
  const Lines expected = {"a|b<1", "!the record has more cells than the limit<2",
                          "!the record is longer than the limit<3",
                          "!the record is longer than the limit<4", "7|8<6"};
  for (const std::size_t chunk : {1u, 7u, 64u, 150u, 100000u}) {
    CAPTURE(chunk);
    CHECK(read(text, options, chunk).records == expected);
    CHECK(read(text, options, chunk).raws == read(text, options).raws);
  }
}

TEST_CASE("invalid UTF-8 becomes U+FFFD and is told") {
  const Collected got = read("a,b\n1,x\xFFy\n\"q\"\"\xC3\",\xC3\xA4\n");
  CHECK(got.repaired);
  CHECK(got.records == Lines{"a|b<1", "1|x\xEF\xBF\xBDy<2", "q\"\xEF\xBF\xBD|\xC3\xA4<3"});
}

TEST_CASE("places point at the record's bytes") {
  const std::string text = "a,b\r\n1,\"x\ny\"\r\nlast,2";
  for (const std::size_t chunk : {1u, 3u, 1000u}) {
    CHECK(read(text, {}, chunk).raws == Lines{"0+3:a,b", "5+7:1,\"x\ny\"", "14+6:last,2"});
  }
}

TEST_CASE("property: any chunk size gives the same records") {
  // A small generator of awkward text; the seed is fixed, the cases are many.
  std::uint64_t seed = 7;
  const auto next = [&seed](std::size_t below) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<std::size_t>((seed >> 33) % below);
  };
  constexpr std::string_view kAlphabet = "ab,\"\n\r;\xC3\xA4\xFF ";
  for (int round = 0; round < 300; ++round) {
    std::string text;
    const std::size_t length = next(400);
    for (std::size_t i = 0; i < length; ++i) text.push_back(kAlphabet[next(kAlphabet.size())]);
    CsvOptions options;
    options.record_bytes = round % 3 == 0 ? 40 : 1000;
    options.columns = round % 5 == 0 ? 4 : 1000;
    const Collected whole = read(text, options);
    if (!whole.repaired && options.record_bytes == 1000 && options.columns == 1000)
      REQUIRE(whole.records == read_slowly(text));
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{2}, std::size_t{63},
                                    std::size_t{64}, std::size_t{65}, next(200) + 1}) {
      CAPTURE(round);
      CAPTURE(chunk);
      const Collected parts = read(text, options, chunk);
      REQUIRE(parts.records == whole.records);
      REQUIRE(parts.raws == whole.raws);
      REQUIRE(parts.cut == whole.cut);
      REQUIRE(parts.repaired == whole.repaired);
    }
  }
}
