// Who and what is graded: alerts of the two titles (or a named user) become one case a subject,
// with its start and clock. Nothing is judged here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "grade/ask.h"
#include "grade/grade.h"

namespace crumb::grade {

struct Subject {
  std::string oid, upn;
  std::vector<std::string> mails;
};

struct AlertCase {
  std::string id, title,
      kind;  // id and title are empty when a user was named and no alert was found
  std::int64_t alert_ticks = 0, t0_ticks = 0;
  std::vector<std::string>
      alert_ids;  // this alert and those that were raised again on the same session
  std::vector<std::string> sessions, addresses;
  bool named = false;  // the alert itself names a session or an address
  Subject subject;
};

// In order of time, then alert id, then subject. kNotFound when the request names an alert that is
// not there.
[[nodiscard]] Result<std::vector<AlertCase>> find_cases(const Asker& asker,
                                                        const GradeRequest& request,
                                                        std::int64_t data_end_ticks);

[[nodiscard]] Result<std::vector<Candidate>> find_candidates(const Asker& asker);

}  // namespace crumb::grade
