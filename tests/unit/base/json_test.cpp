// The JSON tree and the walks over compact text.
#include <doctest/doctest.h>

#include "base/json.h"

using namespace crumb;

TEST_CASE("JSON prints compactly and keeps its kinds") {
  const auto value = json::parse(R"( { "a" : [1, 2.0, -3e10, true, null], "b" : "x\u0041\n" } )");
  REQUIRE(value.has_value());
  CHECK(json::to_text(*value) == R"({"a":[1,2.0,-3e+10,true,null],"b":"xA\n"})");
  CHECK(value->find("b")->as_string() != nullptr);
  CHECK(value->find("c") == nullptr);
  CHECK(json::minify(" [ 1 , \" a b \" ] ").value() == "[1,\" a b \"]");
}

TEST_CASE("what is not JSON is an error, and depth is bounded") {
  for (const char* text : {"", "{", "[1,]", "{\"a\"}", "nul", "\"\\x\"", "[1] 2"}) {
    CAPTURE(text);
    CHECK_FALSE(json::parse(text).has_value());
    CHECK_FALSE(json::minify(text).has_value());
  }
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  CHECK(json::parse(deep).error().code == ErrorCode::kLimit);
}

TEST_CASE("paths walk text without a tree") {
  const std::string text = R"({"Item":{"a\"b":1,"Subject":"x, ]}"},"List":[10,{"k":"v"},30]})";
  const auto at = [&](std::vector<json::Step> steps) {
    return json::find_path(text, steps.data(), steps.size());
  };
  CHECK(at({{.name = "Item"}, {.name = "Subject"}}) == R"("x, ]}")");
  CHECK(at({{.name = "Item"}, {.name = "a\"b"}}) == "1");
  CHECK(at({{.name = "List"}, {.name = "", .index = -1, .is_index = true}}) == "30");
  CHECK(at({{.name = "List"}, {.name = "", .index = 1, .is_index = true}, {.name = "k"}}) ==
        "\"v\"");
  CHECK(at({{.name = "List"}, {.name = "", .index = 7, .is_index = true}}).empty());
  CHECK(at({{.name = "Nope"}}).empty());
  CHECK(json::items("[]").empty());
  CHECK(json::items("{\"a\":[1,2],\"b\":{}}").size() == 2);
  for (const char* broken : {"{", "{\"a", "{\"a\":", "[\"", "[1", "{\"a\":\"\\"})
    CHECK(json::items(broken).size() <= 1);
}

TEST_CASE("nothing is no JSON, wherever it is") {
  for (const std::string_view text : {std::string_view(), std::string_view("")}) {
    CHECK_FALSE(json::parse(text).has_value());
    CHECK_FALSE(json::minify(text).has_value());
  }
}

TEST_CASE("string tokens lose their escapes") {
  std::string out;
  CHECK(json::unescape(R"("\ud83d\ude00 \/ \u00e9")", out));
  CHECK(out == "😀 / é");
  CHECK_FALSE(json::unescape("12", out));
  CHECK(json::unescape(R"("\ud83d")", out));
  CHECK(out == "\uFFFD");
}
