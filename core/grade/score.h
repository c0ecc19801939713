// The arithmetic: from outcomes to decibans, a probability, and what the points alone say.
// Points are 10 * log10(likelihood ratio). No rule, no gate and no text here.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grade/model.h"

namespace crumb::grade {

struct Scored {
  std::string check;
  OutcomeForm form;
  double weight = 1;  // attribution, for the families that carry it
};

struct Total {
  std::vector<FamilyScore> families;  // all of them, in the model's order
  double prior = 0, floor = 0, total = 0;

  [[nodiscard]] double family(std::string_view id) const;
};

// Points of one outcome after the attribution weight, which applies to positive points only.
[[nodiscard]] double points_of(const Model& model, const Scored& scored);

// Within a family: best positive + half the second best + worst negative + half the second worst,
// clamped. Where negatives are only absences they count if nothing positive stands there, and all
// of them together stop at the floor.
[[nodiscard]] Total score(const Model& model, std::span<const Scored> outcomes, double prior);

[[nodiscard]] double probability(double decibans);  // 0..1, the same bits on every platform

enum class PointsSay { kOpen, kTrue, kFalse };

// `gates`: coverage is good enough for a false positive; `unexplained`: a leg that is nobody's own
// is left.
[[nodiscard]] PointsSay points_say(const Model& model, const Total& total, double greatest_check,
                                   bool gates, bool unexplained);

// The same under a prior 6 dB higher and lower; kOpen when they disagree.
[[nodiscard]] PointsSay robust_say(const Model& model, std::span<const Scored> outcomes,
                                   double prior, bool gates, bool unexplained);

[[nodiscard]] double greatest_check(const Model& model, std::span<const Scored> outcomes);

}  // namespace crumb::grade
