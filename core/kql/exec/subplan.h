// What the operators that run a plan on parts of their input (mv-apply, partition) ask about it.
// Not the running (operators/mv_apply.cpp, operators/partition.cpp).
#pragma once

#include <vector>

#include "kql/exec/needed.h"
#include "kql/plan.h"

namespace crumb::kql {

// Whether every operator of the subplan knows how to hand the row number on (see SubInput): then it
// runs once over all parts.
[[nodiscard]] bool runs_at_once(const Node& node);

// Adds what the subplan's leaves, which stand for the rows of a part, hand on.
void add_needed_rows(const Node& node, const Needed& needed, std::vector<bool>& columns);

}  // namespace crumb::kql
