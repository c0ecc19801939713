// Every scalar function on values that logs and attackers hold: nulls, extremes, bytes that are no
// UTF-8, deep JSON. Each call must give a value or a plain error, the same for constants and
// columns; the sanitizers watch the rest.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql;
using namespace crumb::kql::testing;

namespace {

std::vector<Value> hostile_values() {
  std::vector<Value> values = {
      n(0),
      n(-1),
      n(2),
      n(64),
      n(std::numeric_limits<std::int64_t>::min()),
      n(std::numeric_limits<std::int64_t>::max()),
      i(std::numeric_limits<std::int32_t>::min()),
      i(7),
      r(0.5),
      r(-1e300),
      r(std::numeric_limits<double>::quiet_NaN()),
      r(std::numeric_limits<double>::infinity()),
      b(true),
      b(false),
      dt("0001-01-01"),
      dt("9999-12-31T23:59:59.9999999Z"),
      dt("2026-11-16T09:21:58Z"),
      Value::of_timespan(std::numeric_limits<std::int64_t>::min()),
      Value::of_timespan(std::numeric_limits<std::int64_t>::max()),
      ts("1h"),
      g("74be27de-1e4e-49d9-b579-fe0b331d3642"),
      s(""),
      s("\xff\xfe\x80"),
      s("a\xc3"),
      s("caf\xc3\xa9 \xf0\x9f\x98\x80"),
      s("192.168.1.1/24"),
      s("fe80::1%eth0/64"),
      s("https://user:p@host:1/x?a=b%zz#f"),
      s("<script>alert(1)</script>\n=1+1"),
      s("(a+)+$"),
      s("day"),
      s("yyyy-MM-dd FFFFFFFFFF"),
      s("$.a['b'][-9223372036854775808]"),
      s(std::string(3000, 'x')),
      j("[]"),
      j("[1,\"a\",null,[2],{\"k\":\"v\"},1e999,-0.0]"),
      j("{\"a\":{\"b\":[1,2]},\"\\u0000\":1,\"a\":2}"),
      j("\"text \\ud83d\\ude00\""),
      j("9223372036854775807"),
      j("1.5"),
      j("true"),
  };
  std::string deep;
  for (int level = 0; level < 60; ++level) deep += "[";
  deep.append(60, ']');
  values.push_back(j(deep));
  for (const Type type : {Type::kBool, Type::kInt, Type::kLong, Type::kReal, Type::kDatetime,
                          Type::kTimespan, Type::kGuid, Type::kDynamic}) {
    values.push_back(null(type));
  }
  return values;
}

class Random {
 public:
  std::size_t below(std::size_t end) {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<std::size_t>((state_ >> 33) % end);
  }

 private:
  std::uint64_t state_ = 20261116;
};

// What fits the function's types: the values are tried until bind() takes them, or given up.
std::vector<Value> fitting(const ScalarFunction& function, std::size_t count,
                           const std::vector<Value>& values, Random& random) {
  for (int attempt = 0; attempt < 40; ++attempt) {
    std::vector<Value> args;
    for (std::size_t a = 0; a < count; ++a) args.push_back(values[random.below(values.size())]);
    std::vector<BoundArg> bound;
    for (const Value& value : args) bound.push_back({value.type, &value, {}});
    if (function.bind(bound).has_value()) return args;
  }
  return {};
}

}  // namespace

TEST_CASE("hostile values") {
  const std::vector<Value> values = hostile_values();
  Random random;
  std::size_t calls = 0;
  for (const ScalarFunction* function : all_scalars()) {
    if (function->kind == FunctionKind::kWindow || !function->pure) continue;
    const std::size_t most = std::min<std::size_t>(function->max_args, function->min_args + 2u);
    for (int round = 0; round < 40; ++round) {
      const std::size_t count = function->min_args + random.below(most - function->min_args + 1);
      const std::vector<Value> args = fitting(*function, count, values, random);
      if (args.empty() && count > 0) continue;
      const std::string got = answer(Case{function->name, args, ""});
      ++calls;
      const bool agrees = got.find(" but ") == std::string::npos && !got.starts_with("type ") &&
                          !got.starts_with("size ") && got.find(" differs") == std::string::npos;
      if (!agrees) {
        std::string shown(function->name);
        for (const Value& arg : args)
          shown += " | " + (arg.null ? "null" : to_string(arg)).substr(0, 60);
        CHECK_MESSAGE(agrees, shown << " gives " << got.substr(0, 400));
      }
    }
  }
  CHECK(calls > 5000);
}
