// Asks the playbook's handover queries (indicators, exposure, done) after a pass. A query that
// fails costs its part of the handover, never the grade.
#pragma once

#include "grade/handover.h"
#include "grade/runner.h"

namespace crumb::grade {

// Also writes what was already done into the verdict's actions.
[[nodiscard]] Handover handover_of(const PassInput& input, const Pass& pass, Verdict& verdict);

}  // namespace crumb::grade
