// The beta distribution and Welch's test. Not the aggregates that measure spread
// (aggregate_sum.cpp). Source: learn.microsoft.com/kusto/query/beta-cdf-function and its
// neighbours.
#include <cmath>
#include <limits>

#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

// Logarithm of x^a (1-x)^b / B(a, b).
double log_beta_front(double x, double a, double b) {
  return std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) +
         b * std::log1p(-x);
}

// The continued fraction of the incomplete beta function, by Lentz's method.
double beta_fraction(double x, double a, double b) {
  constexpr double kTiny = 1e-300;
  constexpr int kMostTerms = 20'000;
  const auto guarded = [](double v) { return std::fabs(v) < kTiny ? kTiny : v; };
  double c = 1;
  double d = 1 / guarded(1 - (a + b) * x / (a + 1));
  double h = d;
  for (int m = 1; m <= kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    const double step = d * c;
    h *= step;
    if (std::fabs(step - 1) < 1e-16) break;
  }
  return h;
}

// The regularised incomplete beta function.
double incomplete_beta(double x, double a, double b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(log_beta_front(x, a, b));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(x, a, b) / a;
  return 1 - front * beta_fraction(1 - x, b, a) / b;
}

bool is_shape(double alpha, double beta) {
  return alpha > 0 && alpha <= 10'000 && beta > 0 && beta <= 10'000;
}

double beta_cdf(const Cells& c) {
  const double x = c.real(0);
  if (!(x >= 0 && x <= 1) || !is_shape(c.real(1), c.real(2))) return kNotANumber;
  return incomplete_beta(x, c.real(1), c.real(2));
}

// By halving: 1,100 steps reach the smallest double, where the answer may lie.
std::optional<double> beta_inv(const Cells& c) {
  const double wanted = c.real(0);
  const double alpha = c.real(1);
  const double beta = c.real(2);
  if (!is_shape(alpha, beta)) return kNotANumber;
  if (!(wanted > 0 && wanted <= 1)) return std::nullopt;
  double low = 0;
  double high = 1;
  for (int i = 0; i < 1'100; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (incomplete_beta(middle, alpha, beta) < wanted ? low : high) = middle;
  }
  return high;
}

double beta_pdf(const Cells& c) {
  const double x = c.real(0);
  const double alpha = c.real(1);
  const double beta = c.real(2);
  if (!(x > 0 && x < 1) || !(alpha > 0) || !(beta > 0)) return kNotANumber;
  return std::exp(log_beta_front(x, alpha, beta)) / (x * (1 - x));
}

// The two-tailed probability of Student's t with the degrees of freedom after Welch.
double welch_test(const Cells& c) {
  const double a = c.real(1) / c.real(2);
  const double b = c.real(4) / c.real(5);
  const double t = (c.real(0) - c.real(3)) / std::sqrt(a + b);
  const double freedom = (a + b) * (a + b) / (a * a / (c.real(2) - 1) + b * b / (c.real(5) - 1));
  if (!std::isfinite(t) || !(freedom > 0)) return kNotANumber;
  return incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

constexpr ScalarFunction kDistributions[] = {
    row<"(x:number, alpha:number, beta:number) -> real">(
        "beta_cdf", "Cumulative beta distribution; NaN outside of 0 .. 1.",
        each<Type::kReal, beta_cdf>),
    row<"(probability:number, alpha:number, beta:number) -> real">(
        "beta_inv", "Where beta_cdf() has this value.", each<Type::kReal, beta_inv>),
    row<"(x:number, alpha:number, beta:number) -> real">(
        "beta_pdf", "Density of the beta distribution; NaN outside of 0 .. 1.",
        each<Type::kReal, beta_pdf>),
    row<"(mean1:number, variance1:number, count1:number, mean2:number, variance2:number, "
        "count2:number) -> real">("welch_test", "The p-value of Welch's test of two means.",
                                  each<Type::kReal, welch_test>),
};

}  // namespace

ScalarTable distribution_functions() { return kDistributions; }

}  // namespace crumb::kql
