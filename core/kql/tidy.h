// What is done to a plan when all of it is bound: tables used once go where they are used, memos
// used once dissolve. Not an optimiser: rows and results are the same, names and order too.
#pragma once

#include "kql/plan.h"

namespace crumb::kql {

// Drops unused slots, puts the plan of a slot with one use in place of that use (never inside an
// mv-apply, which would run it for each row), numbers the rest anew, and replaces memos with a
// single use by what they hold.
void tidy(Plan& plan);

// For what came from another text: every span becomes `span`.
void set_spans(Expr& expr, Span span);
void set_spans(Node& node, Span span);

}  // namespace crumb::kql
