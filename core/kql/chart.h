// A result as the chart that its `render` wishes for: axes, series, points. Column roles are those
// of learn.microsoft.com/kusto/query/render-operator. Draws nothing: a page does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kql/engine.h"

namespace crumb::kql {

struct Chart {
  enum class Form : std::uint8_t { kLine, kArea, kColumn, kBar, kPie, kScatter };
  enum class Axis : std::uint8_t { kNumber, kTime, kText };  // kTime: ticks; kText: categories
  struct Point {
    double x = 0, y = 0;    // x of a kText axis: index into categories
    std::uint64_t row = 0;  // of the result
    bool marked = false;    // an anomaly
  };
  struct Series {
    std::string name;
    std::vector<Point> points;  // in the order of x, but for kScatter
  };
  static constexpr std::size_t kMostSeries = 40, kMostPoints = 200'000, kMostCategories = 200;

  Form form = Form::kLine;
  Axis axis = Axis::kNumber;
  bool stacked = false, shares = false, legend = true;  // shares: each x sums up to 100 %
  std::string title, x_title, y_title;
  std::optional<double> least, most;  // of the y axis, when the query says so
  std::vector<std::string> categories;
  std::vector<Series> series;
  std::vector<std::string> left_out;  // what was asked for and is not drawn, a sentence each
};

// nullopt: there was no render, or it asks for a table. A chart without series says why in
// left_out.
[[nodiscard]] std::optional<Chart> chart_of(const QueryResult& result);

}  // namespace crumb::kql
