// What is missing and what would change the grade: exports to ask for, and single facts that would
// flip it.
#pragma once

#include "base/result.h"
#include "grade/judge.h"

namespace crumb::grade {

// Tables that a check or a gate needs and that are not there, each with the query that exports it
// for this subject.
[[nodiscard]] std::vector<MissingTable> missing_tables(const PassInput& input, const Pass& pass);

// Single unknown checks whose answer would change the classification, the greatest change first.
[[nodiscard]] std::vector<Flip> flips_of(const PassInput& input, const Judgement& judgement);

// "If these networks are yours": another pass with the open networks of the alerted sessions taken
// as own.
[[nodiscard]] Result<std::vector<Flip>> network_flip(const PassInput& input, const Pass& pass,
                                                     const Decisions& decisions,
                                                     const Judgement& judgement);

}  // namespace crumb::grade
