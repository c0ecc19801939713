// The record reader and the compactor: what they take, what they refuse.
#include "base/json_reader.h"

#include <doctest/doctest.h>

#include <string>

using namespace crumb;

namespace {

std::string fields(std::string_view text) {
  std::string padded(text);
  padded.append(json::RecordReader::kPadding, ' ');
  json::RecordReader reader;
  std::vector<json::Field> out;
  if (const auto read = reader.read(std::string_view(padded).substr(0, text.size()), out); !read)
    return "!";
  std::string answer;
  for (const json::Field& field : out) {
    answer += std::string(field.key) + "=" + std::string(field.text) + "/" +
              std::to_string(static_cast<int>(field.kind)) + " ";
  }
  return answer;
}

std::string compact(std::string_view text, std::uint32_t depth = 64) {
  std::string out;
  switch (json::append_compact(out, text, depth)) {
    case json::CompactResult::kOk:
      return out;
    case json::CompactResult::kNotJson:
      return "not json" + out;
    case json::CompactResult::kTooDeep:
      return "too deep" + out;
  }
  return {};
}

}  // namespace

TEST_CASE("fields of a record") {
  const struct {
    const char* text;
    const char* fields;
  } kCases[] = {
      {"{}", ""},
      {"{\"a\":1,\"b\":\"x\\ny\",\"c\":null,\"d\":true,\"e\":[1, 2],\"f\":{\"g\":1}}",
       "a=1/2 b=x\ny/3 c=/0 d=true/1 e=[1, 2]/5 f={\"g\":1}/4 "},
      {"[1,\"x\"]", "=1/2 =x/3 "},
      {"{\"n\":12345678901234567890123,\"r\":1.50e3}", "n=12345678901234567890123/2 r=1.50e3/2 "},
      {"{\"\\u0061\":\"\\u003c\"}", "a=</3 "},
      {"{\"a\":1}x", "!"},
      {"{\"a\":1", "!"},
      {"{\"a\" 1}", "!"},
      {"", "!"},
      {"{\"a\":tru}", "!"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    CHECK(fields(c.text) == c.fields);
  }
}

TEST_CASE("compacting checks and keeps tokens as they are") {
  const struct {
    const char* text;
    const char* out;
  } kCases[] = {
      {" { \"a\" : [ 1 , 2.50 , { } , [ ] ] , \"b\" : \" x y \" } ",
       "{\"a\":[1,2.50,{},[]],\"b\":\" x y \"}"},
      {"\"\\u00e9\\/\"", "\"\\u00e9\\/\""},
      {"-0.5e+10", "-0.5e+10"},
      {"true", "true"},
      {" null ", "null"},
      {"{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}"},
      {"", "not json"},
      {"{", "not json"},
      {"{\"a\":1,}", "not json"},
      {"[1,]", "not json"},
      {"[1 2]", "not json"},
      {"01", "not json"},
      {"1.", "not json"},
      {"\"\n\"", "not json"},
      {"\"\\x\"", "not json"},
      {"{\"a\":1}}", "not json"},
      {"{'a': True}", "not json"},
      {"@{a=b}", "not json"},
      {"[1}", "not json"},
      {"{1:2}", "not json"},
      {"nul", "not json"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    CHECK(compact(c.text) == c.out);
  }
  CHECK(compact("[[[]]]", 3) == "[[[]]]");
  CHECK(compact("[[[1]]]", 2) == "too deep");
}
