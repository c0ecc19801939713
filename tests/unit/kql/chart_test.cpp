// Results as charts: which column is what, make-series, and what is left out, in words.
#include <doctest/doctest.h>

#include "kql/chart.h"

namespace crumb::test {
namespace {

std::optional<kql::Chart> chart(const std::string& text) {
  const Catalog catalog;
  const auto result = kql::run(text, catalog, nullptr, {}, {});
  REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return kql::chart_of(*result);
}

// "a: 0=1 1=2; b: 0=5"
std::string points(const kql::Chart& chart) {
  std::string out;
  for (const auto& series : chart.series) {
    out += (out.empty() ? "" : "; ") + series.name + ":";
    for (const auto& point : series.points)
      out += " " + std::to_string(static_cast<long long>(point.x)) + "=" +
             std::to_string(static_cast<long long>(point.y)) + (point.marked ? "!" : "");
  }
  return out;
}

constexpr const char* kSales =
    "datatable(City:string, Day:datetime, Sold:long, Sent:long)"
    "['Oslo', datetime(2026-01-02), 5, 4, 'Rome', datetime(2026-01-01), 7, 7,"
    " 'Oslo', datetime(2026-01-01), 2, 1]";

TEST_CASE("no render and a table are no chart; a kind that is not drawn says so") {
  CHECK_FALSE(chart("print 1").has_value());
  CHECK_FALSE(chart("print 1 | render table").has_value());
  const auto pivot = chart("print 1 | render pivotchart");
  REQUIRE(pivot.has_value());
  CHECK(pivot->series.empty());
  CHECK(pivot->left_out ==
        std::vector<std::string>{"pivotchart is not drawn: the table holds its rows"});
}

TEST_CASE(
    "a time chart takes the time as x wherever it stands, texts as series, in order of time") {
  const auto made = chart(std::string(kSales) + " | project City, Day, Sold | render timechart");
  REQUIRE(made.has_value());
  CHECK(made->axis == kql::Chart::Axis::kTime);
  CHECK(made->x_title == "Day");
  CHECK(made->y_title == "Sold");
  REQUIRE(made->series.size() == 2);
  CHECK(made->series[0].name == "Oslo");
  CHECK(made->series[0].points[0].y == 2);
  CHECK(made->series[0].points[0].row == 2);
  CHECK(made->series[0].points[1].y == 5);
  CHECK(made->series[1].name == "Rome");
}

TEST_CASE("categories in order of appearance; several numbers are several series") {
  const auto made = chart(std::string(kSales) +
                          " | project City, Sold, Sent | render columnchart with (kind=stacked, "
                          "title='What was sold', ymin=0, ymax=12.5)");
  REQUIRE(made.has_value());
  CHECK(points(*made) == "Sold: 0=5 0=2 1=7; Sent: 0=4 0=1 1=7");
  CHECK(made->categories == std::vector<std::string>{"Oslo", "Rome"});
  CHECK(made->stacked);
  CHECK(made->title == "What was sold");
  CHECK(made->least == 0);
  CHECK(made->most == 12.5);
}

TEST_CASE("columns that the query names; one that is not there is named") {
  const auto made = chart(std::string(kSales) +
                          " | render barchart with (xcolumn=City, ycolumns=Sent, Gone, "
                          "series=City, accumulate=true, ysplit=axes)");
  REQUIRE(made.has_value());
  CHECK(points(*made) == "Oslo: 0=4 0=5; Rome: 1=7");
  CHECK(made->left_out == std::vector<std::string>{"ysplit=axes is not drawn",
                                                   "ycolumns: the result has no column Gone"});
}

TEST_CASE("make-series gives lists: each row is a series, anomalies are marked") {
  const auto area = chart(
      "print Who='a', n=dynamic([1, 9]), "
      "t=dynamic(['2026-01-01T00:00:00Z','2026-01-02T00:00:00Z']) | render areachart");
  REQUIRE(area.has_value());
  CHECK(area->axis == kql::Chart::Axis::kTime);
  const auto made = chart(
      "print Who='a', t=dynamic(['2026-01-01T00:00:00Z','2026-01-02T00:00:00Z']), "
      "n=dynamic([1, 9]), flag=dynamic([0, 1]) | render anomalychart with (anomalycolumns=flag)");
  REQUIRE(made.has_value());
  CHECK(made->axis == kql::Chart::Axis::kTime);
  REQUIRE(made->series.size() == 1);
  CHECK(made->series[0].name == "a");
  REQUIRE(made->series[0].points.size() == 2);
  CHECK_FALSE(made->series[0].points[0].marked);
  CHECK(made->series[0].points[1].marked);
}

TEST_CASE("nothing to draw is said; nulls and what is no number are passed over") {
  CHECK(chart("print a='x', b='y' | render columnchart")->left_out ==
        std::vector<std::string>{"no column holds numbers to draw"});
  CHECK(chart("print a='x', n=1 | where false | render piechart")->left_out ==
        std::vector<std::string>{"the result has no rows"});
  const auto made = chart(
      "datatable(x:long, y:real)[1, real(nan), 2, real(null), 3, 4.0] | "
      "render linechart");
  CHECK(points(*made) == "y: 3=4");
}

TEST_CASE("a chart is bounded: series, categories") {
  const auto made = chart(
      "range n from 1 to 300 step 1 | project Name=strcat('n', n), Kind="
      "strcat('k', n % 50), n | render barchart with (series=Kind)");
  REQUIRE(made.has_value());
  CHECK(made->series.size() == kql::Chart::kMostSeries);
  CHECK(made->categories.size() == kql::Chart::kMostCategories);
  CHECK(made->left_out.size() == 2);
}

TEST_CASE("names from a log are made visible") {
  const auto made = chart("print Name='a\\u202eb', n=1 | render columnchart");
  REQUIRE(made.has_value());
  CHECK(made->categories[0].find("\u202e") == std::string::npos);
}

}  // namespace
}  // namespace crumb::test
