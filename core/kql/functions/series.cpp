// Series as numbers, the line through them, and which functions give several columns.
// Not the functions themselves.
#include "kql/functions/series.h"

#include <cmath>

#include "base/json.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

void add_element(Series& series, std::string_view token) {
  const JsonKind kind = kind_of(token);
  std::optional<double> value;
  if (kind == JsonKind::kInteger || kind == JsonKind::kReal) value = parse_real(token);
  if (kind == JsonKind::kString) {  // how dynamic holds what JSON has no number for
    if (token == "\"NaN\"") value = std::nan("");
    if (token == "\"Infinity\"") value = HUGE_VAL;
    if (token == "\"-Infinity\"") value = -HUGE_VAL;
  }
  if (value && kind != JsonKind::kInteger) series.whole = false;
  series.complete = series.complete && value.has_value();
  series.finite = series.finite && (!value || std::isfinite(*value));
  series.values.push_back(value.value_or(0));
  series.there.push_back(value ? 1 : 0);
}

constexpr TupleColumn kStats[] = {{"min", "real"},     {"min_idx", "long"}, {"max", "real"},
                                  {"max_idx", "long"}, {"avg", "real"},     {"stdev", "real"},
                                  {"variance", "real"}};
constexpr TupleColumn kLine[] = {{"rsquare", "real"},      {"slope", "real"},
                                 {"variance", "real"},     {"rvariance", "real"},
                                 {"interception", "real"}, {"line_fit", "dynamic"}};
constexpr TupleColumn kTwoLines[] = {
    {"rsquare", "real"},           {"split_idx", "long"},          {"variance", "real"},
    {"rvariance", "real"},         {"line_fit", "dynamic"},        {"right_rsquare", "real"},
    {"right_slope", "real"},       {"right_interception", "real"}, {"right_variance", "real"},
    {"right_rvariance", "real"},   {"left_rsquare", "real"},       {"left_slope", "real"},
    {"left_interception", "real"}, {"left_variance", "real"},      {"left_rvariance", "real"}};
constexpr TupleColumn kParts[] = {{"baseline", "dynamic"},
                                  {"seasonal", "dynamic"},
                                  {"trend", "dynamic"},
                                  {"residual", "dynamic"}};
constexpr TupleColumn kAnomalies[] = {
    {"ad_flag", "dynamic"}, {"ad_score", "dynamic"}, {"baseline", "dynamic"}};

template <std::size_t kCount>
constexpr TupleFunction tuple_row(std::string_view name, const TupleColumn (&columns)[kCount]) {
  return {name, columns, kCount};
}

constexpr TupleFunction kTuples[] = {
    tuple_row("series_decompose", kParts),
    tuple_row("series_decompose_anomalies", kAnomalies),
    tuple_row("series_decompose_forecast", kParts),
    tuple_row("series_fit_2lines", kTwoLines),
    tuple_row("series_fit_line", kLine),
    tuple_row("series_stats", kStats),
};

}  // namespace

std::optional<Series> series_of(std::string_view token) {
  Series series;
  switch (kind_of(token)) {
    case JsonKind::kArray:
      for (const json::Item& item : json::items(token)) add_element(series, item.value);
      return series;
    case JsonKind::kInteger:
    case JsonKind::kReal:
      add_element(series, token);
      series.scalar = true;
      return series;
    default:
      return std::nullopt;
  }
}

void append_reals(std::string& out, const std::vector<double>& values) {
  out.push_back('[');
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_json_real(out, values[i]);
  }
  out.push_back(']');
}

// Least squares. The variances are the sample's. A flat series fits its line.
FittedLine fit_line(const std::vector<double>& values, std::size_t count) {
  FittedLine line;
  if (count == 0) return line;
  const double n = static_cast<double>(count);
  double mean = 0;
  for (std::size_t i = 0; i < count; ++i) mean += values[i];
  mean /= n;
  const double middle = (n - 1) / 2;
  double across = 0, along = 0, squares = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i) - middle;
    const double y = values[i] - mean;
    across += x * y;
    along += x * x;
    squares += y * y;
  }
  line.slope = along > 0 ? across / along : 0;
  line.start = mean - line.slope * middle;
  double rest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double off = values[i] - line.at(i);
    rest += off * off;
  }
  if (count > 1) {
    line.variance = squares / (n - 1);
    line.rvariance = rest / (n - 1);
  }
  line.rsquare = squares > 0 ? 1 - rest / squares : 1;
  return line;
}

const TupleFunction* find_tuple_function(std::string_view name) {
  for (const TupleFunction& row : kTuples) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace crumb::kql
