// The door of grade/: a catalog of loaded tables, file reports and decisions in, verdicts out.
// Runs the playbook's KQL through kql/; judges outcomes itself. Keeps nothing between calls.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "grade/decisions.h"
#include "grade/handover.h"
#include "grade/verdict.h"
#include "kql/engine.h"
#include "store/catalog.h"

namespace crumb::grade {

// What grade needs to know of a file, without knowing ingest.
struct SourceFile {
  std::string name, table;
  std::uint64_t rows = 0, rejected = 0;
  bool truncated = false;
};
// Line of a record, for findings. Given by the caller, who owns the reports.
using LineOf = std::function<std::uint32_t(RowRef)>;

// A check file of the analyst's own: replaces the built-in one of the same id or joins them.
struct CheckText {
  std::string name, text;
};

struct GradeRequest {
  std::string alert_id;  // grade just this alert; or
  std::string user_upn;  // this user, with kind and optionally a time
  std::string kind;      // stolen-cookie | aitm-request
  std::optional<std::int64_t> at_ticks;
  Decisions decisions;
  std::vector<CheckText> extra_checks;
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(double done, std::string_view what)> progress;  // may be empty
};

// What the prelude computed for a verdict, for the timeline and for queries on the screen ("EV",
// "W", "FA").
struct Graded {
  Grading grading;
  std::vector<std::unique_ptr<kql::Environment>> environments;  // parallel to grading.verdicts
  std::vector<Handover> handovers;                              // parallel too
};

// kNotFound: no such alert or user in the data. kCancelled. A check that fails is that check's
// outcome, not an error here.
[[nodiscard]] Result<Graded> grade(const Catalog& catalog, const std::vector<SourceFile>& files,
                                   const LineOf& line_of, const GradeRequest& request);

// The check's text with prelude and values bound, as it pastes into Defender advanced hunting.
[[nodiscard]] std::string copy_for_defender(const Verdict& verdict, std::string_view check_id,
                                            const Decisions& decisions);

}  // namespace crumb::grade
