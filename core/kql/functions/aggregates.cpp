// The condition of the ...if aggregates, in one place.
#include "kql/functions/aggregates.h"

namespace crumb::kql {
namespace {

class Conditional final : public Aggregator {
 public:
  Conditional(std::unique_ptr<Aggregator> inner, std::size_t condition)
      : inner_(std::move(inner)), condition_(condition) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext& context) override {
    const Vector& condition = args[condition_];
    const auto truth = condition.column->bools();
    kept_.assign(groups.begin(), groups.end());
    for (std::uint32_t row = 0; row < groups.size(); ++row) {
      if (truth[condition.at(row)] == 0 || condition.is_null(row)) kept_[row] = kNoGroup;
    }
    rest_.assign(args.begin(), args.end());
    rest_.erase(rest_.begin() + static_cast<std::ptrdiff_t>(condition_));
    return inner_->add(rest_, kept_, group_count, context);
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    return inner_->finish(group_count);
  }
  [[nodiscard]] std::uint64_t bytes() const override { return inner_->bytes(); }

 private:
  std::unique_ptr<Aggregator> inner_;
  std::size_t condition_;
  std::vector<std::uint32_t> kept_;
  std::vector<Vector> rest_;
};

}  // namespace

std::unique_ptr<Aggregator> with_condition(std::unique_ptr<Aggregator> inner,
                                           std::size_t condition) {
  return std::make_unique<Conditional>(std::move(inner), condition);
}

}  // namespace crumb::kql
