// Operators: arithmetic, comparison, logic, strings, lists.
#include <doctest/doctest.h>

#include <cmath>

#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql::testing;

namespace {
constexpr std::int64_t kLeast = INT64_MIN;
constexpr std::int64_t kMost = INT64_MAX;
}  // namespace

TEST_CASE("arithmetic of numbers") {
  check({
      {"+", {i(2), i(3)}, "5"},
      {"+", {n(2), r(0.5)}, "2.5"},
      {"+", {n(kMost), n(1)}, "-9223372036854775808"},
      {"-", {n(2), n(5)}, "-3"},
      {"*", {n(kMost), n(2)}, "-2"},
      {"/", {n(7), n(2)}, "3"},
      {"/", {n(-7), n(2)}, "-3"},
      {"/", {n(7), r(2)}, "3.5"},
      {"/", {n(7), n(0)}, "null"},
      {"/", {n(kLeast), n(-1)}, "null"},
      {"/", {r(1), r(0)}, "Infinity"},
      {"/", {r(0), n(0)}, "NaN"},
      {"%", {n(14), n(12)}, "2"},
      {"%", {n(-14), n(12)}, "10"},
      {"%", {n(14), n(-12)}, "2"},
      {"%", {n(-14), n(-12)}, "10"},
      {"%", {n(5), n(0)}, "null"},
      {"%", {n(kLeast), n(-1)}, "0"},
      {"%", {r(-5.5), n(2)}, "0.5"},
      {"+", {null(Type::kLong), n(1)}, "null"},
      {"*", {n(-1), i(5)}, "-5"},
  });
}

TEST_CASE("arithmetic of times") {
  check({
      {"+", {dt("2026-11-16"), ts("1.02:00:00")}, "2026-11-17T02:00:00.0000000Z"},
      {"+", {ts("1h"), ts("30m")}, "01:30:00"},
      {"-", {dt("2026-11-16"), dt("2026-11-14")}, "2.00:00:00"},
      {"-", {dt("2026-11-16"), ts("1d")}, "2026-11-15T00:00:00.0000000Z"},
      {"-", {ts("1h"), ts("2h")}, "-01:00:00"},
      {"*", {r(1.5), ts("1h")}, "01:30:00"},
      {"*", {ts("1h"), n(24)}, "1.00:00:00"},
      {"/", {ts("1d"), ts("5h")}, "4.8"},
      {"/", {ts("1d"), n(2)}, "12:00:00"},
      {"/", {ts("1d"), n(0)}, "null"},
      {"%", {ts("25h"), ts("1d")}, "01:00:00"},
      {"%", {dt("2026-11-16T09:21:58Z"), ts("1h")}, "00:21:58"},
      {"+", {dt("9999-12-31"), ts("2d")}, "null"},
      {"-", {dt("0001-01-01"), ts("1tick")}, "null"},
      {"+", {dt("2026-11-16"), null(Type::kTimespan)}, "null"},
  });
}

TEST_CASE("arithmetic of dynamic values") {
  check({
      {"+", {j("2"), n(3)}, "5"},
      {"+", {j("2"), r(0.5)}, "2.5"},
      {"+", {j("2"), j("3")}, "5"},
      {"+", {j("2"), j("0.5")}, "2.5"},
      {"/", {j("1"), j("0")}, "null"},
      {"+", {j("\"x\""), j("3")}, "null"},
      {"-", {dt("2026-11-16"), j("\"2026-11-15\"")}, "1.00:00:00"},
      {"+", {dt("2026-11-16"), j("\"01:00:00\"")}, "2026-11-16T01:00:00.0000000Z"},
      {"+", {s("a"), n(1)}, "!does not take string and long"},
      {"+", {b(true), n(1)}, "!does not take"},
      {"*", {ts("1h"), j("2")}, "!does not take"},
  });
}

TEST_CASE("equality and order") {
  check({
      {"==", {s("aBc"), s("aBc")}, "true"},
      {"==", {s("aBc"), s("abc")}, "false"},
      {"==", {s("0"), n(0)}, "true"},  // ResultType == 0
      {"!=", {s("50126"), n(0)}, "true"},
      {"==", {n(5), r(5)}, "true"},
      {"==", {i(5), n(5)}, "true"},
      {"==", {i(5), n(kMost)}, "false"},
      {"<", {i(5), n(kMost)}, "true"},
      {"==", {b(true), n(1)}, "true"},
      {">", {b(true), b(false)}, "true"},
      {"==",
       {g("74be27de-1e4e-49d9-b579-fe0b331d3642"), s("74BE27DE-1E4E-49D9-B579-FE0B331D3642")},
       "true"},
      {"==", {dt("2026-11-16"), s("2026-11-16T00:00:00Z")}, "true"},
      {"<", {dt("2026-11-16"), dt("2026-11-17")}, "true"},
      {">=", {ts("1h"), ts("60m")}, "true"},
      {"<", {r(std::nan("")), r(1)}, "false"},
      {"==", {j("\"text\""), s("text")}, "true"},
      {"==", {s("text"), j("\"text\"")}, "true"},
      {"==", {j("5"), n(5)}, "true"},
      {"==", {n(5), j("5")}, "true"},
      {"==", {j("5.5"), n(5)}, "false"},
      {"==", {j("9007199254740993"), n(9007199254740992)}, "false"},
      {">", {j("5.5"), n(5)}, "true"},
      {"<", {n(5), j("5.5")}, "true"},
      {"==", {j("true"), b(true)}, "true"},
      {"==", {j("\"x\""), n(5)}, "false"},
      {"!=", {j("\"x\""), n(5)}, "true"},
      {"==", {j("1"), j("1.0")}, "true"},
      {"<", {s("a"), s("b")}, "!does not compare string with string"},
      {"<", {dt("2026-11-16"), s("2026-11-17")}, "!does not compare"},
  });
}

TEST_CASE("null in comparisons: one null is unequal, two nulls are null") {
  check({
      {"==", {null(Type::kLong), n(5)}, "false"},
      {"!=", {null(Type::kLong), n(5)}, "true"},
      {"==", {null(Type::kLong), null(Type::kLong)}, "null"},
      {"!=", {null(Type::kLong), null(Type::kLong)}, "null"},
      {">", {null(Type::kLong), n(3)}, "null"},
      {"==", {null(Type::kDynamic), n(5)}, "false"},
      {"!=", {null(Type::kDynamic), n(5)}, "true"},
      {"==", {null(Type::kDatetime), dt("2026-11-16")}, "false"},
      {"and", {null(Type::kBool), b(false)}, "false"},
      {"and", {null(Type::kBool), b(true)}, "null"},
      {"or", {null(Type::kBool), b(true)}, "true"},
      {"or", {null(Type::kBool), b(false)}, "null"},
      {"and", {j("true"), b(true)}, "true"},
      {"not", {null(Type::kBool)}, "null"},
      {"not", {b(false)}, "true"},
      {"and", {n(1), b(true)}, "!must be a bool"},
  });
}

TEST_CASE("between") {
  check({
      {"between", {n(5), n(1), n(5)}, "true"},
      {"between", {n(6), n(1), n(5)}, "false"},
      {"!between", {n(6), n(1), n(5)}, "true"},
      {"between", {i(5), n(1), r(5.5)}, "true"},
      {"between", {dt("2026-11-16"), dt("2026-11-15"), dt("2026-11-17")}, "true"},
      {"between", {dt("2026-11-16T12:00:00Z"), dt("2026-11-16"), ts("12h")}, "true"},
      {"between", {dt("2026-11-16T12:00:01Z"), dt("2026-11-16"), ts("12h")}, "false"},
      {"between", {ts("1h"), ts("1m"), ts("1d")}, "true"},
      {"between", {j("3"), n(1), n(5)}, "true"},
      {"between", {null(Type::kLong), n(1), n(5)}, "null"},
      {"between", {s("b"), s("a"), s("c")}, "!does not take"},
      {"between", {dt("2026-11-16"), n(1), n(2)}, "!does not take"},
  });
}

TEST_CASE("string operators") {
  check({
      {"=~", {s("AbC"), s("aBc")}, "true"},
      {"!~", {s("AbC"), s("aBc")}, "false"},
      {"has", {s("North America"), s("america")}, "true"},
      {"has", {s("nonInteractiveUser"), s("interactiveUser")}, "false"},
      {"has", {s("[\"interactiveUser\"]"), s("interactiveUser")}, "true"},
      {"!has", {s("North America"), s("amer")}, "true"},
      {"has_cs", {s("North America"), s("america")}, "false"},
      {"has", {j("{\"a\":\"login page\"}"), s("login")}, "true"},
      {"hasprefix", {s("North America"), s("ame")}, "true"},
      {"hasprefix_cs", {s("North America"), s("ame")}, "false"},
      {"!hasprefix", {s("North America"), s("mer")}, "true"},
      {"hassuffix", {s("North America"), s("ICA")}, "true"},
      {"!hassuffix_cs", {s("North America"), s("icA")}, "true"},
      {"contains", {s("FabriKam"), s("BRik")}, "true"},
      {"!contains", {s("FabriKam"), s("BRik")}, "false"},
      {"contains_cs", {s("FabriKam"), s("Kam")}, "true"},
      {"startswith", {s("Fabrikam"), s("fab")}, "true"},
      {"startswith_cs", {s("Fabrikam"), s("fab")}, "false"},
      {"endswith", {s("Fabrikam"), s("Kam")}, "true"},
      {"!endswith_cs", {s("Fabrikam"), s("Kam")}, "true"},
      {"contains", {j("[1,2]"), s("1,2")}, "true"},
      {"has", {n(5), s("5")}, "!must be a string"},
      {"contains", {s("\xff\xfe"), s("x")}, "false"},
  });
}

TEST_CASE("lists") {
  check({
      {"in", {s("b"), s("a"), s("b")}, "true"},
      {"in", {s("B"), s("a"), s("b")}, "false"},
      {"in~", {s("B"), s("a"), s("b")}, "true"},
      {"!in~", {s("C"), s("a"), s("b")}, "true"},
      {"!in", {s("c"), s("a"), s("b")}, "true"},
      {"in", {s("b"), j("[\"a\",\"b\"]")}, "true"},
      {"in", {s("50126"), n(0), n(50126)}, "true"},
      {"in", {n(5), n(1), n(5)}, "true"},
      {"in", {n(5), j("[1,5]")}, "true"},
      {"in", {n(5), j("[1,5.5]")}, "false"},
      {"in", {i(5), n(5)}, "true"},
      {"in", {n(5), r(5.5), r(5)}, "true"},
      {"in", {r(0.5), j("[0.5]")}, "true"},
      {"in", {dt("2026-11-16"), dt("2026-11-16")}, "true"},
      {"in", {dt("2026-11-16"), j("[\"2026-11-16T00:00:00Z\"]")}, "true"},
      {"in", {j("\"b\""), s("a"), s("b")}, "true"},
      {"in", {j("5"), n(5)}, "true"},
      {"in", {b(true), n(1)}, "true"},
      {"in",
       {g("74be27de-1e4e-49d9-b579-fe0b331d3642"), s("74be27de-1e4e-49d9-b579-fe0b331d3642")},
       "true"},
      {"in", {null(Type::kLong), n(5)}, "false"},
      {"!in", {null(Type::kLong), n(5)}, "true"},
      {"in", {null(Type::kLong), null(Type::kLong)}, "null"},
      {"in", {s("x"), j("[]")}, "false"},
      {"has_any", {s("North America"), s("south"), s("north")}, "true"},
      {"has_any", {s("North America"), j("[\"amer\",\"nor\"]")}, "false"},
      {"has_any",
       {s("a-i b"), j("[\"a1\",\"a2\",\"a3\",\"a4\",\"a5\",\"a6\",\"a7\",\"a8\",\"I\",\"x y\"]")},
       "true"},
      {"has_any",
       {s("caf\xc3\xa9 i"),
        j("[\"a1\",\"a2\",\"a3\",\"a4\",\"a5\",\"a6\",\"a7\",\"a8\",\"I\",\"x y\"]")},
       "true"},
      {"has_all", {s("North and South America"), s("south"), s("north")}, "true"},
      {"has_all", {s("North America"), s("south"), s("north")}, "false"},
      {"has_any", {n(5), s("5")}, "!must be a string"},
      {"in~", {n(5), s("5")}, "!must be a string"},
  });
}
