// Aggregates of the slow evaluator: each over the list of a group's rows. Sources: the aggregates'
// pages of learn.microsoft.com/kusto/query, and "default values" on that of summarize.
#include <algorithm>
#include <cmath>

#include "reference/evaluate.h"

namespace crumb::reference {
namespace {

using namespace crumb::kql;

using Values = std::vector<Value>;

struct Group {
  std::vector<Row> args;  // the arguments' values, by row
  Type result;
  Verdict& verdict;

  // The first argument's values without nulls; with `condition`, of rows where that argument is
  // true.
  [[nodiscard]] Values values(std::size_t condition = 0) const {
    Values out;
    for (const Row& row : args) {
      const bool wanted = condition == 0 || (!row[condition].null && row[condition].integer != 0);
      if (wanted && !row.empty() && !row[0].null) out.push_back(row[0]);
    }
    return out;
  }
};

Value counted(std::size_t n) { return Value::of_long(static_cast<std::int64_t>(n)); }

Value count(Group& group, const Values& values) {
  if (group.args.empty() || group.args[0].empty()) return counted(group.args.size());
  return counted(static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [](const Value& v) { return v.integer != 0; })));
}

Values distinct(const Values& values) {
  Values out;
  for (const Value& value : values) {
    const bool known =
        std::any_of(out.begin(), out.end(), [&](const Value& v) { return same(v, value); });
    if (!known) out.push_back(value);
  }
  return out;
}

Value distinct_count(Group&, const Values& values) { return counted(distinct(values).size()); }

Value sum(Group& group, const Values& values) {
  if (group.result == Type::kReal) {
    double out = 0;
    for (const Value& value : values) out += value.real;
    return Value::of_real(out);
  }
  std::int64_t out = 0;
  for (const Value& value : values) {
    if (__builtin_add_overflow(out, value.integer, &out)) group.verdict.open = "a sum overflows";
  }
  return number(group.result, out);
}

// NaN for no numbers, as the documentation prints it; of times a time, cut off.
Value mean(Group& group, const Values& values) {
  if (values.empty()) {
    return group.result == Type::kReal ? Value::of_real(std::nan(""))
                                       : Value::null_of(group.result);
  }
  if (values[0].type == Type::kReal) {
    double out = 0;
    for (const Value& value : values) out += value.real;
    return Value::of_real(out / static_cast<double>(values.size()));
  }
  std::int64_t out = 0;
  for (const Value& value : values) {
    if (__builtin_add_overflow(out, value.integer, &out)) group.verdict.open = "a sum overflows";
  }
  const auto n = static_cast<std::int64_t>(values.size());
  if (group.result == Type::kReal)
    return Value::of_real(static_cast<double>(out) / static_cast<double>(n));
  return number(group.result, out / n);
}

template <bool kMax>
Value extreme(Group& group, const Values& values) {
  Value best = Value::null_of(group.result);
  bool any = false;
  for (const Value& value : values) {
    if (value.type == Type::kReal && std::isnan(value.real)) group.verdict.open = "min of NaN";
    const auto way = any ? order(value, best) : std::partial_ordering::unordered;
    if (any && !(kMax ? way > 0 : way < 0)) continue;
    best = value;
    any = true;
  }
  return best;
}

Value array_of(const Values& values) {
  json::Array items;
  for (const Value& value : values) items.push_back(as_json(value));
  return wrapped(json::Value(std::move(items)));
}

Value list(Group&, const Values& values) { return array_of(values); }

Value list_with_nulls(Group& group, const Values&) {
  Values all;
  for (const Row& row : group.args) all.push_back(row[0]);
  return array_of(all);
}

Value set(Group& group, const Values& values) {
  for (const Value& value : values) {
    if (value.type == Type::kDynamic) group.verdict.unknown = "a set of dynamic values";
  }
  return array_of(distinct(values));
}

Value bag(Group&, const Values& values) {
  json::Object out;
  for (const Value& value : values) {
    const json::Value from = tree(value);
    if (from.as_object() == nullptr) continue;
    for (const json::Member& member : *from.as_object()) {
      const bool known = std::any_of(out.begin(), out.end(), [&](const json::Member& other) {
        return other.first == member.first;
      });
      if (!known) out.push_back(member);
    }
  }
  return wrapped(json::Value(std::move(out)));
}

Value any(Group& group, const Values& values) {
  for (const Value& value : values) {
    if (value.type != Type::kString || !value.text.empty()) return value;
  }
  return Value::null_of(group.result);
}

// Two passes, where the engine makes one; from the first value on, so that equal values give 0.
template <bool kSample, bool kRoot>
Value spread(Group&, const Values& values) {
  const auto real = [](const Value& v) {
    return v.type == Type::kReal ? v.real : static_cast<double>(v.integer);
  };
  const auto n = static_cast<double>(values.size());
  const double first = values.empty() ? 0 : real(values.front());
  double beyond = 0, squares = 0;
  for (const Value& value : values) beyond += real(value) - first;
  for (const Value& value : values) squares += std::pow(real(value) - first - beyond / n, 2);
  const double by = kSample ? n - 1 : n;
  const double variance = by > 0 ? squares / by : 0;
  return Value::of_real(kRoot ? std::sqrt(variance) : variance);
}

struct AggregateRow {
  std::string_view name;
  std::size_t condition;  // the argument that is one; 0: none
  Value (*eval)(Group&, const Values&);
};

constexpr AggregateRow kAggregates[] = {
    {"count", 0, count},
    {"countif", 0, count},
    {"dcount", 0, distinct_count},
    {"dcountif", 1, distinct_count},
    {"count_distinct", 0, distinct_count},
    {"count_distinctif", 1, distinct_count},
    {"sum", 0, sum},
    {"sumif", 1, sum},
    {"avg", 0, mean},
    {"avgif", 1, mean},
    {"min", 0, extreme<false>},
    {"minif", 1, extreme<false>},
    {"max", 0, extreme<true>},
    {"maxif", 1, extreme<true>},
    {"make_list", 0, list},
    {"make_list_if", 1, list},
    {"make_list_with_nulls", 0, list_with_nulls},
    {"make_set", 0, set},
    {"make_set_if", 1, set},
    {"make_bag", 0, bag},
    {"make_bag_if", 1, bag},
    {"take_anyif", 1, any},
    {"stdev", 0, spread<true, true>},
    {"stdevp", 0, spread<false, true>},
    {"variance", 0, spread<true, false>},
    {"variancep", 0, spread<false, false>},
};

// The row whose first value is the largest (smallest); a null loses, of equal ones the first wins.
Values arg_extreme(const Group& group, bool want_max) {
  const Row* best = nullptr;
  for (const Row& row : group.args) {
    if (row[0].type == Type::kReal && std::isnan(row[0].real)) group.verdict.open = "arg of NaN";
    if (best != nullptr && row[0].null) continue;
    if (best != nullptr && !(*best)[0].null) {
      const auto way = order(row[0], (*best)[0]);
      if (!(want_max ? way > 0 : way < 0)) continue;
    }
    best = &row;
  }
  return best == nullptr ? Values{} : *best;
}

}  // namespace

std::vector<Value> Evaluator::aggregate(const AggregateCall& call, const std::vector<Row>& group) {
  const std::string_view name = call.function->name;
  Group with{{}, call.signature.results[0], verdict};
  for (std::size_t i = 0; i < group.size(); ++i) {
    Row& args = with.args.emplace_back();
    for (const ExprPtr& arg : call.args) args.push_back(value(*arg, {group, i}));
  }
  Values nothing;
  for (const Type type : call.signature.results) nothing.push_back(Value::null_of(type));
  if (name == "arg_max" || name == "arg_min") {
    Values out = arg_extreme(with, name == "arg_max");
    return out.empty() ? nothing : out;
  }
  if (name == "take_any" && call.args.size() > 1) return with.args.empty() ? nothing : with.args[0];
  const AggregateRow any_row{"take_any", 0, any};
  const auto* row = std::find_if(std::begin(kAggregates), std::end(kAggregates),
                                 [&](const AggregateRow& known) { return known.name == name; });
  if (name == "take_any") row = &any_row;
  if (row == std::end(kAggregates)) {
    verdict.unknown = name;
    return nothing;
  }
  return {row->eval(with, with.values(row->condition))};
}

}  // namespace crumb::reference
