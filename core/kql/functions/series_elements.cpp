// series_add and its kin: element by element over one or two series, and what they sum up to. An
// element that is no number, or that the other series lacks, gives null.
// Sources: learn.microsoft.com/kusto/query/series-add-function and its neighbours.
#include <algorithm>
#include <cmath>

#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/series.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

using RealOf1 = double (*)(double);
using RealOf2 = double (*)(double, double);
using TruthOf2 = bool (*)(double, double);

// kWhole: a series of integers gives integers.
template <auto kFunction, bool kWhole = false>
bool each_element(const Cells& c, std::string& out) {
  const auto series = series_of(c.text(0));
  if (!series || series->scalar) return false;
  out.push_back('[');
  for (std::size_t i = 0; i < series->size(); ++i) {
    if (i > 0) out.push_back(',');
    if (!series->has(i)) {
      out += "null";
      continue;
    }
    const double value = static_cast<RealOf1>(kFunction)(series->values[i]);
    const auto whole = kWhole && series->whole ? real_to_long(value) : std::nullopt;
    if (whole) {
      append_integer(out, *whole);
    } else {
      append_json_real(out, value);
    }
  }
  out.push_back(']');
  return true;
}

// Calls use(i, x, y) for each place, has = false where one of both lacks a number.
template <class Use>
bool in_step(const Cells& c, const Use& use) {
  const auto a = series_of(c.text(0));
  const auto b = series_of(c.text(1));
  if (!a || !b || (a->scalar && b->scalar)) return false;
  const std::size_t size =
      a->scalar ? b->size() : (b->scalar ? a->size() : std::max(a->size(), b->size()));
  const bool whole = a->whole && b->whole;
  for (std::size_t i = 0; i < size; ++i) {
    const bool has = a->has(i) && b->has(i);
    use(i, has, has ? a->values[a->at(i)] : 0, has ? b->values[b->at(i)] : 0, whole);
  }
  return true;
}

template <auto kFunction, bool kWhole>
bool two_series(const Cells& c, std::string& out) {
  out.push_back('[');
  const bool known = in_step(c, [&](std::size_t i, bool has, double x, double y, bool whole) {
    if (i > 0) out.push_back(',');
    if (!has) {
      out += "null";
      return;
    }
    const double value = static_cast<RealOf2>(kFunction)(x, y);
    const auto integer = kWhole && whole ? real_to_long(value) : std::nullopt;
    if (integer) {
      append_integer(out, *integer);
    } else {
      append_json_real(out, value);
    }
  });
  out.push_back(']');
  return known;
}

template <auto kTest>
bool compared_series(const Cells& c, std::string& out) {
  out.push_back('[');
  const bool known = in_step(c, [&](std::size_t i, bool has, double x, double y, bool) {
    if (i > 0) out.push_back(',');
    out += !has ? "null" : (static_cast<TruthOf2>(kTest)(x, y) ? "true" : "false");
  });
  out.push_back(']');
  return known;
}

// --- one number of a series; elements that are no numbers are not counted
// ----------------------------------------------------------------------------------------------
using MaybeReal = std::optional<double>;

template <bool kProduct>
MaybeReal series_total(const Cells& c) {
  const auto series = series_of(c.text(0));
  if (!series || series->scalar) return std::nullopt;
  double total = kProduct ? 1 : 0;
  for (std::size_t i = 0; i < series->size(); ++i) {
    if (series->has(i)) total = kProduct ? total * series->values[i] : total + series->values[i];
  }
  return total;
}

double dot(const Series& a, const Series& b, std::size_t size) {
  double total = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (a.has(i) && b.has(i)) total += a.values[a.at(i)] * b.values[b.at(i)];
  }
  return total;
}

// The length of the shorter one; 0: nothing to multiply.
std::size_t common_size(const std::optional<Series>& a, const std::optional<Series>& b) {
  if (!a || !b || (a->scalar && b->scalar)) return 0;
  return a->scalar ? b->size() : (b->scalar ? a->size() : std::min(a->size(), b->size()));
}

MaybeReal dot_product(const Cells& c) {
  const auto a = series_of(c.text(0));
  const auto b = series_of(c.text(1));
  const std::size_t size = common_size(a, b);
  return size == 0 ? std::nullopt : MaybeReal(dot(*a, *b, size));
}

MaybeReal magnitude(const Cells& c) {
  const auto series = series_of(c.text(0));
  if (!series || series->scalar) return std::nullopt;
  return std::sqrt(dot(*series, *series, series->size()));
}

MaybeReal cosine_similarity(const Cells& c) {
  const auto a = series_of(c.text(0));
  const auto b = series_of(c.text(1));
  const std::size_t size = common_size(a, b);
  if (size == 0 || a->scalar || b->scalar) return std::nullopt;
  const double of_a = c.size() > 2 ? c.real(2) : std::sqrt(dot(*a, *a, size));
  const double of_b = c.size() > 3 ? c.real(3) : std::sqrt(dot(*b, *b, size));
  return dot(*a, *b, size) / (of_a * of_b);
}

MaybeReal pearson(const Cells& c) {
  const auto a = series_of(c.text(0));
  const auto b = series_of(c.text(1));
  if (!a || !b || a->scalar || b->scalar || a->size() != b->size() || a->size() == 0 ||
      !a->complete || !b->complete)
    return std::nullopt;
  const double n = static_cast<double>(a->size());
  double mean_a = 0, mean_b = 0;
  for (std::size_t i = 0; i < a->size(); ++i) {
    mean_a += a->values[i];
    mean_b += b->values[i];
  }
  mean_a /= n;
  mean_b /= n;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a->size(); ++i) {
    const double x = a->values[i] - mean_a;
    const double y = b->values[i] - mean_b;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / std::sqrt(aa * bb);
}

double series_abs(double x) { return std::fabs(x); }
double series_sign(double x) { return x > 0 ? 1.0 : (x < 0 ? -1.0 : x); }
double series_floor(double x) { return std::floor(x); }
double series_ceiling(double x) { return std::ceil(x); }
double series_exp(double x) { return std::exp(x); }
double series_log(double x) { return std::log(x); }
double series_sin(double x) { return std::sin(x); }
double series_cos(double x) { return std::cos(x); }
double series_tan(double x) { return std::tan(x); }
double series_asin(double x) { return std::asin(x); }
double series_acos(double x) { return std::acos(x); }
double series_atan(double x) { return std::atan(x); }
double series_plus(double x, double y) { return x + y; }
double series_minus(double x, double y) { return x - y; }
double series_times(double x, double y) { return x * y; }
double series_over(double x, double y) {
  if (y == 0) return x == 0 || std::isnan(x) ? std::nan("") : (x < 0 ? -HUGE_VAL : HUGE_VAL);
  return x / y;
}
double series_power(double x, double y) { return std::pow(x, y); }
bool series_same(double x, double y) { return x == y; }
bool series_other(double x, double y) { return x != y; }
bool series_above(double x, double y) { return x > y; }
bool series_from(double x, double y) { return x >= y; }
bool series_below(double x, double y) { return x < y; }
bool series_upto(double x, double y) { return x <= y; }

template <auto kFunction, bool kWhole = false>
constexpr ScalarFunction one_row(std::string_view name, std::string_view summary) {
  return row<"(series:array) -> dynamic">(name, summary,
                                          each<Type::kDynamic, each_element<kFunction, kWhole>>);
}
template <auto kFunction, bool kWhole = false>
constexpr ScalarFunction two_row(std::string_view name, std::string_view summary) {
  return row<"(series1:series, series2:series) -> dynamic">(
      name, summary, each<Type::kDynamic, two_series<kFunction, kWhole>>);
}
template <auto kTest>
constexpr ScalarFunction test_row(std::string_view name, std::string_view summary) {
  return row<"(series1:series, series2:series) -> dynamic">(
      name, summary, each<Type::kDynamic, compared_series<kTest>>);
}

constexpr ScalarFunction kElements[] = {
    one_row<series_abs, true>("series_abs", "Each element without its sign."),
    one_row<series_sign, true>("series_sign", "-1, 0 or 1 for each element."),
    one_row<series_floor>("series_floor", "Each element rounded down."),
    one_row<series_ceiling>("series_ceiling", "Each element rounded up."),
    one_row<series_exp>("series_exp", "e raised to each element."),
    one_row<series_log>("series_log", "Natural logarithm of each element."),
    one_row<series_sin>("series_sin", "Sine of each element."),
    one_row<series_cos>("series_cos", "Cosine of each element."),
    one_row<series_tan>("series_tan", "Tangent of each element."),
    one_row<series_asin>("series_asin", "Arc sine of each element."),
    one_row<series_acos>("series_acos", "Arc cosine of each element."),
    one_row<series_atan>("series_atan", "Arc tangent of each element."),
    two_row<series_plus, true>("series_add", "Sums, element by element."),
    two_row<series_minus, true>("series_subtract", "Differences, element by element."),
    two_row<series_times, true>("series_multiply", "Products, element by element."),
    two_row<series_over>("series_divide", "Quotients as reals, element by element."),
    two_row<series_power>("series_pow", "The first to the power of the second."),
    test_row<series_same>("series_equals", "Whether elements are equal."),
    test_row<series_other>("series_not_equals", "Whether elements differ."),
    test_row<series_above>("series_greater", "Whether elements of the first are greater."),
    test_row<series_from>("series_greater_equals", "Whether they are greater or equal."),
    test_row<series_below>("series_less", "Whether elements of the first are less."),
    test_row<series_upto>("series_less_equals", "Whether they are less or equal."),
    row<"(series:array) -> real">("series_sum", "Sum of the elements.",
                                  each<Type::kReal, series_total<false>>),
    row<"(series:array) -> real">("series_product", "Product of the elements.",
                                  each<Type::kReal, series_total<true>>),
    row<"(series1:series, series2:series) -> real">(
        "series_dot_product", "Sum of the products of elements at the same place.",
        each<Type::kReal, dot_product>),
    row<"(series:array) -> real">("series_magnitude", "Square root of the sum of squares.",
                                  each<Type::kReal, magnitude>),
    row<"(series1:array, series2:array, [magnitude1:real], [magnitude2:real]) -> real">(
        "series_cosine_similarity", "Cosine of the angle between two series.",
        each<Type::kReal, cosine_similarity>),
    row<"(series1:array, series2:array) -> real">("series_pearson_correlation",
                                                  "Pearson's correlation coefficient.",
                                                  each<Type::kReal, pearson>),
};

}  // namespace

ScalarTable series_element_functions() { return kElements; }

}  // namespace crumb::kql
