// Series: dynamic arrays of numbers, taken apart into reals and written again. Shared by the
// series_... functions (series_*.cpp); not arrays of anything (json_parts.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crumb::kql {

struct Series {
  std::vector<double> values;       // 0 where there is no number
  std::vector<std::uint8_t> there;  // parallel: whether there is one
  bool whole = true;                // no element is written with a fraction
  bool scalar = false;              // one number, standing for a series of any length
  bool complete = true;             // every element is a number
  bool finite = true;               // and none is NaN or infinite

  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] std::size_t at(std::size_t i) const { return scalar ? 0 : i; }
  [[nodiscard]] bool has(std::size_t i) const {
    return scalar || (i < values.size() && there[i] != 0);
  }
};

// nullopt: no array, and no number either.
[[nodiscard]] std::optional<Series> series_of(std::string_view token);
void append_reals(std::string& out, const std::vector<double>& values);

// y = slope * x + start over x = 0 .. count - 1 of the values.
struct FittedLine {
  double rsquare = 0, slope = 0, variance = 0, rvariance = 0, start = 0;
  [[nodiscard]] double at(std::size_t x) const { return slope * static_cast<double>(x) + start; }
};
[[nodiscard]] FittedLine fit_line(const std::vector<double>& values, std::size_t count);

// The period of the first `count` values, at least 4 and less than half of them; 0: there is none
// whose score reaches the threshold; nullopt: it is not clear. In series_period.cpp.
[[nodiscard]] std::optional<std::int64_t> find_period(const std::vector<double>& values,
                                                      std::size_t count, double threshold);
inline constexpr std::size_t kMaxPeriodSearch = 20'000;  // the work grows with the square

// Functions that give several columns: the kernel answers an array with a value for each, the
// binder makes columns of it. FUNCTION_ARGUMENT_SUFFIX are their names.
struct TupleColumn {
  std::string_view suffix;
  std::string_view type;
};
struct TupleFunction {
  std::string_view name;
  const TupleColumn* columns;
  std::size_t count;
};
[[nodiscard]] const TupleFunction* find_tuple_function(std::string_view name);

}  // namespace crumb::kql
