// Both answers to one query over one set of tables, and a finding made small. Not the making of
// pairs (generate.h).
#pragma once

#include <cstdint>
#include <string>

#include "reference/generate.h"

namespace crumb::reference {

enum class Outcome : std::uint8_t {
  kEqual,
  kRefused,    // by parser or binder: the generator made something that is no query
  kOpen,       // the documentation does not say what the answer is
  kUnknown,    // the slow evaluator does not know a function or an operator
  kDifferent,  // one of the two is wrong
};

struct Answer {
  Outcome outcome = Outcome::kEqual;
  std::string report;  // kDifferent: both answers; kUnknown and kOpen: what
};

// The engine is asked twice: tables in one segment, and cut into segments of `segment_rows` with
// origins. Both answers must be the slow evaluator's.
[[nodiscard]] Answer compare(const std::string& query, const std::vector<Source>& sources,
                             std::uint32_t segment_rows);

struct Finding {
  std::string query;
  std::vector<Source> sources;
  std::string report;
};

// The smallest query and tables that still differ, as far as leaving out and replacing gets.
[[nodiscard]] Finding shrink(Piece query, std::vector<Source> sources, std::uint32_t segment_rows);
// A finding as a script test without its answer, and both answers.
[[nodiscard]] std::string describe(const Finding& finding);

struct Counts {
  std::uint64_t equal = 0, refused = 0, open = 0, unknown = 0, different = 0;
};
// Pairs `first` to `first + count - 1`; appends a description of each finding (at most `findings`).
[[nodiscard]] Counts run_pairs(std::uint64_t first, std::uint64_t count, std::size_t findings,
                               std::vector<std::string>& reports);

}  // namespace crumb::reference
