// count, countif, dcount, dcountif, count_distinct, count_distinctif.
// Distinct counts are exact (Kusto's dcount estimates); sets too large for the query's memory end
// it with a limit.
#include "kql/functions/aggregates.h"
#include "kql/functions/pair_set.h"
#include "kql/functions/value_ids.h"

namespace crumb::kql {
namespace {

class Count final : public Aggregator {
 public:
  // With an argument, a condition: rows where it is true.
  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(counts_, group_count);
    if (args.empty()) {
      for (const std::uint32_t group : groups) {
        if (group != kNoGroup) ++counts_[group];
      }
      return {};
    }
    const auto truth = args[0].column->bools();
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      counts_[group] += truth[args[0].at(row)];
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(counts_, group_count);
    return one_column(make_column(Type::kLong, std::move(counts_)));
  }

 private:
  std::vector<std::int64_t> counts_;
};

class DistinctCount final : public Aggregator {
 public:
  explicit DistinctCount(const Signature& signature) : values_(signature.params[0]) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(counts_, group_count);
    values_.number(args[0], static_cast<std::uint32_t>(groups.size()), ids_);
    seen_.reach(group_count, values_.size());
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      counts_[group] += seen_.insert(group, ids_[row]) ? 1 : 0;
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(counts_, group_count);
    return one_column(make_column(Type::kLong, std::move(counts_)));
  }
  [[nodiscard]] std::uint64_t bytes() const override { return values_.bytes() + seen_.bytes(); }

 private:
  ValueIds values_;
  PairSet seen_;  // group and value
  std::vector<std::int64_t> counts_;
  std::vector<std::uint32_t> ids_;
};

constexpr std::string_view kDistinct = "How many distinct values, nulls not counted; exact.";

constexpr AggregateFunction kAggregateCount[] = {
    aggregate<"() -> long | (if:bool) -> long">("count", "How many rows.", make_one<Count>),
    aggregate<"() -> long">("cnt", "Older name of count.", make_one<Count>),
    aggregate<"(if:bool) -> long">("countif", "How many rows for which the condition is true.",
                                   make_one<Count>),
    aggregate<"(value:scalar, [accuracy:plain]) -> long">("dcount", kDistinct,
                                                          make_one<DistinctCount>),
    aggregate<"(value:scalar, if:bool, [accuracy:plain]) -> long">("dcountif", kDistinct,
                                                                   make_if<DistinctCount, 1>),
    aggregate<"(value:groupable) -> long">("count_distinct", kDistinct, make_one<DistinctCount>),
    aggregate<"(value:groupable, if:bool) -> long">("count_distinctif", kDistinct,
                                                    make_if<DistinctCount, 1>),
};

}  // namespace

AggregateTable counting_aggregates() { return kAggregateCount; }

}  // namespace crumb::kql
