// H1 to H3 and overrides: what people said, as outcomes of checks. Not who may decide what: that is
// decide.h.
#pragma once

#include <string>
#include <vector>

#include "grade/decisions.h"
#include "grade/runner.h"

namespace crumb::grade {

// The last entry for this subject and id; nullptr when there is none.
[[nodiscard]] const Input* last_input(const Decisions& decisions, const Subject& subject,
                                      std::string_view id);

// H1, H2 and H3 as checks; without an entry not evaluable, nor is H3 when the indicators of its
// register do not cover every alien leg (`registered`): a claim alone excuses nothing.
[[nodiscard]] std::vector<CheckRun> human_checks(const Model& model, const Decisions& decisions,
                                                 const Subject& subject, bool registered);

// Applies overrides of checks in the order of the file; each leaves its trace in the reason.
void apply_overrides(const Decisions& decisions, const Subject& subject,
                     std::vector<CheckRun>& checks);

}  // namespace crumb::grade
