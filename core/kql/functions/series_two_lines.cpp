// series_fit_2lines and series_fit_2lines_dynamic: the series in two parts, a line through each.
// Not one line (series_fit.cpp). Source:
// learn.microsoft.com/kusto/query/series-fit-2lines-function.
#include <algorithm>

#include "kql/functions/families.h"
#include "kql/functions/json_fields.h"
#include "kql/functions/lift.h"
#include "kql/functions/series.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// What is left beside the line through the points that came so far, of which x goes up by one.
class GrowingLine {
 public:
  [[nodiscard]] double add(double y) {
    const double x = count_;
    count_ += 1;
    const double off_x = x - mean_x_;
    const double off_y = y - mean_y_;
    mean_x_ += off_x / count_;
    mean_y_ += off_y / count_;
    xx_ += off_x * (x - mean_x_);
    xy_ += off_x * (y - mean_y_);
    yy_ += off_y * (y - mean_y_);
    return xx_ > 0 ? std::max(yy_ - xy_ * xy_ / xx_, 0.0) : 0;
  }
  [[nodiscard]] double squares() const { return yy_; }

 private:
  double count_ = 0, mean_x_ = 0, mean_y_ = 0, xx_ = 0, xy_ = 0, yy_ = 0;
};

struct TwoLines {
  std::size_t split = 0;  // where the right part begins
  FittedLine left, right;
  std::vector<double> fitted;
  double rsquare = 1, variance = 0, rvariance = 0;
};

// Of two values or more. The first of splits that are equally good.
TwoLines fit_two_lines(const std::vector<double>& values) {
  const std::size_t n = values.size();
  std::vector<double> behind(n);  // of the line through values[i] .. the last
  GrowingLine backwards;
  for (std::size_t i = n; i-- > 0;) behind[i] = backwards.add(values[i]);
  const double all = backwards.squares();
  TwoLines out;
  GrowingLine forwards;
  double best = 0;
  for (std::size_t i = 1; i < n; ++i) {
    const double rest = forwards.add(values[i - 1]) + behind[i];
    if (out.split != 0 && rest >= best - all * 1e-12) continue;
    out.split = i;
    best = rest;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(out.split);
  out.left = fit_line(values, out.split);
  out.right = fit_line({middle, values.end()}, n - out.split);
  out.fitted.resize(n);
  double rest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    out.fitted[i] = i < out.split ? out.left.at(i) : out.right.at(i - out.split);
    rest += (values[i] - out.fitted[i]) * (values[i] - out.fitted[i]);
  }
  const FittedLine whole = fit_line(values, n);
  out.variance = whole.variance;
  out.rvariance = rest / static_cast<double>(n - 1);
  if (out.variance > 0) out.rsquare = 1 - out.rvariance / out.variance;
  return out;
}

void add_line(Fields& fields, const FittedLine& line, std::string_view side) {
  const auto named = [&](std::string_view name) { return std::string(side) + std::string(name); };
  fields.real(named("rsquare"), line.rsquare);
  fields.real(named("slope"), line.slope);
  fields.real(named("interception"), line.start);
  fields.real(named("variance"), line.variance);
  fields.real(named("rvariance"), line.rvariance);
}

template <bool kBag>
bool series_fit_2lines(const Cells& c, std::string& out) {
  const auto series = series_of(c.text(0));
  if (!series || series->scalar || series->size() < 2 || !series->complete || !series->finite)
    return false;
  const TwoLines lines = fit_two_lines(series->values);
  Fields fields(out, kBag);
  fields.real("rsquare", lines.rsquare);
  fields.integer("split_idx", lines.split);
  fields.real("variance", lines.variance);
  fields.real("rvariance", lines.rvariance);
  append_reals(fields.begin("line_fit"), lines.fitted);
  if (kBag) {
    const std::pair<std::string_view, const FittedLine&> sides[] = {{"right", lines.right},
                                                                    {"left", lines.left}};
    for (const auto& [side, line] : sides) {
      Fields inner(fields.begin(side), true);
      add_line(inner, line, "");
      inner.end();
    }
  } else {
    add_line(fields, lines.right, "right_");
    add_line(fields, lines.left, "left_");
  }
  fields.end();
  return true;
}

std::string_view caution_of_split(std::span<const BoundArg>) {
  return "series_fit_2lines() takes every split into two parts that are not empty, split_idx "
         "begins "
         "the right part, whose x begins at 0 again: Kusto's documentation leaves these open";
}

constexpr ScalarFunction kTwoLineFits[] = {
    cautioned(row<"(series:array) -> dynamic">("series_fit_2lines",
                                               "The two straight lines that fit the series best.",
                                               each<Type::kDynamic, series_fit_2lines<false>>),
              caution_of_split),
    cautioned(row<"(series:array) -> dynamic">("series_fit_2lines_dynamic", "The same as a bag.",
                                               each<Type::kDynamic, series_fit_2lines<true>>),
              caution_of_split),
};

}  // namespace

ScalarTable two_lines_functions() { return kTwoLineFits; }

}  // namespace crumb::kql
