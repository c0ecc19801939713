// Which legs a statement or a register explains (H1, H2), and whether an exercise covers the alien
// ones (H3, rule E2).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "grade/decide.h"
#include "grade/decisions.h"
#include "grade/runner.h"

namespace crumb::grade {

struct OpenLeg {
  std::string key, session, network;
  std::vector<std::string> addresses, countries;
  std::int64_t first = 0, last = 0;
  bool alien = false, alerted = false;
};

[[nodiscard]] Result<std::vector<OpenLeg>> open_legs(const Pass& pass);

// Keys of the legs that H1 or H2 explain; never one in which a rule for a true positive fires.
[[nodiscard]] std::vector<std::string> explained_legs(const Decisions& decisions, const Pass& pass,
                                                      const std::vector<OpenLeg>& legs);

// Addresses, hosts and mail ids of the registered exercise when it covers every alien leg; empty
// when it does not.
[[nodiscard]] std::vector<std::string> exercise_items(const Decisions& decisions, const Pass& pass,
                                                      const std::vector<OpenLeg>& legs);

}  // namespace crumb::grade
