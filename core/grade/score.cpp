// Sums of points. Everything is exact to the bit on every platform: no libm, no contraction.
#include "grade/score.h"

#include <algorithm>
#include <cmath>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

namespace crumb::grade {
namespace {

double half_sum(std::vector<double>& strongest_first) {
  double sum = strongest_first.empty() ? 0 : strongest_first[0];
  if (strongest_first.size() > 1) sum += strongest_first[1] / 2;
  return sum;
}

// e^x for |x| <= 0.4, by its series.
double exp_small(double x) {
  double term = 1, sum = 1;
  for (int n = 1; n < 24; ++n) {
    term = term * x / n;
    sum += term;
  }
  return sum;
}

// 10^x by halving the exponent into the series' range; additions, products and powers of two only.
double power_of_ten(double x) {
  constexpr double kLn10 = 2.302585092994045684;
  constexpr double kLn2 = 0.693147180559945309;
  const double e = x * kLn10;
  const double twos = std::floor(e / kLn2 + 0.5);
  return std::ldexp(exp_small(e - twos * kLn2), static_cast<int>(twos));
}

}  // namespace

double Total::family(std::string_view id) const {
  const auto at = std::ranges::find(families, id, &FamilyScore::id);
  return at == families.end() ? 0 : at->points;
}

namespace {

double weighed(const Model& model, const CheckPoints& check, const Scored& scored) {
  if (!is_scored(scored.form.outcome)) return 0;
  const double points = check.of(scored.form);
  return points > 0 && model.families[check.family_at].attributed ? points * scored.weight : points;
}

struct Sides {
  std::vector<double> positive, negative;
};

}  // namespace

double points_of(const Model& model, const Scored& scored) {
  const CheckPoints* check = model.check(scored.check);
  return check == nullptr ? 0 : weighed(model, *check, scored);
}

Total score(const Model& model, std::span<const Scored> outcomes, double prior) {
  Total out{.families = {}, .prior = prior, .floor = 0, .total = prior};
  double absences = 0;
  std::vector<Sides> sides(model.families.size());
  for (const Scored& scored : outcomes) {
    const CheckPoints* check = model.check(scored.check);
    if (check == nullptr) continue;
    const double points = weighed(model, *check, scored);
    if (points > 0) sides[check->family_at].positive.push_back(points);
    if (points < 0) sides[check->family_at].negative.push_back(points);
  }
  for (std::size_t at = 0; at < sides.size(); ++at) {
    const Family& family = model.families[at];
    auto& [positive, negative] = sides[at];
    std::ranges::sort(positive, std::greater<>{});
    std::ranges::sort(negative);
    if (family.absence && !positive.empty()) negative.clear();
    const double points =
        std::clamp(half_sum(positive) + half_sum(negative), family.worst, family.best);
    if (family.absence) absences += std::min(0.0, points);
    out.families.push_back({family.id, family.title, points, family.best, family.worst});
    out.total += points;
  }
  const double floor = model.number("silence_floor");
  if (absences < floor) out.floor = floor - absences;
  out.total += out.floor;
  return out;
}

double probability(double decibans) { return 1 / (1 + power_of_ten(-decibans / 10)); }

PointsSay points_say(const Model& model, const Total& total, double greatest, bool gates,
                     bool unexplained) {
  int strong_families = 0;
  bool beyond_place = false;
  double explained = 0;
  for (const Family& family : model.families) {
    const double points = total.family(family.id);
    if (points >= 4) ++strong_families;
    if (family.beyond_place > 0 && points >= family.beyond_place) beyond_place = true;
    if (family.explains) explained += points;
  }
  if (total.total >= model.number("true_total") &&
      strong_families >= model.number("true_families") && beyond_place)
    return PointsSay::kTrue;
  const bool refuted = total.total <= model.number("false_total") &&
                       explained <= model.number("false_explained") &&
                       greatest < model.number("false_check");
  return refuted && gates && !unexplained ? PointsSay::kFalse : PointsSay::kOpen;
}

PointsSay robust_say(const Model& model, std::span<const Scored> outcomes, double prior, bool gates,
                     bool unexplained) {
  const double greatest = greatest_check(model, outcomes);
  const double swing = model.number("prior_swing");
  const PointsSay say =
      points_say(model, score(model, outcomes, prior), greatest, gates, unexplained);
  for (const double other : {prior - swing, prior + swing})
    if (points_say(model, score(model, outcomes, other), greatest, gates, unexplained) != say)
      return PointsSay::kOpen;
  return say;
}

double greatest_check(const Model& model, std::span<const Scored> outcomes) {
  double out = 0;
  for (const Scored& scored : outcomes) out = std::max(out, points_of(model, scored));
  return out;
}

}  // namespace crumb::grade
