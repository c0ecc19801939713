// Moves filters of a plan below the joins and unions above which they stand, where the answer stays
// the same. Not needed for correctness; the binder's plan runs as it is, too.
#pragma once

#include "kql/plan.h"

namespace crumb::kql {

// - Parts that read left columns only go below an inner, innerunique or leftouter join, on its left
// side. For innerunique
//   this is what Kusto does: which of several left rows with one key is kept is decided after the
//   filter.
// - Shared tables' plans are treated alike. Expressions with impure functions stay where they are.
void push_down(Plan& plan);

}  // namespace crumb::kql
