// Which tables are there, for which span, and whether they knew the user before: may silence count
// as evidence?
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grade/ask.h"
#include "grade/playbook.h"

namespace crumb::grade {

struct Window {
  std::int64_t begin = 0, end = 0;
};  // ticks, both included

struct TableCoverage {
  bool loaded = false;
  std::uint64_t rows = 0,
                user_rows_before = 0;  // of anyone in the table; of the user in the baseline
  std::int64_t first = 0, last = 0;
  std::map<std::int64_t, std::uint64_t> hours;  // rows of anyone by the hour's ticks
};

class Coverage {
 public:
  // The prelude must be defined in the asker's environment (names CaseOid, CaseUpn, B0, W0 ...).
  [[nodiscard]] static Result<Coverage> measure(const Asker& asker, const Playbook& playbook,
                                                std::int64_t clock_ticks);

  [[nodiscard]] const TableCoverage& table(std::string_view name) const;
  // Empty: silence of `needed` in `window` counts. Else why not, as the end of a sentence.
  [[nodiscard]] std::string gap(const Needed& needed, Window window) const;
  [[nodiscard]] std::int64_t clock() const { return clock_; }

 private:
  [[nodiscard]] std::string gap_without_limits(const Needed& needed, Window window) const;

  std::map<std::string, TableCoverage, std::less<>> tables_;
  std::map<std::string, bool, std::less<>> sparse_;
  std::map<std::string, std::string, std::less<>>
      limits_;  // what other exports lack, told with a gap
  std::int64_t clock_ = 0;
  TableCoverage none_;
};

}  // namespace crumb::grade
