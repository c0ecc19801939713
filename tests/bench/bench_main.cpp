// crumbtrail-bench: times ingest and queries inside one process and prints JSON lines for
// bench.mjs. Native and WASM. Not a test: it checks nothing; bench.mjs compares the answers with
// the peers'.
//   crumbtrail-bench FILE RUNS NAME=QUERY.kql...
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/keep_memory.h"
#include "case/case.h"
#include "case/table_text.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string read_all(const char* path) {
  const File file(std::fopen(path, "rb"));
  std::string text;
  if (file == nullptr) return text;
  std::vector<char> chunk(1u << 20);
  for (std::size_t n = 0; (n = std::fread(chunk.data(), 1, chunk.size(), file.get())) != 0;)
    text.append(chunk.data(), n);
  return text;
}

// The file comes in chunks, as through every door; only what is done with them is timed, not the
// disk.
template <class Use>
double time_chunks(const char* path, Use use) {
  const File file(std::fopen(path, "rb"));
  if (file == nullptr) return -1;
  std::vector<std::uint8_t> chunk(4u << 20);
  double seconds = 0;
  for (std::size_t n = 0; (n = std::fread(chunk.data(), 1, chunk.size(), file.get())) != 0;) {
    const auto start = Clock::now();
    use(std::span<const std::uint8_t>(chunk.data(), n));
    seconds += seconds_since(start);
  }
  return seconds;
}

double time_ingest(crumb::Case& session, const char* path, std::uint64_t& bytes) {
  const std::uint32_t file = session.begin_file("bench");
  bytes = 0;
  double seconds = time_chunks(path, [&](std::span<const std::uint8_t> chunk) {
    bytes += chunk.size();
    (void)session.push(file, chunk);
  });
  const auto start = Clock::now();
  session.end_file(file);
  (void)session.catalog();
  return seconds + seconds_since(start);
}

// Lines are counted: about the least work that reads every byte.
double time_scan(const char* path) {
  std::ptrdiff_t lines = 0;
  const double seconds = time_chunks(path, [&](std::span<const std::uint8_t> chunk) {
    lines += std::count(chunk.begin(), chunk.end(), '\n');
  });
  std::fprintf(stderr, "%lld lines\n", static_cast<long long>(lines));
  return seconds;
}

int time_query(crumb::Case& session, const std::string& name, const std::string& text, int runs) {
  std::vector<double> seconds;
  std::string answer;
  for (int run = 0; run < runs; ++run) {
    const auto start = Clock::now();
    const auto result = session.query(text);
    seconds.push_back(seconds_since(start));
    if (!result) {
      std::fprintf(stderr, "%s: %s\n", name.c_str(), result.error().message.c_str());
      return 1;
    }
    if (run + 1 == runs) answer = crumb::to_text(*result->table, crumb::TableFormat::kJson);
  }
  std::ranges::sort(seconds);
  std::erase(answer, '\n');
  std::printf("{\"query\":\"%s\",\"seconds\":%.6f,\"answer\":%s}\n", name.c_str(),
              seconds[seconds.size() / 2], answer.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: crumbtrail-bench FILE RUNS NAME=QUERY.kql...\n", stderr);
    return 1;
  }
  crumb::keep_freed_memory();
  const int runs = std::max(1, std::atoi(argv[2]));
  const double scan = time_scan(argv[1]);
  std::uint64_t bytes = 0;
  std::vector<double> ingest;
  auto session = std::make_unique<crumb::Case>();
  for (int run = 0; run < std::min(runs, 3); ++run) {
    session = std::make_unique<crumb::Case>();
    ingest.push_back(time_ingest(*session, argv[1], bytes));
  }
  std::ranges::sort(ingest);
  const auto& report = session->files().front();
  std::printf(
      "{\"ingest_seconds\":%.6f,\"scan_seconds\":%.6f,\"bytes\":%llu,\"rows\":%llu,\"rejected\":%"
      "llu,\"table\":\"%s\"}\n",
      ingest[ingest.size() / 2], scan, static_cast<unsigned long long>(bytes),
      static_cast<unsigned long long>(report.rows),
      static_cast<unsigned long long>(report.rejected), report.table.c_str());
  for (int i = 3; i < argc; ++i) {
    const std::string argument = argv[i];
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos) continue;
    if (const int status = time_query(*session, argument.substr(0, equals),
                                      read_all(argument.c_str() + equals + 1), runs);
        status != 0)
      return status;
  }
  return 0;
}
