// min, max, minif, maxif over every type with an order. Nulls are left out; no values give null.
#include "kql/functions/aggregates.h"
#include "kql/functions/decimals.h"

namespace crumb::kql {
namespace {

template <class T, bool kMax>
class Extreme final : public Aggregator {
 public:
  explicit Extreme(const Signature& signature) : result_(signature.results[0]) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(best_, group_count);
    grow(any_, group_count);
    const auto values = values_of<T>(*args[0].column);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      const Stored<T> value = values[args[0].at(row)];
      if (any_[group] != 0 && !(kMax ? best_[group] < value : value < best_[group])) return;
      best_[group] = value;
      any_[group] = 1;
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(best_, group_count);
    grow(any_, group_count);
    for (std::uint8_t& any : any_) any = any == 0 ? 1 : 0;
    return one_column(make_column(result_, std::move(best_), std::move(any_)));
  }

 private:
  Type result_;
  std::vector<Stored<T>> best_;
  std::vector<std::uint8_t> any_;
};

template <bool kMax>
class ExtremeText final : public Aggregator {
 public:
  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(best_, group_count);
    grow(any_, group_count);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      const std::string_view value = args[0].column->text(args[0].at(row));
      if (any_[group] != 0 &&
          !(kMax ? std::string_view(best_[group]) < value : value < std::string_view(best_[group])))
        return;
      best_[group] = value;
      any_[group] = 1;
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(best_, group_count);
    ColumnBuilder out(Type::kString);
    for (const std::string& text : best_) out.append_text(text);
    return one_column(out.finish());
  }
  [[nodiscard]] std::uint64_t bytes() const override {
    return best_.size() * (sizeof(std::string) + 32);
  }

 private:
  std::vector<std::string> best_;
  std::vector<std::uint8_t> any_;
};

template <bool kMax>
class ExtremeDecimal final : public Aggregator {
 public:
  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(best_, group_count);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      const Decimal value = decimal_at(*args[0].column, args[0].at(row));
      auto& best = best_[group];
      if (!best || (kMax ? *best < value : value < *best)) best = value;
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(best_, group_count);
    ColumnBuilder out(Type::kDecimal);
    for (const auto& best : best_) {
      if (best)
        out.append_text(best->text());
      else
        out.append_null();
    }
    return one_column(out.finish());
  }

 private:
  std::vector<std::optional<Decimal>> best_;
};

template <bool kMax>
std::unique_ptr<Aggregator> make_extreme(const Signature& signature, std::span<const BoundArg>) {
  switch (signature.params[0]) {
    case Type::kBool:
      return std::make_unique<Extreme<bool, kMax>>(signature);
    case Type::kInt:
      return std::make_unique<Extreme<std::int32_t, kMax>>(signature);
    case Type::kReal:
      return std::make_unique<Extreme<double, kMax>>(signature);
    case Type::kString:
      return std::make_unique<ExtremeText<kMax>>();
    case Type::kDecimal:
      return std::make_unique<ExtremeDecimal<kMax>>();
    default:
      return std::make_unique<Extreme<std::int64_t, kMax>>(signature);
  }
}

template <bool kMax>
std::unique_ptr<Aggregator> make_extreme_if(const Signature& signature,
                                            std::span<const BoundArg> args) {
  return with_condition(make_extreme<kMax>(signature, args), 1);
}

constexpr AggregateFunction kAggregateExtreme[] = {
    aggregate<"(value:orderable) -> $1">("min", "The smallest value.", make_extreme<false>),
    aggregate<"(value:orderable) -> $1">("max", "The largest value.", make_extreme<true>),
    aggregate<"(value:orderable, if:bool) -> $1">(
        "minif", "The smallest value where the condition is true.", make_extreme_if<false>),
    aggregate<"(value:orderable, if:bool) -> $1">(
        "maxif", "The largest value where the condition is true.", make_extreme_if<true>),
};

}  // namespace

AggregateTable extreme_aggregates() { return kAggregateExtreme; }

}  // namespace crumb::kql
