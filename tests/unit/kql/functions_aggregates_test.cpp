// Aggregates over small groups, in two batches.
#include <doctest/doctest.h>

#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql::testing;

namespace {

constexpr std::uint32_t kNone = 0xFFFF'FFFFu;

void check_rows(const std::vector<Rows>& cases) {
  for (const Rows& test : cases) {
    INFO(test.aggregate);
    CHECK(answer(test) == test.expected);
  }
}

const std::vector<std::uint32_t> kGroups = {0, 1, 0, 1, 0};

}  // namespace

TEST_CASE("counts") {
  check_rows({
      {"count", {}, kGroups, "3 2"},
      {"count", {{b(true), b(false), b(true), b(true), null(Type::kBool)}}, kGroups, "2 1"},
      {"countif", {{b(true), b(false), b(true), b(true), null(Type::kBool)}}, kGroups, "2 1"},
      {"dcount", {{s("a"), s("a"), s("b"), s(""), s("a")}}, kGroups, "2 2"},
      {"dcount", {{n(1), n(1), n(1), null(Type::kLong), n(2)}, {n(4)}}, kGroups, "2 1"},
      {"dcount", {{r(0.0), r(1), r(-0.0), r(1), r(2)}}, kGroups, "2 1"},
      {"dcountif",
       {{s("a"), s("a"), s("b"), s("x"), s("c")}, {b(true), b(false), b(true), b(true), b(false)}},
       kGroups,
       "2 1"},
      {"count_distinct",
       {{dt("2026-11-16"), dt("2026-11-16"), dt("2026-11-16"), dt("2026-11-17"), dt("2026-11-18")}},
       kGroups,
       "2 2"},
      {"count", {}, {0, kNone, 0, 2}, "2 0 1"},
  });
}

TEST_CASE("sums and means") {
  check_rows({
      {"sum", {{i(1), i(2), i(3), i(4), null(Type::kInt)}}, kGroups, "4 6"},
      {"sum", {{r(1), r(2), r(3), r(4), r(0.5)}}, kGroups, "4.5 6.0"},
      {"sum", {{ts("1h"), ts("2h"), ts("3h"), ts("4h"), ts("5h")}}, kGroups, "09:00:00 06:00:00"},
      {"sum", {{s("a")}}, {0}, "!x must be an integer, not string"},
      {"sumif",
       {{n(1), n(2), n(3), n(4), n(5)}, {b(true), b(true), b(false), b(false), b(true)}},
       kGroups,
       "6 2"},
      {"avg", {{n(1), n(2), n(4), n(4), null(Type::kLong)}}, kGroups, "2.5 3.0"},
      {"avg", {{null(Type::kLong)}}, {0}, "NaN"},
      {"avg", {{dt("2026-11-16"), dt("2026-11-18")}}, {0, 0}, "2026-11-17T00:00:00.0000000Z"},
      {"avgif", {{r(1), r(5)}, {b(true), b(false)}}, {0, 0}, "1.0"},
      {"stdev", {{n(1), n(2), n(3), n(4), n(5)}}, {0, 0, 0, 0, 0}, "1.5811388300841898"},
      {"variance", {{n(1), n(2), n(3), n(4), n(5)}}, {0, 0, 0, 0, 0}, "2.5"},
      {"variancep", {{n(1), n(2), n(3), n(4), n(5)}}, {0, 0, 0, 0, 0}, "2.0"},
      {"stdev", {{null(Type::kLong)}}, {0}, "0.0"},
      {"covariance",
       {{n(1), n(2), n(3), n(4), n(5)}, {n(14), n(10), n(17), n(20), n(50)}},
       {0, 0, 0, 0, 0},
       "20.5"},
      {"covariancep",
       {{n(1), n(2), n(3), n(4), n(5)}, {n(14), n(10), n(17), n(20), n(50)}},
       {0, 0, 0, 0, 0},
       "16.4"},
      {"binary_all_or", {{n(1), n(2), n(4)}}, {0, 0, 1}, "3 4"},
  });
}

TEST_CASE("extremes") {
  check_rows({
      {"max", {{n(1), n(7), n(3), n(4), null(Type::kLong)}}, kGroups, "3 7"},
      {"min", {{i(1), i(7), i(3), i(4), null(Type::kInt)}}, kGroups, "1 4"},
      {"max", {{null(Type::kDatetime)}}, {0}, "null"},
      {"min", {{s("b"), s("a"), s("ab")}}, {0, 0, 0}, "a"},
      {"max", {{b(false), b(true)}}, {0, 0}, "true"},
      {"maxif", {{n(1), n(7)}, {b(true), b(false)}}, {0, 0}, "1"},
      {"max",
       {{j("1")}},
       {0},
       "!value must be a bool, number, string, datetime or timespan, not dynamic"},
  });
}

TEST_CASE("picked rows") {
  check_rows({
      {"arg_max",
       {{n(1), n(7), n(3), n(4), null(Type::kLong)}, {s("a"), s("b"), s("c"), s("d"), s("e")}},
       kGroups,
       "3|c 7|b"},
      {"arg_min",
       {{n(1), n(7), n(3), n(4), null(Type::kLong)}, {s("a"), s("b"), s("c"), s("d"), s("e")}},
       kGroups,
       "1|a 4|d"},
      {"arg_max",
       {{null(Type::kLong), null(Type::kLong), n(1)}, {s("Yellow"), s("Green"), s("x")}},
       {0, 0, 1},
       "null|Yellow 1|x"},
      {"arg_max",
       {{dt("2026-11-16"), dt("2026-11-17")}, {j("[1]"), j("{\"a\":2}")}, {r(1), r(2)}},
       {0, 0},
       "2026-11-17T00:00:00.0000000Z|{\"a\":2}|2.0"},
      {"arg_max", {{s("a"), s("b")}}, {0, 0}, "b"},
      {"arg_max", {{n(1), n(1)}, {s("first"), s("second")}}, {0, 0}, "1|first"},
      {"take_any", {{s(""), s("x"), s("y")}}, {0, 0, 0}, "x"},
      {"take_any", {{null(Type::kLong), n(2)}, {s("a"), s("b")}}, {0, 0}, "null|a"},
      {"take_anyif", {{n(1), n(2)}, {b(false), b(true)}}, {0, 0}, "2"},
      {"arg_max", {{j("1")}}, {0}, "!the first argument must be a type with an order, not dynamic"},
      {"arg_max", {{n(1), n(2)}, {s("a"), s("b")}}, {kNone, 1}, "null| 2|b"},
  });
}

TEST_CASE("a pick that changes all the time holds a bounded number of rows") {
  const auto* arg_max = kql::find_aggregate("arg_max");
  const std::vector<kql::BoundArg> bound = {{Type::kLong, nullptr, {}},
                                            {Type::kString, nullptr, {}}};
  const auto signature = arg_max->bind(bound);
  REQUIRE(signature.has_value());
  auto state = arg_max->make(*signature, bound);
  kql::EvalContext context;
  for (std::int64_t batch = 0; batch < 300; ++batch) {
    ColumnBuilder keys(Type::kLong);
    ColumnBuilder texts(Type::kString);
    std::vector<std::uint32_t> groups;
    for (std::uint32_t row = 0; row < 1000; ++row) {
      keys.append_long(batch);
      texts.append_text("t" + std::to_string(batch));
      groups.push_back(row);
    }
    const std::vector<kql::Vector> args = {{keys.finish(), false}, {texts.finish(), false}};
    REQUIRE(state->add(args, groups, 1000, context).has_value());
  }
  CHECK(state->bytes() < 4'000'000);
  const auto results = state->finish(1000);
  REQUIRE(results.has_value());
  CHECK((*results)[1]->text(999) == "t299");
}

TEST_CASE("collections") {
  check_rows({
      {"make_set",
       {{s("a"), s("a"), s("b"), s(""), s("a")}},
       kGroups,
       "[\"a\",\"b\"] [\"a\",\"\"]"},
      {"make_set", {{n(1), n(5), n(5), n(7)}, {n(2)}}, {0, 0, 0, 0}, "[1,5]"},
      {"make_set",
       {{j("[\"A1\",\"A2\"]"), j("[\"A2\",\"C1\"]"), j("5")}},
       {0, 0, 0},
       "[\"A1\",\"A2\",\"C1\",5]"},
      {"make_set", {{null(Type::kLong)}}, {0}, "[]"},
      {"make_set", {{dt("2026-11-16")}}, {0}, "[\"2026-11-16T00:00:00.0000000Z\"]"},
      {"make_set_if",
       {{s("a"), s("b"), s("c")}, {b(true), b(false), b(true)}, {n(1)}},
       {0, 0, 0},
       "[\"a\"]"},
      {"make_list", {{n(1), n(2), n(1), null(Type::kLong), n(3)}}, kGroups, "[1,1,3] [2]"},
      {"make_list", {{r(1), r(0.5)}}, {0, 0}, "[1.0,0.5]"},
      {"make_list_with_nulls", {{n(1), null(Type::kLong)}}, {0, 0}, "[1,null]"},
      {"make_list_if", {{s("a\"b"), s("b")}, {b(true), b(false)}}, {0, 0}, "[\"a\\\"b\"]"},
      {"make_bag", {{j("{\"a\":1}"), j("{\"a\":2,\"b\":[3]}")}}, {0, 0}, "{\"a\":1,\"b\":[3]}"},
      {"make_bag_if", {{j("{\"a\":1}"), j("{\"b\":2}")}, {b(false), b(true)}}, {0, 0}, "{\"b\":2}"},
  });
}
