// See functions_support.h.
#include "unit/kql/functions_support.h"

#include <doctest/doctest.h>

#include "base/time.h"

namespace crumb::kql::testing {
namespace {

constexpr std::uint32_t kRows = 5;
constexpr std::int64_t kNow = 638'987'654'321'000'000;

std::string show(const Value& value) { return value.null ? "null" : to_string(value); }
std::string show(const Error& error) { return "!" + error.message; }

// The value in the even rows, null (or an empty text) in the odd ones.
Vector column_of(const Value& value) {
  ColumnBuilder builder(value.type);
  for (std::uint32_t row = 0; row < kRows; ++row)
    builder.append(row % 2 == 0 ? value : Value::null_of(value.type));
  return {builder.finish(), false};
}

const ScalarFunction* find(std::string_view name) {
  const ScalarFunction* call = find_scalar(name);
  return call != nullptr ? call : find_operator(name);
}

// varying[i]: argument i is a column.
std::string call(const ScalarFunction& function, const std::vector<Value>& args,
                 const std::vector<bool>& varying) {
  std::vector<BoundArg> bound;
  for (std::size_t a = 0; a < args.size(); ++a)
    bound.push_back({args[a].type, varying[a] ? nullptr : &args[a], {}});
  const auto signature = function.bind(bound);
  if (!signature) return show(signature.error());
  EvalContext context;
  context.now_ticks = kNow;
  std::vector<Vector> vectors;
  bool constant = true;
  for (std::size_t a = 0; a < args.size(); ++a) {
    constant = constant && !varying[a];
    Vector vector = varying[a] ? column_of(args[a]) : Vector{constant_column(args[a], 1), true};
    if (vector.type() != signature->params[a]) {
      const ScalarFunction* conversion = find_conversion(vector.type(), signature->params[a]);
      REQUIRE(conversion != nullptr);
      auto converted = conversion->eval({&vector, 1}, vector.constant ? 1 : kRows, context);
      if (!converted) return show(converted.error());
      vector.column = *converted;
    }
    vectors.push_back(std::move(vector));
  }
  const auto result = function.eval(vectors, constant ? 1 : kRows, context);
  if (!result) return show(result.error());
  const Column& column = **result;
  if (column.type() != signature->results[0])
    return "type " + std::string(type_name(column.type()));
  if (column.size() != (constant ? 1 : kRows)) return "size " + std::to_string(column.size());
  const std::string first = show(column.value(0));
  for (std::uint32_t row = 0; row < column.size(); row += 2) {
    if (show(column.value(row)) != first) return "row " + std::to_string(row) + " differs";
  }
  return first;
}

}  // namespace

Value s(std::string_view text) { return Value::of_string(text); }
Value n(std::int64_t value) { return Value::of_long(value); }
Value i(std::int32_t value) { return Value::of_int(value); }
Value r(double value) { return Value::of_real(value); }
Value b(bool value) { return Value::of_bool(value); }
Value dt(std::string_view iso) { return Value::of_datetime(parse_iso_datetime(iso).value()); }
Value ts(std::string_view span) { return Value::of_timespan(parse_timespan(span).value()); }
Value j(std::string_view json) { return Value::of_dynamic(json); }
Value g(std::string_view guid) { return Value::of_guid(parse_guid(guid).value()); }
Value null(Type type) { return Value::null_of(type); }

std::string answer(const Case& test) {
  const ScalarFunction* function = find(test.function);
  if (function == nullptr) return "unknown";
  if (test.args.size() < function->min_args ||
      (function->max_args != 255 && test.args.size() > function->max_args))
    return "arity";
  const std::vector<bool> constants(test.args.size(), false);
  const std::string first = call(*function, test.args, constants);
  if (function->kind == FunctionKind::kWindow) return first;
  std::vector<std::vector<bool>> ways(1, std::vector<bool>(test.args.size(), true));
  for (std::size_t a = 0; a < test.args.size(); ++a) {
    ways.push_back(constants);
    ways.back()[a] = true;
  }
  std::string all = first;
  for (std::vector<bool>& way : ways) {
    std::string other = call(*function, test.args, way);
    if (other.find("must be a constant") != std::string::npos) continue;
    if (other != first) {
      all += " but ";
      for (const bool varies : way) all += varies ? 'v' : 'c';
      all += ": " + other;
    }
  }
  return all;
}

void check(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    std::string shown(test.function);
    for (const Value& arg : test.args) shown += (&arg == test.args.data() ? "(" : ", ") + show(arg);
    INFO(shown);
    const std::string got = answer(test);
    if (test.expected.starts_with("!")) {
      CHECK(got.starts_with("!"));
      CHECK(got.find(test.expected.substr(1)) != std::string::npos);
    } else {
      CHECK(got == test.expected);
    }
  }
}

std::string answer(const Rows& test) {
  const AggregateFunction* aggregate = find_aggregate(test.aggregate);
  if (aggregate == nullptr) return "unknown";
  std::vector<BoundArg> bound;
  // An argument of one row is a constant.
  for (const auto& values : test.args)
    bound.push_back({values[0].type, values.size() == 1 ? values.data() : nullptr, {}});
  if (bound.size() < aggregate->min_args || bound.size() > aggregate->max_args) return "arity";
  const auto signature = aggregate->bind(bound);
  if (!signature) return show(signature.error());
  EvalContext context;
  auto state = aggregate->make(*signature, bound);
  std::uint32_t group_count = 0;
  for (const std::uint32_t group : test.groups) {
    if (group != Aggregator::kNoGroup) group_count = std::max(group_count, group + 1);
  }
  // Two batches, so that state lives on between them.
  const auto rows = static_cast<std::uint32_t>(test.groups.size());
  const std::uint32_t half = rows / 2;
  for (const auto& [begin, end] : {std::pair(0u, half), std::pair(half, rows)}) {
    if (begin == end) continue;
    std::vector<Vector> vectors;
    for (std::size_t a = 0; a < test.args.size(); ++a) {
      const auto& values = test.args[a];
      Vector vector;
      if (values.size() == 1 && rows != 1) {
        vector = {constant_column(values[0], 1), true};
      } else {
        ColumnBuilder builder(values[0].type);
        for (std::uint32_t row = begin; row < end; ++row) builder.append(values[row]);
        vector = {builder.finish(), false};
      }
      if (vector.type() != signature->params[a]) {
        vector.column = *find_conversion(vector.type(), signature->params[a])
                             ->eval({&vector, 1}, end - begin, context);
      }
      vectors.push_back(std::move(vector));
    }
    const auto added = state->add(vectors, std::span(test.groups).subspan(begin, end - begin),
                                  group_count, context);
    if (!added) return show(added.error());
  }
  const auto results = state->finish(group_count);
  if (!results) return show(results.error());
  std::string out;
  for (std::uint32_t group = 0; group < group_count; ++group) {
    if (group > 0) out.push_back(' ');
    for (std::size_t c = 0; c < results->size(); ++c) {
      if (c > 0) out.push_back('|');
      out += show((*results)[c]->value(group));
    }
  }
  return out;
}

}  // namespace crumb::kql::testing
