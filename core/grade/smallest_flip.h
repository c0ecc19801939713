// The fewest facts that, were they otherwise, would give another grade: how much a verdict hangs
// on. Not what to export next (outlook.h), and no new pass over the logs.
#pragma once

#include <optional>

#include "grade/judge.h"

namespace crumb::grade {

// Facts are findings and rules that do not hold after all, and unknown checks that are answered.
// Of one or two facts the set is the smallest there is; a larger one has no fact to spare.
// None: no set changes the grade, or one unknown check alone does (flips_of tells that).
[[nodiscard]] std::optional<Flip> smallest_flip(const PassInput& input, const Judgement& judgement);

}  // namespace crumb::grade
