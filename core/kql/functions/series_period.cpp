// Finds the period of a series in its autocorrelation. Not Kusto's own search, which is not
// published: this one gives the periods that the pages of series_periods_detect and series_seasonal
// print, and says so where two readings of the series do not agree.
#include <algorithm>

#include "kql/functions/series.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kShortest = 4;  // "The algorithm can detect periods containing at least 4"
constexpr double kEven = 0.02;        // scores so near each other: the shorter period counts
constexpr double kRounding = 1e-20;   // a variance below this part of the squares is none
constexpr double kRival = 0.05;       // a score so near to the best one makes it unclear

double mean_square(const std::vector<double>& values, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[i] * values[i];
  return sum / static_cast<double>(count);
}

// Of each lag, each product weighing the same; empty when the values do not vary by more than
// `noise`.
std::vector<double> autocorrelation(const std::vector<double>& values, std::size_t count,
                                    double noise) {
  double mean = 0;
  for (std::size_t i = 0; i < count; ++i) mean += values[i];
  mean /= static_cast<double>(count);
  std::vector<double> out;
  double variance = 0;
  for (std::size_t lag = 0; lag < count; ++lag) {
    double sum = 0;
    for (std::size_t i = 0; i + lag < count; ++i)
      sum += (values[i] - mean) * (values[i + lag] - mean);
    const double covariance = sum / static_cast<double>(count - lag);
    if (lag == 0) variance = covariance;
    if (!(variance > noise)) return {};
    out.push_back(covariance / variance);
  }
  return out;
}

// A period is as good as the worse of its first two repetitions.
struct PeriodScores {
  const std::vector<double>& at;  // by lag

  [[nodiscard]] bool is_peak(std::size_t lag) const {
    return at[lag] > at[lag - 1] && at[lag] >= at[lag + 1];
  }
  [[nodiscard]] double of(std::size_t period) const {
    return is_peak(period) ? std::min(at[period], at[2 * period]) : -1;
  }
};

std::optional<std::int64_t> best_period(const std::vector<double>& lags, double threshold) {
  const PeriodScores scores{lags};
  double best = -1;
  for (std::size_t p = kShortest; 2 * p < lags.size(); ++p) best = std::max(best, scores.of(p));
  if (best <= 0 || best < threshold) return 0;
  std::size_t found = 0;
  for (std::size_t p = kShortest; 2 * p < lags.size(); ++p) {
    const double score = scores.of(p);
    if (found == 0 && score >= best - kEven) found = p;
  }
  for (std::size_t p = kShortest; 2 * p < lags.size(); ++p) {
    if (p % found != 0 && scores.of(p) >= best - kRival) return std::nullopt;
  }
  return static_cast<std::int64_t>(found);
}

}  // namespace

std::optional<std::int64_t> find_period(const std::vector<double>& values, std::size_t count,
                                        double threshold) {
  if (count <= 2 * kShortest) return 0;
  const double noise = kRounding * mean_square(values, count);
  const std::optional<std::int64_t> as_it_is =
      best_period(autocorrelation(values, count, noise), threshold);
  const FittedLine line = fit_line(values, count);
  std::vector<double> level(count);
  for (std::size_t i = 0; i < count; ++i) level[i] = values[i] - line.at(i);
  const std::optional<std::int64_t> without_trend =
      best_period(autocorrelation(level, count, noise), threshold);
  return as_it_is == without_trend ? as_it_is : std::nullopt;
}

}  // namespace crumb::kql
