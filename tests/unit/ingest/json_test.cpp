// The JSON splitter: records in every wrapping, what a broken one costs, and that chunk sizes do
// not matter.
#include "ingest/json_split.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace crumb;
using namespace crumb::ingest;

namespace {

using Lines = std::vector<std::string>;

// Records as "key=value key=value<line", rows as "[a|b]<line", broken ones as "!why<line".
struct JsonRecords : JsonSink {
  Lines records, raws, notes, columns;
  bool cut = false, repaired = false;

  void keep(std::string text, const RawRecord& raw) {
    records.push_back(std::move(text) + "<" + std::to_string(raw.place.line));
    raws.push_back(std::to_string(raw.place.offset) + "+" + std::to_string(raw.place.bytes) + ":" +
                   std::string(raw.text));
  }
  void json_object(std::span<const json::Field> fields, const RawRecord& raw) override {
    std::string text;
    for (const json::Field& field : fields) {
      text += (text.empty() ? "" : " ") + std::string(field.key) + "=" + std::string(field.text);
    }
    keep(text, raw);
  }
  void json_columns(std::span<const std::string_view> names) override {
    for (const std::string_view name : names) columns.emplace_back(name);
  }
  void json_row(std::span<const json::Field> cells, const RawRecord& raw) override {
    std::string text;
    for (const json::Field& cell : cells)
      text += (text.empty() ? "[" : "|") + std::string(cell.text);
    keep(text + "]", raw);
  }
  void broken(const RawRecord& raw, std::string_view why) override {
    keep("!" + std::string(why.substr(0, why.find(':'))), raw);
  }
  void truncated() override { cut = true; }
  void bad_utf8() override { repaired = true; }
  void json_note(std::string_view sentence) override { notes.emplace_back(sentence); }
};

JsonRecords read_json(std::string_view text, std::size_t chunk = 1u << 20,
                      JsonOptions options = {}) {
  JsonRecords out;
  JsonSplitter splitter(sniff_json(text), options, out);
  for (std::size_t at = 0; at < text.size(); at += chunk) splitter.push(text.substr(at, chunk));
  splitter.finish();
  return out;
}

struct Case {
  std::string name;
  std::string_view envelope;
  std::string text;
  Lines records;
  bool cut = false;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"one object a line",
       "lines",
       "{\"a\":1}\n\n{\"a\":\"x\"}\r\n{\"a\":null}",
       {"a=1<1", "a=x<3", "a=<4"}},
      {"lines with commas at their ends", "lines", "{\"a\":1},\n{\"a\":2},\n", {"a=1<1", "a=2<2"}},
      {"gotcha 7: the last line lacks its end",
       "lines",
       "{\"a\":1}\n{\"a\":",
       {"a=1<1", "!the file ends inside a record<2"},
       true},
      {"a broken line costs one record",
       "lines",
       "{\"a\":1}\n{\"a\":\"x}\n{\"a\":3}\nnonsense\n{\"a\":4}\n",
       {"a=1<1", "!not a JSON record<2", "a=3<3", "!not a JSON record<4", "a=4<5"}},
      {"an array",
       "values",
       "[{\"a\":1},{\"a\":[1, 2]}\n,{\"a\":{\"b\":\"]\"}}]",
       {"a=1<1", "a=[1, 2]<1", "a={\"b\":\"]\"}<2"}},
      {"gotcha 20: arrays one after another",
       "values",
       "[{\"a\":1}]\r\n[{\"a\":2}]\n\n",
       {"a=1<1", "a=2<2"}},
      {"gotcha 19: pretty objects one after another",
       "values",
       "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n",
       {"a=1<1", "a=2<4"}},
      {"an array of things that are no objects",
       "values",
       "[1, \"x\", {\"a\":1}, [2]]",
       {"!the record is not a JSON object<1", "!the record is not a JSON object<1", "a=1<1",
        "!the record is not a JSON object<1"}},
      {"a missing closing quote costs one record of a pretty array",
       "values",
       "[\n  {\n    \"a\": \"x,\n    \"b\": 1\n  },\n  {\n    \"a\": 2\n  }\n]",
       {"!not a JSON record<2", "a=2<6"}},
      {"a missing closing brace costs one record",
       "values",
       "[\n  {\"a\": 1\n  {\"a\": 2},\n  {\"a\": 3}\n]",
       {"!not a JSON record<2", "a=2<3", "a=3<4"}},
      {"an array that is cut off",
       "values",
       "[{\"a\":1},{\"a\":",
       {"a=1<1", "!the file ends inside a record<1"},
       true},
      {"an array that lacks its bracket", "values", "[{\"a\":1}\n", {"a=1<1"}, true},
      {"a page of Graph",
       "value",
       "{\"@odata.context\":\"c\",\"value\":[{\"a\":1}],\"@odata.count\":1}",
       {"a=1<1"}},
      {"Event Hub",
       "records",
       "{\"records\":[{\"a\":1},\n{\"a\":2}]}\n{\"records\":[{\"a\":3}]}",
       {"a=1<1", "a=2<2", "a=3<3"}},
      {"hunting", "hunting", "{\"schema\":[{\"name\":\"a\"}],\"results\":[{\"a\":1}]}", {"a=1<1"}},
      {"gotcha 21: keys in capitals",
       "hunting-api",
       "{\"Stats\":{\"x\":1},\"Schema\":[],\"Results\":[{\"a\":1}]}",
       {"a=1<1"}},
      {"Log Analytics",
       "tables",
       "{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[{\"name\":\"a\",\"type\":\"string\"}]"
       ",\"rows\":[[\"x\"],[\"y\"]]},"
       "{\"name\":\"other\",\"columns\":[],\"rows\":[[1]]}]}",
       {"[x]<1", "[y]<1"}},
      {"Kusto v1",
       "kusto-v1",
       "{\"Tables\":[{\"TableName\":\"t\",\"Columns\":[{\"ColumnName\":\"a\"}],\"Rows\":[[1]]},"
       "{\"TableName\":\"toc\",\"Columns\":[{\"ColumnName\":\"b\"}],\"Rows\":[[2]]}]}",
       {"[1]<1"}},
      {"Kusto v2, progressive",
       "kusto-v2",
       "[{\"FrameType\":\"DataSetHeader\"},{\"FrameType\":\"TableHeader\",\"TableId\":1,"
       "\"TableKind\":\"PrimaryResult\","
       "\"Columns\":[{\"ColumnName\":\"a\"}]},{\"FrameType\":\"TableFragment\",\"TableId\":1,"
       "\"Rows\":[[1],[2]]},"
       "{\"FrameType\":\"DataTable\",\"TableId\":2,\"TableKind\":\"QueryProperties\",\"Columns\":[]"
       ",\"Rows\":[[9]]}]",
       {"[1]<1", "[2]<1"}},
      {"gotcha 22: escapes", "lines", "{\"a\":\"\\u003cx\\u003e \\/ \\\"\"}\n", {"a=<x> / \"<1"}},
  };
  return all;
}

}  // namespace

TEST_CASE("JSON records in every wrapping") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    CHECK(sniff_json(c.text).envelope == c.envelope);
    const JsonRecords got = read_json(c.text);
    CHECK(got.records == c.records);
    CHECK(got.cut == c.cut);
  }
}

TEST_CASE("any chunk size gives the same records") {
  for (const Case& c : cases()) {
    const JsonRecords whole = read_json(c.text);
    for (std::size_t chunk = 1; chunk < 20; ++chunk) {
      CAPTURE(c.name);
      CAPTURE(chunk);
      const JsonRecords parts = read_json(c.text, chunk);
      CHECK(parts.records == whole.records);
      CHECK(parts.raws == whole.raws);
      CHECK(parts.cut == whole.cut);
    }
  }
}

TEST_CASE("property: awkward text in any chunks") {
  std::uint64_t seed = 11;
  const auto next = [&seed](std::size_t below) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<std::size_t>((seed >> 33) % below);
  };
  constexpr std::string_view kParts[] = {
      "{", "}",  "[",  "]",         "\"a\"",           ":",    ",",    "1", "\n",
      " ", "\"", "\\", "{\"a\":1}", "{\"a\":\"x\"}\n", "null", "\xFF", "x"};
  constexpr std::string_view kStarts[] = {
      "{\"a\":1}\n", "[", "{\"records\":[",
      "{\"tables\":[{\"name\":\"p\",\"columns\":[{\"name\":\"a\"}],\"rows\":[", "{\n"};
  for (int round = 0; round < 500; ++round) {
    std::string text(kStarts[next(5)]);
    for (std::size_t n = next(60); n != 0; --n) text += kParts[next(17)];
    JsonOptions options;
    options.record_bytes = round % 4 == 0 ? 24 : 1000;
    const JsonRecords whole = read_json(text, 1u << 20, options);
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{2}, std::size_t{7}, next(64) + 1}) {
      CAPTURE(round);
      CAPTURE(chunk);
      CAPTURE(text);
      const JsonRecords parts = read_json(text, chunk, options);
      CHECK(parts.records == whole.records);
      CHECK(parts.raws == whole.raws);
      CHECK(parts.cut == whole.cut);
      if (parts.records != whole.records || parts.raws != whole.raws) return;
    }
  }
}

TEST_CASE("gotcha 27: envelopes that say that rows are missing") {
  const struct {
    const char* text;
    const char* part;
  } kCases[] = {
      {"{\"tables\":[{\"name\":\"p\",\"columns\":[{\"name\":\"a\"}],\"rows\":[[1]]}],\"error\":{"
       "\"code\":\"PartialError\"}}",
       "error"},
      {"[{\"FrameType\":\"DataSetHeader\"},{\"FrameType\":\"DataSetCompletion\",\"HasErrors\":true}"
       "]",
       "errors"},
      {"{\"value\":[{\"a\":1}],\"@odata.nextLink\":\"https://example.com\"}", "page"},
      {"{\"Tables\":[{\"TableName\":\"t\",\"Columns\":[{\"ColumnName\":\"a\"}],\"Rows\":[[1],{"
       "\"Exceptions\":[\"x\"]}]}]}",
       "errors"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    const JsonRecords got = read_json(c.text);
    CHECK(got.notes.size() == 1);
    if (!got.notes.empty()) CHECK(got.notes[0].find(c.part) != std::string::npos);
  }
}

TEST_CASE("limits and bad bytes cost one record each") {
  JsonOptions options;
  options.record_bytes = 50;
  const std::string longer(200, 'x');
  for (const char* open : {"", "["}) {
    const std::string text =
        std::string(open) + "{\"a\":1},\n{\"a\":\"" + longer + "\"},\n{\"a\":2}";
    for (const std::size_t chunk : {1u, 13u, 64u, 100000u}) {
      CAPTURE(chunk);
      CHECK(read_json(text, chunk, options).records ==
            Lines{"a=1<1", "!the record is longer than the limit<2", "a=2<3"});
    }
  }
  const JsonRecords bad = read_json("{\"a\":\"x\xFFy\"}\n");
  CHECK(bad.repaired);
  CHECK(bad.records == Lines{"a=x\xEF\xBF\xBDy<1"});
  const std::string deep =
      "{\"a\":" + std::string(2000, '[') + std::string(2000, ']') + "}\n{\"a\":2}\n";
  CHECK(read_json(deep).records.size() == 2);
}
