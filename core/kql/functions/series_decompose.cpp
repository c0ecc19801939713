// series_outliers, series_seasonal, series_decompose and what is built on it. How a period is found
// (-1, the default) is in series_period.cpp.
// Sources: learn.microsoft.com/kusto/query/series-decompose-function and its neighbours; the score
// of "ctukey" and its factor: the product team's answer at stackoverflow.com/questions/75264555.
#include <algorithm>
#include <cmath>

#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/series.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// Makes 1.5 mean the same for the 10th to 90th percentile as it does for the quartiles.
constexpr double kWideFactor = 2.772605605507915;

double percentile_of(const std::vector<double>& sorted, double share) {
  const double at = static_cast<double>(sorted.size() - 1) * share;
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - static_cast<double>(low));
}

// How far each value lies outside the percentiles, in units of their distance; 0 inside them and
// where `there` is 0.
std::vector<double> outlier_scores(const std::vector<double>& values,
                                   const std::vector<std::uint8_t>& there, bool wide) {
  std::vector<double> sorted;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (there[i] != 0) sorted.push_back(values[i]);
  }
  std::vector<double> scores(values.size(), 0);
  if (sorted.empty()) return scores;
  std::sort(sorted.begin(), sorted.end());
  const double low = percentile_of(sorted, wide ? 0.1 : 0.25);
  const double high = percentile_of(sorted, wide ? 0.9 : 0.75);
  const double factor = wide ? kWideFactor : 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (there[i] == 0 || (values[i] >= low && values[i] <= high)) continue;
    const double off = values[i] > high ? values[i] - high : values[i] - low;
    if (high > low) {
      scores[i] = off / (high - low) * factor;
    } else {
      scores[i] = off > 0 ? HUGE_VAL : -HUGE_VAL;
    }
  }
  return scores;
}

bool outliers(const Cells& c, std::string& out) {
  if (c.null(0)) return false;
  auto series = series_of(c.text(0));
  if (!series || series->scalar) return false;
  for (std::size_t i = 0; i < series->size(); ++i) {
    const bool ignored = c.size() > 2 && !c.null(2) && series->values[i] == c.real(2);
    if (ignored || !std::isfinite(series->values[i])) series->there[i] = 0;
  }
  const bool wide = c.size() < 2 || c.text(1) != "tukey";
  append_reals(out, outlier_scores(series->values, series->there, wide));
  return true;
}

Result<Signature> bind_outliers(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature,
            bind_forms("(series:array, [kind:string!], [ignore_val:number!], "
                       "[min_percentile:number!], [max_percentile:number!]) -> dynamic",
                       args));
  if (args.size() > 1 && args[1].constant->text != "tukey" && args[1].constant->text != "ctukey")
    return fail(ErrorCode::kSemantic, "kind is 'tukey' or 'ctukey'");
  const bool wide = args.size() < 2 || args[1].constant->text == "ctukey";
  for (std::size_t i = 3; wide && i < args.size(); ++i) {
    const Value& given = *args[i].constant;
    const double percent =
        given.type == Type::kReal ? given.real : static_cast<double>(given.integer);
    if (given.null || percent != (i == 3 ? 10 : 90))
      return fail(ErrorCode::kUnsupported,
                  "unsupported: series_outliers with percentiles other than 10 and 90");
  }
  return signature;
}

// --- decomposition
// ----------------------------------------------------------------------------------------------
struct SeriesPlan {         // of a decomposition
  std::int64_t period = 0;  // negative: to be found
  double threshold = 0.6;   // of the score of a period that is found
  std::string_view trend = "avg";
  std::size_t test_points = 0;
};

struct Parts {
  std::vector<double> baseline, seasonal, trend, residual;
};

// The median of the elements at the same place of each period, over the first `count` elements.
std::vector<double> seasonal_of(const std::vector<double>& values, std::size_t count,
                                std::int64_t period) {
  std::vector<double> out(values.size(), 0);
  if (period <= 0) return out;
  const auto step = static_cast<std::size_t>(period);
  std::vector<double> same;
  for (std::size_t phase = 0; phase < step && phase < values.size(); ++phase) {
    same.clear();
    for (std::size_t i = phase; i < count; i += step) same.push_back(values[i]);
    if (same.empty()) continue;
    std::sort(same.begin(), same.end());
    const double median = percentile_of(same, 0.5);
    for (std::size_t i = phase; i < values.size(); i += step) out[i] = median;
  }
  return out;
}

Parts decompose(const std::vector<double>& values, const SeriesPlan& plan) {
  Parts parts;
  const std::size_t size = values.size();
  const std::size_t learned = size - std::min(plan.test_points, size);
  parts.seasonal = seasonal_of(values, learned, plan.period);
  std::vector<double> rest(size);
  for (std::size_t i = 0; i < size; ++i) rest[i] = values[i] - parts.seasonal[i];
  parts.trend.assign(size, 0);
  if (plan.trend == "linefit") {
    const FittedLine line = fit_line(rest, learned);
    for (std::size_t i = 0; i < size; ++i) parts.trend[i] = line.at(i);
  } else if (plan.trend == "avg" && learned > 0) {
    double mean = 0;
    for (std::size_t i = 0; i < learned; ++i) mean += rest[i];
    parts.trend.assign(size, mean / static_cast<double>(learned));
  }
  parts.baseline.resize(size);
  parts.residual.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    parts.baseline[i] = parts.seasonal[i] + parts.trend[i];
    parts.residual[i] = values[i] - parts.baseline[i];
  }
  return parts;
}

// The arguments from `at` on: seasonality, trend; the threshold stands at `threshold_at`.
SeriesPlan plan_of(const Cells& c, std::size_t at, std::size_t threshold_at) {
  SeriesPlan plan;
  plan.period = c.integer_or(at, -1);
  if (at + 1 < c.size()) plan.trend = c.text(at + 1);
  if (threshold_at < c.size()) plan.threshold = c.real(threshold_at);
  return plan;
}

// Finds the period where none is given. False: the call ends with an error.
bool settle_period(const Cells& c, const std::vector<double>& values, SeriesPlan& plan) {
  if (plan.period >= 0) return true;
  const std::size_t learned = values.size() - std::min(plan.test_points, values.size());
  if (learned > kMaxPeriodSearch)
    return c.stop("a series whose period is to be found has too many elements");
  const std::optional<std::int64_t> period = find_period(values, learned, plan.threshold);
  if (!period && !c.error) {
    c.error = Error{ErrorCode::kUnsupported,
                    "unsupported: a series whose seasonality is not clear; give the period, or 0 "
                    "for none",
                    {}};
  }
  plan.period = period.value_or(0);
  return period.has_value();
}

std::optional<Series> finite_series(const Cells& c) {
  auto series = series_of(c.text(0));
  if (!series || series->scalar || !series->complete || !series->finite) return std::nullopt;
  return series;
}

void append_parts(std::string& out, const Parts& parts) {
  out += '[';
  append_reals(out, parts.baseline);
  out += ',';
  append_reals(out, parts.seasonal);
  out += ',';
  append_reals(out, parts.trend);
  out += ',';
  append_reals(out, parts.residual);
  out += ']';
}

std::size_t point_count(const Cells& c, std::size_t at) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, c.integer_or(at, 0)));
}

bool series_decompose(const Cells& c, std::string& out) {
  const auto series = finite_series(c);
  if (!series) return false;
  SeriesPlan plan = plan_of(c, 1, 4);
  plan.test_points = point_count(c, 3);
  if (!settle_period(c, series->values, plan)) return false;
  append_parts(out, decompose(series->values, plan));
  return true;
}

bool series_forecast(const Cells& c, std::string& out) {
  const auto series = finite_series(c);
  if (!series) return false;
  SeriesPlan plan = plan_of(c, 2, 4);
  plan.test_points = point_count(c, 1);
  if (!settle_period(c, series->values, plan)) return false;
  append_parts(out, decompose(series->values, plan));
  return true;
}

bool series_anomalies(const Cells& c, std::string& out) {
  const auto series = finite_series(c);
  if (!series) return false;
  const double threshold = c.size() < 2 ? 1.5 : c.real(1);
  SeriesPlan plan = plan_of(c, 2, 6);
  plan.test_points = point_count(c, 4);
  if (!settle_period(c, series->values, plan)) return false;
  const Parts parts = decompose(series->values, plan);
  const bool wide = c.size() < 6 || c.text(5) != "tukey";
  const std::vector<double> scores = outlier_scores(parts.residual, series->there, wide);
  out += "[[";
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (i > 0) out += ',';
    out += scores[i] > threshold ? "1" : (scores[i] < -threshold ? "-1" : "0");
  }
  out += "],";
  append_reals(out, scores);
  out += ',';
  append_reals(out, parts.baseline);
  out += ']';
  return true;
}

bool series_seasonal(const Cells& c, std::string& out) {
  const auto series = finite_series(c);
  if (!series) return false;
  SeriesPlan plan;
  plan.period = c.integer_or(1, -1);
  plan.threshold = 0.7;
  if (!settle_period(c, series->values, plan)) return false;
  append_reals(out, seasonal_of(series->values, series->size(), plan.period));
  return true;
}

// Fits the form, and checks the trend that stands behind the period.
template <FixedText kForm, std::size_t kPeriod>
Result<Signature> bind_periodic(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature, bind_forms(kForm.view(), args));
  if (args.size() > kPeriod + 1) {
    const std::string& trend = args[kPeriod + 1].constant->text;
    if (trend != "avg" && trend != "linefit" && trend != "none")
      return fail(ErrorCode::kSemantic, "the trend is 'avg', 'linefit' or 'none'");
  }
  return signature;
}

template <std::size_t kPeriod>
std::string_view caution_of_period(std::span<const BoundArg> args) {
  if (args.size() > kPeriod && args[kPeriod].constant != nullptr && !args[kPeriod].constant->null &&
      args[kPeriod].constant->integer >= 0)
    return {};
  return "the seasonality of a series is looked for: how Kusto does that is not published, and it "
         "may find another one; give the period, or 0 for none, to be sure";
}

template <FixedText kForm, std::size_t kPeriod>
constexpr ScalarFunction periodic(std::string_view name, std::string_view summary, EvalFn eval) {
  return cautioned(row<kForm>(name, summary, bind_periodic<kForm, kPeriod>, eval),
                   caution_of_period<kPeriod>);
}

constexpr ScalarFunction kDecompositions[] = {
    row<"(series:array, [kind:string!], [ignore_val:number!], [min_percentile:number!], "
        "[max_percentile:number!]) -> dynamic">(
        "series_outliers", "How far each element lies outside the usual, by Tukey's fences.",
        bind_outliers, each<Type::kDynamic, outliers, Nulls::kSee>),
    periodic<"(series:array, [period:long!]) -> dynamic", 1>(
        "series_seasonal", "The median at each place of a period.",
        each<Type::kDynamic, series_seasonal>),
    periodic<"(series:array, [seasonality:long!], [trend:string!], [test_points:long!], "
             "[seasonality_threshold:real!]) -> dynamic",
             1>("series_decompose", "Baseline, seasonal part, trend and residual.",
                each<Type::kDynamic, series_decompose>),
    periodic<"(series:array, [threshold:real!], [seasonality:long!], [trend:string!], "
             "[test_points:long!], [ad_method:string!], [seasonality_threshold:real!]) -> dynamic",
             2>("series_decompose_anomalies",
                "Up and down anomalies, their scores, and the baseline.",
                each<Type::kDynamic, series_anomalies>),
    periodic<"(series:array, points:long!, [seasonality:long!], [trend:string!], "
             "[seasonality_threshold:real!]) -> dynamic",
             2>("series_decompose_forecast", "Baseline and parts, the last points foretold.",
                each<Type::kDynamic, series_forecast>),
};

}  // namespace

ScalarTable series_decompose_functions() { return kDecompositions; }

}  // namespace crumb::kql
