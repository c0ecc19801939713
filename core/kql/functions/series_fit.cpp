// series_stats and series_fit_line with their _dynamic forms; the filters series_fir and
// series_iir. Sources: learn.microsoft.com/kusto/query/series-stats-function and its neighbours.
#include <algorithm>
#include <cmath>

#include "kql/functions/families.h"
#include "kql/functions/json_fields.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/series.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxFilterSteps = 200'000'000;  // elements times coefficients

// --- statistics
// ----------------------------------------------------------------------------------------------
struct SeriesStatistics {
  double min = 0, max = 0, mean = 0, variance = 0, sum = 0;
  std::size_t min_at = 0, max_at = 0, count = 0;
};

// Where anything but finite numbers is there, null unless told to leave that out.
std::optional<SeriesStatistics> statistics_of(const Series& series, bool ignore) {
  if (!ignore && (!series.complete || !series.finite)) return std::nullopt;
  SeriesStatistics s;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const double x = series.values[i];
    if (!series.has(i) || !std::isfinite(x)) continue;
    if (s.count == 0 || x < s.min) {
      s.min = x;
      s.min_at = i;
    }
    if (s.count == 0 || x > s.max) {
      s.max = x;
      s.max_at = i;
    }
    s.sum += x;
    ++s.count;
  }
  if (s.count == 0) return std::nullopt;
  s.mean = s.sum / static_cast<double>(s.count);
  double squares = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const double off = series.values[i] - s.mean;
    if (series.has(i) && std::isfinite(off)) squares += off * off;
  }
  if (s.count > 1) s.variance = squares / static_cast<double>(s.count - 1);
  return s;
}

template <bool kBag>
bool series_stats(const Cells& c, std::string& out) {
  const auto series = series_of(c.text(0));
  if (!series || series->scalar) return false;
  const auto s = statistics_of(*series, c.size() > 1 && c.truth(1));
  if (!s) return false;
  Fields fields(out, kBag);
  fields.real("min", s->min);
  fields.integer("min_idx", s->min_at);
  fields.real("max", s->max);
  fields.integer("max_idx", s->max_at);
  fields.real("avg", s->mean);
  fields.real("stdev", std::sqrt(s->variance));
  fields.real("variance", s->variance);
  if (kBag) {
    fields.real("sum", s->sum);
    fields.integer("len", series->size());
  }
  fields.end();
  return true;
}

template <bool kBag>
bool series_fit_line(const Cells& c, std::string& out) {
  const auto series = series_of(c.text(0));
  if (!series || series->scalar || series->size() == 0 || !series->complete || !series->finite)
    return false;
  const FittedLine line = fit_line(series->values, series->size());
  std::vector<double> fitted(series->size());
  for (std::size_t i = 0; i < fitted.size(); ++i) fitted[i] = line.at(i);
  Fields fields(out, kBag);
  fields.real("rsquare", line.rsquare);
  fields.real("slope", line.slope);
  fields.real("variance", line.variance);
  fields.real("rvariance", line.rvariance);
  fields.real("interception", line.start);
  append_reals(fields.begin("line_fit"), fitted);
  fields.end();
  return true;
}

// --- filters: what lies before or behind the series counts as 0
// ----------------------------------------------------------------------------------------------
bool is_series(const std::optional<Series>& series) {
  return series && !series->scalar && series->complete;
}

bool series_fir(const Cells& c, std::string& out) {
  const auto series = series_of(c.text(0));
  auto filter = series_of(c.text(1));
  if (!is_series(series) || !is_series(filter) || filter->size() == 0) return false;
  bool negative = false;
  double sum = 0;
  for (const double x : filter->values) {
    negative = negative || x < 0;
    sum += x;
  }
  const bool normalize = c.size() > 2 ? c.truth(2) : !negative;
  if (normalize && (negative || sum == 0)) return false;
  if (series->size() > kMaxFilterSteps / filter->size())
    return c.stop("series_fir() has too many elements and coefficients");
  const std::size_t shift = c.size() > 3 && c.truth(3) ? (filter->size() - 1) / 2 : 0;
  std::vector<double> filtered(series->size(), 0);
  for (std::size_t i = 0; i < filtered.size(); ++i) {
    double total = 0;
    for (std::size_t k = 0; k < filter->size(); ++k) {
      if (i + shift < k || i + shift - k >= series->size()) continue;
      total += filter->values[k] * series->values[i + shift - k];
    }
    filtered[i] = normalize ? total / sum : total;
  }
  append_reals(out, filtered);
  return true;
}

bool series_iir(const Cells& c, std::string& out) {
  const auto series = series_of(c.text(0));
  const auto above = series_of(c.text(1));
  const auto below = series_of(c.text(2));
  if (!is_series(series) || !is_series(above) || !is_series(below) || below->size() == 0 ||
      below->values[0] == 0)
    return false;
  if (series->size() > kMaxFilterSteps / (above->size() + below->size()))
    return c.stop("series_iir() has too many elements and coefficients");
  std::vector<double> filtered(series->size(), 0);
  for (std::size_t i = 0; i < filtered.size(); ++i) {
    double total = 0;
    for (std::size_t k = 0; k < above->size() && k <= i; ++k)
      total += above->values[k] * series->values[i - k];
    for (std::size_t k = 1; k < below->size() && k <= i; ++k)
      total -= below->values[k] * filtered[i - k];
    filtered[i] = total / below->values[0];
  }
  append_reals(out, filtered);
  return true;
}

constexpr ScalarFunction kFits[] = {
    row<"(series:array, [ignore_nonfinite:bool]) -> dynamic">(
        "series_stats", "Least, greatest and mean element, where they are, and the spread.",
        each<Type::kDynamic, series_stats<false>>),
    row<"(series:array, [ignore_nonfinite:bool]) -> dynamic">(
        "series_stats_dynamic", "The same as a bag, with sum and length.",
        each<Type::kDynamic, series_stats<true>>),
    row<"(series:array) -> dynamic">("series_fit_line",
                                     "The straight line that fits the series best.",
                                     each<Type::kDynamic, series_fit_line<false>>),
    row<"(series:array) -> dynamic">("series_fit_line_dynamic", "The same as a bag.",
                                     each<Type::kDynamic, series_fit_line<true>>),
    row<"(series:array, filter:array, [normalize:bool], [center:bool]) -> dynamic">(
        "series_fir", "Each element with those before it, weighted by the filter.",
        each<Type::kDynamic, series_fir>),
    row<"(series:array, numerators:array, denominators:array) -> dynamic">(
        "series_iir", "A filter that also takes in what it gave before.",
        each<Type::kDynamic, series_iir>),
};

}  // namespace

ScalarTable series_fit_functions() { return kFits; }

}  // namespace crumb::kql
