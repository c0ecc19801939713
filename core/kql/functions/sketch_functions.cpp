// dcount_hll, hll_merge, percentile_tdigest and their kin: what reads and joins sketches row by
// row. What is no sketch gives null. The aggregates that make them are in aggregate_sketch.cpp.
#include "kql/functions/families.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"
#include "kql/functions/sketches.h"

namespace crumb::kql {
namespace {

std::optional<std::int64_t> dcount_hll(const Cells& c) {
  const auto sketch = HyperLogLog::parse(c.text(0));
  return sketch ? std::optional(sketch->count()) : std::nullopt;
}

// Nulls, and what is no sketch, are left out.
template <class Sketch>
bool merge_sketches(const Cells& c, std::string& out) {
  std::optional<Sketch> all;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.null(i)) continue;
    auto sketch = Sketch::parse(c.text(i));
    if (!sketch) continue;
    if (all)
      all->merge(*sketch);
    else
      all = *std::move(sketch);
  }
  if (!all) return false;
  all->append_json(out);
  return true;
}

bool percentile_tdigest(const Cells& c, std::string& out) {
  const auto digest = Digest::parse(c.text(0));
  if (!digest) return false;
  digest->append_percentile(out, c.real(1));
  return true;
}

// Percentages one by one, or as one array.
bool percentiles_array_tdigest(const Cells& c, std::string& out) {
  const auto digest = Digest::parse(c.text(0));
  if (!digest) return false;
  out.push_back('[');
  const auto add = [&](double percent) {
    if (out.size() > 1) out.push_back(',');
    digest->append_percentile(out, percent);
  };
  if (c.column(1).type() == Type::kDynamic) {
    const auto percents = elements_of(c.text(1));
    if (!percents) return false;
    for (const std::string_view percent : *percents) {
      if (out.size() > kMaxTextBytes)
        return c.stop("percentiles_array_tdigest() would make an array larger than 16 MiB");
      add(parse_real(percent).value_or(-1));
    }
  } else {
    for (std::size_t i = 1; i < c.size(); ++i) add(c.real(i));
  }
  out.push_back(']');
  return true;
}

std::optional<double> rank_tdigest(const Cells& c) {
  const auto digest = Digest::parse(c.text(0));
  if (!digest) return std::nullopt;
  const auto rank = digest->rank(c.column(1), c.at(1));
  return rank ? std::optional(rank->below) : std::nullopt;
}
std::optional<double> percentrank_tdigest(const Cells& c) {
  const auto digest = Digest::parse(c.text(0));
  if (!digest) return std::nullopt;
  const auto rank = digest->rank(c.column(1), c.at(1));
  return rank ? std::optional(rank->below / rank->all * 100) : std::nullopt;
}

constexpr std::string_view kMerged = "One sketch of what several sketches hold.";

constexpr ScalarFunction kSketches[] = {
    row<"(hll:dynamic) -> long">("dcount_hll", "How many distinct values a sketch of hll() saw.",
                                 each<Type::kLong, dcount_hll>),
    row<"(hll:dynamic, other:dynamic...) -> dynamic">(
        "hll_merge", kMerged, each<Type::kDynamic, merge_sketches<HyperLogLog>, Nulls::kSee>),
    row<"(tdigest:dynamic, other:dynamic...) -> dynamic">(
        "tdigest_merge", kMerged, each<Type::kDynamic, merge_sketches<Digest>, Nulls::kSee>),
    row<"(tdigest:dynamic, other:dynamic...) -> dynamic">(
        "merge_tdigest", kMerged, each<Type::kDynamic, merge_sketches<Digest>, Nulls::kSee>),
    row<"(tdigest:dynamic, percentile:number) -> dynamic">(
        "percentile_tdigest", "The value that so many percent do not exceed (nearest rank).",
        each<Type::kDynamic, percentile_tdigest>),
    row<"(tdigest:dynamic, percentiles:array) -> dynamic | "
        "(tdigest:dynamic, percentile:number...) -> dynamic">(
        "percentiles_array_tdigest", "percentile_tdigest() of several percentages, as an array.",
        each<Type::kDynamic, percentiles_array_tdigest>),
    row<"(tdigest:dynamic, value:summable) -> real">(
        "rank_tdigest", "How many values are not above this one.", each<Type::kReal, rank_tdigest>),
    row<"(tdigest:dynamic, value:summable) -> real">(
        "percentrank_tdigest", "How many percent of the values are not above this one.",
        each<Type::kReal, percentrank_tdigest>),
};

}  // namespace

ScalarTable sketch_functions() { return kSketches; }

}  // namespace crumb::kql
