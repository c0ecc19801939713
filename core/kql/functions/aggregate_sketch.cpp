// hll, hll_if, hll_merge, tdigest, tdigest_merge: sketches that later summaries merge and read.
// What reads them is in sketch_functions.cpp.
// Source: learn.microsoft.com/kusto/query/using-hll-tdigest.
#include "kql/functions/aggregates.h"
#include "kql/functions/sketches.h"

namespace crumb::kql {
namespace {

template <class Sketch>
std::uint64_t bytes_held(const std::vector<Sketch>& sketches) {
  std::uint64_t sum = 0;
  for (const Sketch& sketch : sketches) sum += sizeof(Sketch) + sketch.bytes();
  return sum;
}

class CountingSketch final : public Aggregator {
 public:
  CountingSketch(const Signature&, std::span<const BoundArg> args) : initial_(precision_of(args)) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(sketches_, group_count, initial_);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      sketches_[group].add(hash_of_value(*args[0].column, args[0].at(row)));
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(sketches_, group_count, initial_);
    ColumnBuilder out(Type::kDynamic, false);
    std::string text;
    for (const HyperLogLog& sketch : sketches_) {
      text.clear();
      sketch.append_json(text);
      out.append_text(text);
    }
    return one_column(out.finish());
  }
  [[nodiscard]] std::uint64_t bytes() const override { return bytes_held(sketches_); }

 private:
  static HyperLogLog precision_of(std::span<const BoundArg> args) {
    const Value* accuracy = args.size() > 1 ? args[1].constant : nullptr;
    return HyperLogLog(
        HyperLogLog::precision_of(accuracy == nullptr ? 1 : accuracy->integer).value_or(14));
  }

  HyperLogLog initial_;
  std::vector<HyperLogLog> sketches_;
};

// Merges sketches given as dynamic; what is no sketch is left out. Without any the answer is null.
template <class Sketch>
class MergingSketch final : public Aggregator {
 public:
  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(sketches_, group_count);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      auto sketch = Sketch::parse(args[0].column->text(args[0].at(row)));
      if (!sketch) return;
      if (sketches_[group])
        sketches_[group]->merge(*sketch);
      else
        sketches_[group] = *std::move(sketch);
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(sketches_, group_count);
    ColumnBuilder out(Type::kDynamic, false);
    std::string text;
    for (const auto& sketch : sketches_) {
      text.clear();
      if (sketch)
        sketch->append_json(text);
      else
        text = "null";
      out.append_text(text);
    }
    return one_column(out.finish());
  }
  [[nodiscard]] std::uint64_t bytes() const override {
    std::uint64_t sum = 0;
    for (const auto& sketch : sketches_) sum += sizeof(sketch) + (sketch ? sketch->bytes() : 0);
    return sum;
  }

 private:
  std::vector<std::optional<Sketch>> sketches_;
};

class DigestOf final : public Aggregator {
 public:
  explicit DigestOf(const Signature& signature) : initial_(signature.params[0]) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(digests_, group_count, initial_);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      std::int64_t weight = 1;
      if (args.size() > 1) {
        if (args[1].is_null(row)) return;
        weight = args[1].column->longs()[args[1].at(row)];
        if (weight <= 0) return;
      }
      digests_[group].add(*args[0].column, args[0].at(row), weight);
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    grow(digests_, group_count, initial_);
    ColumnBuilder out(Type::kDynamic, false);
    std::string text;
    for (const Digest& digest : digests_) {
      text.clear();
      digest.append_json(text);
      out.append_text(text);
    }
    return one_column(out.finish());
  }
  [[nodiscard]] std::uint64_t bytes() const override { return bytes_held(digests_); }

 private:
  Digest initial_;
  std::vector<Digest> digests_;
};

// The accuracy decides how the sketch is laid out, so it must be known now.
Result<Signature> check_accuracy(std::span<const BoundArg> args, std::size_t at,
                                 Signature signature) {
  if (args.size() <= at) return signature;
  if (args[at].constant == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: an accuracy that is no constant");
  if (args[at].constant->null || !HyperLogLog::precision_of(args[at].constant->integer))
    return fail(ErrorCode::kSemantic, "the accuracy must be 0, 1, 2, 3 or 4");
  return signature;
}
Result<Signature> bind_hll(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature, bind_forms("(value:element, [accuracy:long]) -> dynamic", args));
  return check_accuracy(args, 1, std::move(signature));
}
Result<Signature> bind_hll_if(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature,
            bind_forms("(value:element, if:bool, [accuracy:long]) -> dynamic", args));
  return check_accuracy(args, 2, std::move(signature));
}

constexpr std::string_view kCounting =
    "A sketch of the distinct values for dcount_hll(): exact up to 1,024, then with an error of "
    "1.6, 0.8, 0.4, 0.28 or 0.2 % (accuracy 0 to 4, by default 1).";
constexpr std::string_view kDigestOf =
    "A sketch of the values for percentile_tdigest(): exact up to 4,096 distinct values, then at "
    "most 0.5 % of all values off.";

constexpr AggregateFunction kAggregateSketch[] = {
    aggregate<"(value:element, [accuracy:long]) -> dynamic">("hll", kCounting,
                                                             make_one<CountingSketch>, bind_hll),
    aggregate<"(value:element, if:bool, [accuracy:long]) -> dynamic">(
        "hll_if", kCounting, make_if<CountingSketch, 1>, bind_hll_if),
    aggregate<"(hll:dynamic) -> dynamic">("hll_merge", "One sketch of all that hll() made.",
                                          make_one<MergingSketch<HyperLogLog>>),
    aggregate<"(value:summable, [weight:long]) -> dynamic">("tdigest", kDigestOf,
                                                            make_one<DigestOf>),
    aggregate<"(tdigest:dynamic) -> dynamic">(
        "tdigest_merge", "One sketch of all that tdigest() made.", make_one<MergingSketch<Digest>>),
    aggregate<"(tdigest:dynamic) -> dynamic">("merge_tdigest", "Older name of tdigest_merge.",
                                              make_one<MergingSketch<Digest>>),
};

}  // namespace

AggregateTable sketch_aggregates() { return kAggregateSketch; }

}  // namespace crumb::kql
