// Decision rules D and E, and the coverage gates: which patterns stand in the data, which
// requirements hold.
#pragma once

#include "base/result.h"
#include "grade/runner.h"

namespace crumb::grade {

// Rules are asked for their rows here; whether one fires also hangs on decisions (see judge.h).
[[nodiscard]] Result<void> run_rules(const Playbook& playbook, Pass& pass);
[[nodiscard]] Result<void> run_gates(const Playbook& playbook, Pass& pass);

}  // namespace crumb::grade
