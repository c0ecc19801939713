// The engine against the slow evaluator (tests/reference) on a few thousand random pairs of query
// and tables. CRUMB_PAIRS=N runs other numbers of them; the program reference_run makes long runs.
#include <doctest/doctest.h>

#include <cstdlib>

#include "reference/compare.h"

namespace crumb::test {

TEST_CASE("random queries have the slow evaluator's answers") {
  const char* pairs = std::getenv("CRUMB_PAIRS");
  const std::uint64_t count = pairs != nullptr ? std::strtoull(pairs, nullptr, 10) : 2000;
  std::vector<std::string> reports;
  const reference::Counts counts = reference::run_pairs(1, count, 3, reports);
  for (const std::string& report : reports) FAIL_CHECK(report);
  CHECK(counts.different == 0);
  // The generator must not drift into queries that nobody can judge.
  CHECK(counts.equal * 10 > count * 6);
}

}  // namespace crumb::test
