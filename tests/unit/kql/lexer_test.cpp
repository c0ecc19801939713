// Tokens, literals and their places. Not the grammar.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kql/lexer.h"
#include "kql/literal.h"

using namespace crumb;
using namespace crumb::kql;

namespace {

std::vector<std::string> texts(std::string_view source) {
  std::vector<std::string> out;
  for (const Token& token : tokenize(source).tokens) {
    if (token.kind != TokenKind::kEnd) out.emplace_back(token.text(source));
  }
  return out;
}

Value value(std::string_view source) {
  Tokens tokens = tokenize(source);
  REQUIRE(tokens.errors.empty());
  REQUIRE(tokens.tokens.size() == 2);
  Result<Value> out = decode_literal(source, tokens.tokens[0]);
  REQUIRE_MESSAGE(out.has_value(), source);
  return *out;
}

std::string literal_error(std::string_view source) {
  Tokens tokens = tokenize(source);
  Result<Value> out = decode_literal(source, tokens.tokens[0]);
  return out.has_value() ? "" : out.error().message;
}

}  // namespace

TEST_CASE("words, marks and comments") {
  CHECK(texts("a in~ (b) // c\n| where x !in~ (1..2) and y!contains z") ==
        std::vector<std::string>{"a", "in~", "(", "b", ")", "|", "where", "x", "!in~", "(", "1",
                                 "..", "2", ")", "and", "y", "!contains", "z"});
  CHECK(texts("a<=b<>c=~d=>e==f") ==
        std::vector<std::string>{"a", "<=", "b", "<>", "c", "=~", "d", "=>", "e", "==", "f"});
  CHECK(texts("3rdParty 1d 1.5h 0xFF 1e3 1.") ==
        std::vector<std::string>{"3rdParty", "1d", "1.5h", "0xFF", "1e3", "1."});
  CHECK(texts("").empty());
}

TEST_CASE("blanks that pasted text brings") {
  CHECK(texts("\xEF\xBB\xBFprint\xC2\xA0"
              "1") == std::vector<std::string>{"print", "1"});
  CHECK(texts("a\xE2\x80\x8B| b") == std::vector<std::string>{"a", "|", "b"});
}

TEST_CASE("string forms") {
  CHECK(value(R"("a\tb\"c\\")").text == "a\tb\"c\\");
  CHECK(value(R"(@"a\b""c")").text == "a\\b\"c");
  CHECK(value("```x\ny\"```").text == "x\ny\"");
  CHECK(value(R"(h"secret")").text == "secret");
  CHECK(value(R"(h@'s')").text == "s");
  CHECK(value(R"("\u00e9\x41\101")").text ==
        "\xC3\xA9"
        "AA");
  CHECK(literal_error(R"("\q")") ==
        "unknown escape in a string; write \\\\ for a backslash, or @\"...\"");
  CHECK(tokenize("\"abc\nx").errors.size() == 1);
  CHECK(tokenize("```abc").errors.size() == 1);
}

TEST_CASE("numbers and times") {
  CHECK(value("12") == Value::of_long(12));
  CHECK(value("0x10") == Value::of_long(16));
  CHECK(value("1.5") == Value::of_real(1.5));
  CHECK(value("long(-7)") == Value::of_long(-7));
  CHECK(value("int(7)") == Value::of_int(7));
  CHECK(value("real(null)") == Value::null_of(Type::kReal));
  CHECK(value("1.5h") == Value::of_timespan(54'000'000'000));
  CHECK(value("timespan(2)") == Value::of_timespan(2 * 864'000'000'000));
  CHECK(value("time(1.02:03:04)") == Value::of_timespan(937'840'000'000));
  CHECK(value("datetime(2026-11-16T09:21:58Z)").type == Type::kDatetime);
  CHECK(value("datetime(2026-11-16)") == value("datetime(2026-11-16 00:00:00)"));
  CHECK(value("datetime(2026-1-6)") == value("datetime(2026-01-06)"));
  CHECK(value("datetime(null)").null);
  CHECK(value("bool(true)") == Value::of_bool(true));
  CHECK(value("guid(74be27de-1e4e-49d9-b579-fe0b331d3642)").type == Type::kGuid);
  CHECK(value("74be27de-1e4e-49d9-b579-fe0b331d3642").type == Type::kGuid);
  CHECK(literal_error("99999999999999999999") ==
        "the number 99999999999999999999 does not fit into a long");
  CHECK(literal_error("datetime(soon)") == "'soon' is not a datetime");
  CHECK(literal_error("decimal(one)") == "'one' is not a decimal");
  CHECK(value("decimal(1.50)").text == "1.5");
  CHECK(value("decimal(null)").null);
}

TEST_CASE("what is no token has a place") {
  std::string nul("a \0 b", 5);
  Tokens tokens = tokenize(nul);
  REQUIRE(tokens.errors.size() == 1);
  CHECK(tokens.errors[0].span == Span{2, 3});
  Tokens bad = tokenize("a \xFF b");
  REQUIRE(bad.errors.size() == 1);
  CHECK(bad.errors[0].message == "the text is not valid UTF-8 here");
  CHECK(bad.tokens.size() == 3);
}
