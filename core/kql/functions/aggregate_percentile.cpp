// percentile, percentiles, percentiles_array and their weighted forms: nearest rank, exact.
// Kusto estimates with a t-digest (up to 1 % of rank off); ours sorts the values, which the query's
// memory bounds. Source: learn.microsoft.com/kusto/query/percentiles-aggregation-function.
#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "kql/functions/aggregates.h"
#include "kql/functions/nearest_rank.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

// The percentages that the arguments from `first` on name, numbers or one array of them.
std::vector<double> percentages(std::span<const BoundArg> args, std::size_t first) {
  std::vector<double> out;
  for (const BoundArg& arg : args.subspan(std::min(first, args.size()))) {
    if (arg.constant == nullptr) continue;
    if (arg.type == Type::kDynamic) {
      for (const json::Item& item : json::items(arg.constant->text))
        out.push_back(parse_real(item.value).value_or(std::nan("")));
    } else {
      out.push_back(arg.type == Type::kReal ? arg.constant->real
                                            : static_cast<double>(arg.constant->integer));
    }
  }
  return out;
}

// T: how a value is kept, in the order in which it is sorted.
template <class T, bool kWeighted, bool kArray>
class Percentiles final : public Aggregator {
 public:
  Percentiles(const Signature& signature, std::span<const BoundArg> args)
      : type_(signature.params[0]), percentages_(percentages(args, kWeighted ? 2 : 1)) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(values_, group_count);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      std::int64_t weight = 1;
      if constexpr (kWeighted) {
        if (args[1].is_null(row)) return;
        weight = args[1].column->longs()[args[1].at(row)];
        if (weight <= 0) return;
      }
      values_[group].push_back({T(value_at(*args[0].column, args[0].at(row))), weight});
      ++held_;
    });
    return {};
  }

  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(values_, group_count);
    for (auto& values : values_) {
      std::sort(values.begin(), values.end(),
                [](const Item& a, const Item& b) { return a.value < b.value; });
    }
    std::vector<ColumnPtr> out;
    if constexpr (kArray) {
      ColumnBuilder builder(Type::kDynamic, false);
      for (const auto& values : values_) append_array(builder, values);
      out.push_back(builder.finish());
    } else {
      for (const double percentage : percentages_) {
        ColumnBuilder builder(type_);
        for (const auto& values : values_) append(builder, pick(values, percentage));
        out.push_back(builder.finish());
      }
    }
    return out;
  }
  [[nodiscard]] std::uint64_t bytes() const override { return held_ * sizeof(Item); }

 private:
  struct Item {
    T value;
    std::int64_t weight;
  };

  static auto value_at(const Column& column, std::uint32_t at) {
    if constexpr (std::is_same_v<T, std::string>)
      return column.text(at);
    else if constexpr (std::is_same_v<T, std::uint8_t>)
      return column.bools()[at];
    else
      return values_of<T>(column)[at];
  }

  static const T* pick(const std::vector<Item>& values, double percentage) {
    const Item* item = nearest_rank(values, percentage);
    return item == nullptr ? nullptr : &item->value;
  }

  void append(ColumnBuilder& builder, const T* value) const {
    if (value == nullptr)
      builder.append_null();
    else if constexpr (std::is_same_v<T, std::string>)
      builder.append_text(*value);
    else if constexpr (std::is_same_v<T, std::uint8_t>)
      builder.append_bool(*value != 0);
    else if constexpr (std::is_same_v<T, double>)
      builder.append_real(*value);
    else if constexpr (std::is_same_v<T, Guid>)
      builder.append_guid(*value);
    else
      builder.append_long(*value);
  }

  void append_array(ColumnBuilder& out, const std::vector<Item>& values) const {
    if (values.empty()) {
      out.append_null();
      return;
    }
    std::string text("[");
    for (const double percentage : percentages_) {
      if (text.size() > 1) text.push_back(',');
      ColumnBuilder one(type_);
      append(one, pick(values, percentage));
      append_json(text, *one.finish(), 0);
    }
    text.push_back(']');
    out.append_text(text);
  }

  Type type_;
  std::vector<double> percentages_;
  std::vector<std::vector<Item>> values_;
  std::uint64_t held_ = 0;
};

template <bool kWeighted, bool kArray>
std::unique_ptr<Aggregator> make_percentiles(const Signature& signature,
                                             std::span<const BoundArg> args) {
  switch (signature.params[0]) {
    case Type::kBool:
      return std::make_unique<Percentiles<std::uint8_t, kWeighted, kArray>>(signature, args);
    case Type::kReal:
      return std::make_unique<Percentiles<double, kWeighted, kArray>>(signature, args);
    case Type::kString:
      return std::make_unique<Percentiles<std::string, kWeighted, kArray>>(signature, args);
    default:
      return std::make_unique<Percentiles<std::int64_t, kWeighted, kArray>>(signature, args);
  }
}

// One result for each percentage, of the values' type (int becomes long), or one array.
template <bool kWeighted, bool kArray>
Result<Signature> bind_percentiles(std::span<const BoundArg> args) {
  if (has_decimal(args)) return no_decimal();
  const std::size_t first = kWeighted ? 2 : 1;
  const Type value = args[0].type == Type::kInt ? Type::kLong : args[0].type;
  if (value == Type::kDynamic || value == Type::kGuid)
    return fail(ErrorCode::kUnsupported,
                "unsupported: percentile of " + std::string(type_name(value)));
  Signature signature{{value}, {}};
  if (kWeighted) {
    if (args[1].type != Type::kInt && args[1].type != Type::kLong)
      return wrong_type("the weight", "an integer", args[1].type);
    signature.params.push_back(Type::kLong);
  }
  for (const BoundArg& arg : args.subspan(first)) {
    const bool array = kArray && arg.type == Type::kDynamic && args.size() == first + 1;
    if (!array && !is_numeric(arg.type)) return wrong_type("a percentage", "a number", arg.type);
    if (arg.constant == nullptr)
      return fail(ErrorCode::kUnsupported, "unsupported: a percentage that is no constant");
    signature.params.push_back(arg.type);
    if (!kArray) signature.results.push_back(value);
  }
  if (kArray) signature.results.push_back(Type::kDynamic);
  return signature;
}

constexpr std::string_view kOne =
    "The value that so many percent of the values do not exceed (nearest rank, exact).";
constexpr std::string_view kWeight = "The same, each value counted as often as its weight says.";

constexpr AggregateFunction kAggregatePercentile[] = {
    aggregate<"(value:orderable, percentage:number) -> real">(
        "percentile", kOne, make_percentiles<false, false>, bind_percentiles<false, false>),
    aggregate<"(value:orderable, percentage:number...) -> real">(
        "percentiles", kOne, make_percentiles<false, false>, bind_percentiles<false, false>),
    aggregate<"(value:orderable, percentage:number...) -> dynamic">(
        "percentiles_array", kOne, make_percentiles<false, true>, bind_percentiles<false, true>),
    aggregate<"(value:orderable, weight:long, percentage:number) -> real">(
        "percentilew", kWeight, make_percentiles<true, false>, bind_percentiles<true, false>),
    aggregate<"(value:orderable, weight:long, percentage:number...) -> real">(
        "percentilesw", kWeight, make_percentiles<true, false>, bind_percentiles<true, false>),
    aggregate<"(value:orderable, weight:long, percentage:number...) -> dynamic">(
        "percentilesw_array", kWeight, make_percentiles<true, true>, bind_percentiles<true, true>),
};

}  // namespace

AggregateTable percentile_aggregates() { return kAggregatePercentile; }

}  // namespace crumb::kql
