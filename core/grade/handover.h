// What a handover needs beyond the verdict: indicators and exposed items, as values. How they are
// found is in handover_rows.h, how they are printed in report.h and indicators.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "grade/verdict.h"

namespace crumb::grade {

constexpr std::size_t kListed = 1000;  // items kept of each kind; totals count all

struct Indicator {  // value: as the log has it, at most 4096 bytes of it
  std::string kind, value, note;
  std::int64_t first_ticks = 0, last_ticks = 0;
  std::uint64_t events = 0;
  std::vector<Origin> origin;
};
struct ExposedItem {  // texts as the log has them, at most 4096 bytes each
  std::string kind, item, place, detail;
  std::uint64_t amount = 1, events = 0;
  double attribution = 0;
  std::int64_t first_ticks = 0, last_ticks = 0;
  std::vector<Origin> origin;
};
struct KindTotal {
  std::string kind;
  std::uint64_t rows = 0, amount = 0;  // distinct values or items, and how much they stand for
};

struct Handover {
  std::vector<Indicator> indicators;
  std::vector<ExposedItem> exposed;
  std::vector<KindTotal> indicator_totals, exposed_totals;
  bool whole_mailbox = false;         // a folder was synchronised, or the log was throttled
  std::vector<std::string> problems;  // sentences: what could not be computed, and why
};

}  // namespace crumb::grade
