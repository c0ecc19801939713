// Window functions, percentiles, and the registry itself.
#include <doctest/doctest.h>

#include <algorithm>

#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql;
using namespace crumb::kql::testing;

namespace {

// The rows of a window function's answer, joined by blanks.
std::string window(std::string_view name, const std::vector<std::vector<Value>>& args) {
  const ScalarFunction* function = find_scalar(name);
  if (function == nullptr || function->kind != FunctionKind::kWindow) return "unknown";
  std::uint32_t rows = 1;
  std::vector<BoundArg> bound;
  std::vector<Vector> vectors;
  for (const auto& values : args) {
    const bool constant = values.size() == 1;
    if (!constant) rows = static_cast<std::uint32_t>(values.size());
    bound.push_back({values[0].type, constant ? values.data() : nullptr, {}});
    ColumnBuilder builder(values[0].type);
    for (const Value& value : values) builder.append(value);
    vectors.push_back({builder.finish(), constant});
  }
  const auto signature = function->bind(bound);
  if (!signature) return "!" + signature.error().message;
  EvalContext context;
  for (std::size_t a = 0; a < vectors.size(); ++a) {
    if (vectors[a].type() != signature->params[a]) {
      vectors[a].column = *find_conversion(vectors[a].type(), signature->params[a])
                               ->eval({&vectors[a], 1}, rows, context);
    }
  }
  const auto result = function->eval(vectors, rows, context);
  if (!result) return "!" + result.error().message;
  std::string out;
  for (std::uint32_t row = 0; row < (*result)->size(); ++row) {
    if (row > 0) out.push_back(' ');
    const Value value = (*result)->value(row);
    out += value.null ? "null" : to_string(value);
  }
  return out;
}

const std::vector<Value> kFour = {s("a"), s("b"), s("c"), s("d")};

}  // namespace

TEST_CASE("prev and next") {
  CHECK(window("prev", {kFour}) == " a b c");
  CHECK(window("next", {kFour}) == "b c d ");
  CHECK(window("prev", {kFour, {n(2)}}) == "  a b");
  CHECK(window("prev", {kFour, {n(1)}, {s("?")}}) == "? a b c");
  CHECK(window("prev", {kFour, {n(-1)}}) == "b c d ");
  CHECK(window("prev", {kFour, {n(INT64_MIN)}}) == "   ");
  CHECK(window("next", {{n(1), n(2), null(Type::kLong)}, {n(1)}, {n(0)}}) == "2 null 0");
}

TEST_CASE("numbers, sums, ranks and sessions of rows") {
  const std::vector<Value> restart = {b(false), b(false), b(true), b(false)};
  CHECK(window("row_number", {{n(7)}, restart}) == "7 8 7 8");
  CHECK(window("row_cumsum", {{n(1), n(2), null(Type::kLong), n(4)}}) == "1 3 3 7");
  CHECK(window("row_cumsum", {{r(1), r(2), r(3), r(4)}, restart}) == "1.0 3.0 3.0 7.0");
  CHECK(window("row_rank_dense", {{n(2), n(3), n(3), n(9)}}) == "1 2 2 3");
  CHECK(window("row_rank_min", {{n(2), n(3), n(3), n(9)}}) == "1 2 2 4");
  CHECK(window("row_window_session", {{dt("2024-04-11T10:00:00Z"), dt("2024-04-11T10:04:00Z"),
                                       dt("2024-04-11T10:08:00Z"), dt("2024-04-11T11:00:00Z")},
                                      {ts("7m")},
                                      {ts("5m")}}) ==
        "2024-04-11T10:00:00.0000000Z 2024-04-11T10:00:00.0000000Z 2024-04-11T10:08:00.0000000Z "
        "2024-04-11T11:00:00.0000000Z");
}

TEST_CASE("percentiles") {
  const auto values = std::vector<Value>{n(5), n(1), n(3), n(2), n(4)};
  const std::vector<std::uint32_t> one(5, 0);
  CHECK(answer(Rows{"percentile", {values, {n(50)}}, one, ""}) == "3");
  CHECK(answer(Rows{"percentiles", {values, {n(0)}, {r(95)}, {n(100)}}, one, ""}) == "1|5|5");
  CHECK(answer(Rows{"percentiles_array", {values, {j("[20,40]")}}, one, ""}) == "[1,2]");
  CHECK(answer(Rows{"percentilew", {values, {i(1), i(10), i(1), i(1), i(1)}, {n(50)}}, one, ""}) ==
        "1");
  CHECK(answer(Rows{"percentile", {{null(Type::kReal)}, {n(50)}}, {0}, ""}) == "null");
  CHECK(answer(Rows{"percentile", {{dt("2026-11-16"), dt("2026-11-17")}, {n(50)}}, {0, 0}, ""}) ==
        "2026-11-16T00:00:00.0000000Z");
}

TEST_CASE("the registry") {
  const auto scalars = all_scalars();
  CHECK(std::is_sorted(scalars.begin(), scalars.end(),
                       [](auto* a, auto* b) { return a->name < b->name; }));
  for (const ScalarFunction* function : scalars) {
    INFO(function->name);
    CHECK((function->bind != nullptr));
    CHECK((function->eval != nullptr));
    CHECK(!function->summary.empty());
    CHECK(function->parameters.starts_with("("));
    const bool call =
        function->kind != FunctionKind::kOperator && !function->name.starts_with("crumb_");
    if (call) CHECK(is_known_to_kusto(function->name));
    CHECK((function->kind == FunctionKind::kOperator ? find_operator(function->name)
                                                     : find_scalar(function->name)) == function);
  }
  for (const AggregateFunction* function : all_aggregates()) {
    INFO(function->name);
    CHECK(is_known_to_kusto(function->name));
    CHECK((function->make != nullptr));
  }
  CHECK(find_scalar("no_such_function") == nullptr);
  CHECK(find_scalar("has") == nullptr);
  CHECK(is_known_to_kusto("series_decompose"));
  CHECK(!is_known_to_kusto("Strlen"));
  CHECK(find_scalar("hash_many") == nullptr);
  CHECK(is_known_to_kusto("hash_many"));
}
