// Long runs: reference_run [FIRST] [COUNT] [FINDINGS] compares that many random pairs of query and
// tables, and prints the first findings made small. The short run is a test (unit/kql).
#include <cstdio>
#include <cstdlib>

#include "reference/compare.h"

int main(int argc, char** argv) {
  using namespace crumb::reference;
  const auto number = [&](int at, std::uint64_t standard) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : standard;
  };
  const std::uint64_t first = number(1, 1), count = number(2, 1'000'000), most = number(3, 10);
  Counts all;
  std::vector<std::string> reports;
  constexpr std::uint64_t kStep = 1000;
  for (std::uint64_t at = 0; at < count; at += kStep) {
    std::vector<std::string> found;
    const Counts counts =
        run_pairs(first + at, std::min(kStep, count - at), most - reports.size(), found);
    for (const std::string& report : found) std::printf("%s\n", report.c_str());
    std::fflush(stdout);
    reports.insert(reports.end(), found.begin(), found.end());
    all = {all.equal + counts.equal, all.refused + counts.refused, all.open + counts.open,
           all.unknown + counts.unknown, all.different + counts.different};
    if (reports.size() >= most) break;
  }
  std::printf(
      "equal %llu, refused %llu, open %llu, unknown %llu, different %llu\n",
      static_cast<unsigned long long>(all.equal), static_cast<unsigned long long>(all.refused),
      static_cast<unsigned long long>(all.open), static_cast<unsigned long long>(all.unknown),
      static_cast<unsigned long long>(all.different));
  return all.different == 0 ? 0 : 1;
}
