// sum, avg, the variances, the deviations and covariances, and the bitwise ones.
// Nulls are left out. Without values a sum is 0, an average NaN, a variance 0, as Kusto's
// documentation prints them.
#include <cmath>

#include "kql/functions/aggregates.h"
#include "kql/functions/decimals.h"

namespace crumb::kql {
namespace {

__extension__ typedef __int128 Wide;  // sums of longs and ticks, exact

double real_at(const Column& column, std::uint32_t at) {
  switch (column.type()) {
    case Type::kInt:
      return column.ints()[at];
    case Type::kReal:
      return column.reals()[at];
    default:
      return static_cast<double>(column.longs()[at]);
  }
}

template <class State>
class Summing : public Aggregator {
 public:
  explicit Summing(const Signature& signature) : result_(signature.results[0]) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(states_, group_count);
    const Column& column = *args[0].column;
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      states_[group].add(column, args[0].at(row));
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(states_, group_count);
    ColumnBuilder out(result_);
    out.reserve(group_count);
    for (const State& state : states_) state.write(out);
    return one_column(out.finish());
  }

 private:
  Type result_;
  std::vector<State> states_;
};

struct WholeSum {
  std::int64_t sum = 0;
  void add(const Column& column, std::uint32_t at) {
    sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) +
                                    static_cast<std::uint64_t>(column.longs()[at]));
  }
  void write(ColumnBuilder& out) const { out.append_long(sum); }
};
struct RealSum {
  double sum = 0;
  void add(const Column& column, std::uint32_t at) { sum += column.reals()[at]; }
  void write(ColumnBuilder& out) const { out.append_real(sum); }
};
// Null once it overflows. kMean: divided by the count; without values null.
template <bool kMean>
struct DecimalSum {
  std::optional<Decimal> sum = Decimal();
  std::int64_t count = 0;
  void add(const Column& column, std::uint32_t at) {
    if (sum) sum = sum->plus(decimal_at(column, at));
    ++count;
  }
  void write(ColumnBuilder& out) const {
    const auto value = kMean && sum ? sum->over(Decimal::of(count)) : sum;
    if (value)
      out.append_text(value->text());
    else
      out.append_null();
  }
};
struct WholeMean {
  Wide sum = 0;
  std::int64_t count = 0;
  void add(const Column& column, std::uint32_t at) {
    sum += column.longs()[at];
    ++count;
  }
  void write(ColumnBuilder& out) const {
    if (out.type() == Type::kReal)
      out.append_real(count == 0 ? std::nan("")
                                 : static_cast<double>(sum) / static_cast<double>(count));
    else if (count == 0)
      out.append_null();
    else
      out.append_long(static_cast<std::int64_t>(sum / count));
  }
};
struct RealMean {
  double sum = 0;
  std::int64_t count = 0;
  void add(const Column& column, std::uint32_t at) {
    sum += column.reals()[at];
    ++count;
  }
  void write(ColumnBuilder& out) const {
    out.append_real(count == 0 ? std::nan("") : sum / static_cast<double>(count));
  }
};

// Welford's running mean and sum of squares. kSample: divided by n - 1. kRoot: the deviation.
template <bool kSample, bool kRoot>
struct Spread {
  double mean = 0;
  double squares = 0;
  std::int64_t count = 0;
  void add(const Column& column, std::uint32_t at) {
    const double x = real_at(column, at);
    const double delta = x - mean;
    ++count;
    mean += delta / static_cast<double>(count);
    squares += delta * (x - mean);
  }
  void write(ColumnBuilder& out) const {
    const std::int64_t by = kSample ? count - 1 : count;
    const double variance = by > 0 ? squares / static_cast<double>(by) : 0.0;
    out.append_real(kRoot ? std::sqrt(variance) : variance);
  }
};

// One state type for longs and ticks, one for reals, one for decimals.
template <class OfWholes, class OfReals, class OfDecimals>
std::unique_ptr<Aggregator> make_by_type(const Signature& signature, std::span<const BoundArg>) {
  if (signature.params[0] == Type::kReal) return std::make_unique<Summing<OfReals>>(signature);
  if (signature.params[0] == Type::kDecimal)
    return std::make_unique<Summing<OfDecimals>>(signature);
  return std::make_unique<Summing<OfWholes>>(signature);
}

template <class OfWholes, class OfReals, class OfDecimals>
std::unique_ptr<Aggregator> make_by_type_if(const Signature& signature,
                                            std::span<const BoundArg> args) {
  return with_condition(make_by_type<OfWholes, OfReals, OfDecimals>(signature, args), 1);
}

template <bool kSample>
class Covariance final : public Aggregator {
 public:
  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(states_, group_count);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      if (args[1].is_null(row)) return;
      State& s = states_[group];
      const double x = real_at(*args[0].column, args[0].at(row));
      const double y = real_at(*args[1].column, args[1].at(row));
      ++s.count;
      const double dx = x - s.mean_x;
      s.mean_x += dx / s.count;
      s.mean_y += (y - s.mean_y) / s.count;
      s.products += dx * (y - s.mean_y);
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(states_, group_count);
    std::vector<double> out;
    for (const State& s : states_) {
      const double by = kSample ? s.count - 1 : s.count;
      out.push_back(by > 0 ? s.products / by : 0.0);
    }
    return one_column(make_column(Type::kReal, std::move(out)));
  }

 private:
  struct State {
    double count = 0;
    double mean_x = 0;
    double mean_y = 0;
    double products = 0;
  };
  std::vector<State> states_;
};

enum class Bits : std::uint8_t { kAnd, kOr, kXor };
template <Bits kOp>
struct BitsOf {
  std::int64_t value = kOp == Bits::kAnd ? -1 : 0;
  bool any = false;
  void add(const Column& column, std::uint32_t at) {
    const std::int64_t x = column.type() == Type::kInt ? column.ints()[at] : column.longs()[at];
    value = kOp == Bits::kAnd ? value & x : (kOp == Bits::kOr ? value | x : value ^ x);
    any = true;
  }
  void write(ColumnBuilder& out) const {
    if (!any)
      out.append_null();
    else if (out.type() == Type::kInt)
      out.append_int(static_cast<std::int32_t>(value));
    else
      out.append_long(value);
  }
};

template <bool kSample, bool kRoot>
constexpr AggregateFunction spread(std::string_view name, std::string_view summary) {
  return aggregate<"(x:summable) -> real">(name, summary,
                                           make_one<Summing<Spread<kSample, kRoot>>>);
}
template <bool kSample, bool kRoot>
constexpr AggregateFunction spread_if(std::string_view name, std::string_view summary) {
  return aggregate<"(x:summable, if:bool) -> real">(name, summary,
                                                    make_if<Summing<Spread<kSample, kRoot>>, 1>);
}
template <Bits kOp>
constexpr AggregateFunction bits(std::string_view name, std::string_view summary) {
  return aggregate<
      "(x:int) -> int | (x:long) -> long | (x:datetime) -> datetime | (x:timespan) -> timespan">(
      name, summary, make_one<Summing<BitsOf<kOp>>>);
}

constexpr AggregateFunction kAggregateSum[] = {
    aggregate<"(x:long) -> long | (x:real) -> real | (x:decimal) -> decimal | (x:timespan) -> "
              "timespan | (x:datetime) -> "
              "datetime">("sum", "Sum of the values; longs wrap around.",
                          make_by_type<WholeSum, RealSum, DecimalSum<false>>),
    aggregate<"(x:long, if:bool) -> long | (x:real, if:bool) -> real | (x:decimal, if:bool) -> "
              "decimal | (x:timespan, if:bool) -> "
              "timespan | "
              "(x:datetime, if:bool) -> datetime">(
        "sumif", "Sum over the rows for which the condition is true.",
        make_by_type_if<WholeSum, RealSum, DecimalSum<false>>),
    aggregate<"(x:long) -> real | (x:real) -> real | (x:decimal) -> decimal | (x:timespan) -> "
              "timespan | (x:datetime) -> "
              "datetime">("avg", "Mean of the values.",
                          make_by_type<WholeMean, RealMean, DecimalSum<true>>),
    aggregate<"(x:long, if:bool) -> real | (x:real, if:bool) -> real | (x:decimal, if:bool) -> "
              "decimal | (x:timespan, if:bool) -> "
              "timespan | "
              "(x:datetime, if:bool) -> datetime">(
        "avgif", "Mean over the rows for which the condition is true.",
        make_by_type_if<WholeMean, RealMean, DecimalSum<true>>),
    spread<true, true>("stdev", "Standard deviation of a sample (n - 1)."),
    spread<false, true>("stdevp", "Standard deviation of a population (n)."),
    spread<true, false>("variance", "Variance of a sample (n - 1)."),
    spread<false, false>("variancep", "Variance of a population (n)."),
    spread_if<true, true>("stdevif", "stdev() over the rows for which the condition is true."),
    spread_if<true, false>("varianceif",
                           "variance() over the rows for which the condition is true."),
    spread_if<false, false>("variancepif",
                            "variancep() over the rows for which the condition is true."),
    aggregate<"(x:summable, y:summable) -> real">("covariance", "Covariance of a sample.",
                                                  make_one<Covariance<true>>),
    aggregate<"(x:summable, y:summable) -> real">("covariancep", "Covariance of a population.",
                                                  make_one<Covariance<false>>),
    aggregate<"(x:summable, y:summable, if:bool) -> real">(
        "covarianceif", "covariance() where the condition is true.", make_if<Covariance<true>, 2>),
    aggregate<"(x:summable, y:summable, if:bool) -> real">(
        "covariancepif", "covariancep() where the condition is true.",
        make_if<Covariance<false>, 2>),
    bits<Bits::kAnd>("binary_all_and", "Bits that all values have."),
    bits<Bits::kOr>("binary_all_or", "Bits that one of the values has."),
    bits<Bits::kXor>("binary_all_xor", "Bits that an odd number of values has."),
};

}  // namespace

AggregateTable summing_aggregates() { return kAggregateSum; }

}  // namespace crumb::kql
