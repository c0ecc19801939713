// crumbtrail-subsets: grades a case folder without each set of its tables, in one process, and
// prints one JSON line a set for accuracy.mjs. Not a test: it compares nothing.
//   crumbtrail-subsets FOLDER USER AT KIND named|always DEPTH PART PARTS
// `named`: the subject is named only where the alert's own tables lack. Sets of at most DEPTH
// tables and never all; of them every PARTS-th stretch, so that several processes share the work.
#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "case/case.h"

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kGradesOfACase = 64;

std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct TableFile {
  std::string path, bytes;
  bool alerts = false;
  std::optional<std::uint32_t> open = {};  // the case's number of it while it is there
};

std::vector<TableFile> tables_of(const fs::path& folder) {
  std::vector<TableFile> out;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("AdvancedHunting_") && name.ends_with(".csv"))
      out.push_back({.path = entry.path().string(),
                     .bytes = read_all(entry.path()),
                     .alerts = name.find("_Alert") != std::string::npos});
  }
  std::ranges::sort(out, {}, &TableFile::path);
  return out;
}

// Opens and drops files until just those of the set lack.
void remove_only(crumb::Case& session, std::vector<TableFile>& tables, std::uint32_t removed) {
  for (std::size_t i = 0; i < tables.size(); ++i) {
    TableFile& table = tables[i];
    const bool wanted = ((removed >> i) & 1) == 0;
    if (wanted == table.open.has_value()) continue;
    if (!wanted) {
      session.drop_file(*table.open);
      table.open.reset();
      continue;
    }
    table.open = session.begin_file(table.path);
    (void)session.push(*table.open, {reinterpret_cast<const std::uint8_t*>(table.bytes.data()),
                                     table.bytes.size()});
    session.end_file(*table.open);
  }
}

void print(const crumb::Case& session, std::uint32_t removed) {
  const auto& verdicts = session.grading().verdicts;
  if (verdicts.empty()) {
    std::printf("{\"removed\":%u,\"classification\":\"none\",\"best\":0,\"worst\":0}\n", removed);
    return;
  }
  const crumb::grade::Verdict& one = verdicts.front();
  std::printf("{\"removed\":%u,\"classification\":\"%s\",\"best\":%.17g,\"worst\":%.17g}\n",
              removed, one.classification.c_str(), one.bounds.best, one.bounds.worst);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 9) {
    std::fputs("usage: crumbtrail-subsets FOLDER USER AT KIND named|always DEPTH PART PARTS\n",
               stderr);
    return 1;
  }
  const fs::path folder = argv[1];
  const bool always = std::string(argv[5]) == "always";
  const int depth = std::atoi(argv[6]);
  const auto part = static_cast<std::uint32_t>(std::atoi(argv[7]));
  const auto parts = static_cast<std::uint32_t>(std::max(1, std::atoi(argv[8])));
  std::vector<TableFile> tables = tables_of(folder);
  const std::uint32_t sets = (1u << tables.size()) - 1;  // without the last: all tables

  const fs::path decisions = folder / "decisions.json";
  std::unique_ptr<crumb::Case> session;
  std::uint32_t graded = 0;
  // In Gray code's order neighbours differ by one table: one file is opened or dropped.
  for (std::uint32_t i = sets / parts * part; i <= sets; ++i) {
    if (part + 1 < parts && i == sets / parts * (part + 1)) break;
    const std::uint32_t removed = i ^ (i >> 1);
    if (removed == sets || std::popcount(removed) > depth) continue;
    if (graded++ % kGradesOfACase == 0) {  // a case remembers what was dropped from it
      session = std::make_unique<crumb::Case>();
      for (TableFile& table : tables) table.open.reset();
      if (fs::exists(decisions)) {
        auto read = crumb::grade::parse_decisions(read_all(decisions));
        if (!read || !session->set_decisions(std::move(*read))) return 1;
      }
    }
    remove_only(*session, tables, removed);
    crumb::grade::GradeRequest request;
    const bool blind = std::ranges::any_of(
        tables, [](const TableFile& table) { return table.alerts && !table.open; });
    if (always || blind) {
      request.user_upn = argv[2];
      request.at_ticks = crumb::parse_iso_datetime(argv[3]);
      request.kind = argv[4];
    }
    if (const auto done = session->grade(std::move(request)); !done) {
      std::fprintf(stderr, "crumbtrail-subsets: %s\n", done.error().message.c_str());
      return 1;
    }
    print(*session, removed);
  }
  return 0;
}
