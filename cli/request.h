// What grade and pack ask of a case in the same words: which alert or user, and the decisions.
// Not how the files come in (door.h).
#pragma once

#include "base/result.h"
#include "case/case.h"
#include "cli/args.h"

namespace crumb::cli {

[[nodiscard]] Result<grade::GradeRequest> read_request(const Args& args);   // --alert, --user ...
[[nodiscard]] Result<void> add_decisions(Case& session, const Args& args);  // --decisions
void print_refusals(const Case& session);

}  // namespace crumb::cli
