// The indicators for other machines: CSV that a spreadsheet cannot run, and a STIX 2.1 bundle.
// Values are not defanged here; what is not plainly of its kind stays out of STIX.
#pragma once

#include <string>
#include <vector>

#include "grade/handover.h"

namespace crumb::grade {

[[nodiscard]] std::string indicators_csv(const Grading& grading,
                                         const std::vector<Handover>& handovers);
// Ids of observables as the specification says (version 5 over the contributing properties); all
// times come from the data.
[[nodiscard]] std::string indicators_stix(const Grading& grading,
                                          const std::vector<Handover>& handovers);

}  // namespace crumb::grade
