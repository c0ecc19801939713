// From a check's rows to its outcome: suspicion first, then coverage before any silence or excuse
// counts.
#pragma once

#include "base/result.h"
#include "grade/runner.h"

namespace crumb::grade {

[[nodiscard]] Result<Window> window_of(const Asker& asker, const CheckFile& file);

// kCancelled and kLimit go up; any other error becomes the outcome `error` with its text.
[[nodiscard]] Result<CheckRun> run_check(const Asker& asker, const Coverage& coverage,
                                         const CheckFile& file, Window window,
                                         const Places& places);

}  // namespace crumb::grade
