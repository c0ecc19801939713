// crumbtrail query and crumbtrail check: KQL over exported files, or only its diagnostics.
#include <chrono>
#include <cstdio>
#include <string>

#include "base/text.h"
#include "base/time.h"
#include "case/case.h"
#include "case/table_text.h"
#include "cli/command.h"
#include "cli/door.h"

namespace crumb::cli {
namespace {

double running_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void print_stages(const std::vector<kql::StageStats>& stages) {
  std::fprintf(stderr, "%12s %12s %10s  stage\n", "rows in", "rows out", "ms");
  for (const kql::StageStats& stage : stages) {
    std::fprintf(stderr, "%12llu %12llu %10.3f  %*s%s\n",
                 static_cast<unsigned long long>(stage.rows_in),
                 static_cast<unsigned long long>(stage.rows_out), stage.seconds * 1000,
                 static_cast<int>(stage.depth * 2), "", stage.label.c_str());
  }
}

int run_query(const Args& args) {
  std::string text;
  std::string name = "query";
  std::vector<std::string> paths = args.words;
  if (args.has("--file")) {
    name = args.get("--file");
    auto read = read_text(name);
    if (!read) return report(read.error());
    text = *std::move(read);
  } else if (!paths.empty()) {
    text = paths.front();
    paths.erase(paths.begin());
  } else {
    return report({ErrorCode::kInput, "query needs KQL, or --file F.kql", {}});
  }
  const auto format = table_format_from_name(args.get("--format", "table"));
  if (!format) return report({ErrorCode::kInput, "--format is table, csv, json or ndjson", {}});
  std::optional<std::int64_t> now;
  if (args.has("--now")) {
    now = parse_iso_datetime(args.get("--now"));
    if (!now)
      return report({ErrorCode::kInput, "--now is not a time: write 2026-11-16T21:21:58Z", {}});
  }

  Case session;
  if (const auto loaded = load_all(session, paths, args); !loaded) return report(loaded.error());
  if (!paths.empty() && !session.any_readable()) {
    for (const auto& file : session.files())
      std::fprintf(stderr, "crumbtrail: %s: %s\n", make_visible(file.name).c_str(),
                   file.reason.c_str());
    return kNoInput;
  }
  const auto result = session.query(text, {.now_ticks = now, .seconds = running_seconds});
  if (!result) {
    std::fputs(kql::render_error(text, name, result.error()).c_str(), stderr);
    return result.error().code == ErrorCode::kLimit ? kLimitHit : kUsage;
  }
  for (const std::string& warning : result->warnings)
    std::fprintf(stderr, "crumbtrail: warning: %s\n", warning.c_str());
  if (args.has("--explain")) print_stages(result->stages);
  return emit(args, to_text(*result->table, *format));
}

int run_check(const Args& args) {
  if (args.words.empty())
    return report({ErrorCode::kInput, "check needs a file: crumbtrail check F.kql...", {}});
  Case session;
  int status = kDone;
  for (const std::string& path : args.words) {
    const auto text = read_text(path);
    if (!text) return report(text.error());
    const auto errors = session.check(*text);
    for (const Error& error : errors)
      std::fputs(kql::render_error(*text, path, error).c_str(), stderr);
    if (errors.empty()) {
      std::printf("%s: ok\n", make_visible(path).c_str());
    } else {
      status = kUsage;
    }
  }
  return status;
}

}  // namespace

Command query_command() {
  return {"query",
          "KQL|--file F.kql [PATH...]",
          "Runs a KQL query over the files. Tables that no file filled are empty.",
          {{"--file", "F.kql", "read the query from a file"},
           {"--now", "TIME", "what now() and ago() read; else the latest event in the data"},
           {"--pack", "FILE", "who announces addresses, made by ./dev pack-network"},
           {"--format", "F", "table, csv, json or ndjson"},
           {"--explain", "", "rows and time of each stage, on standard error"},
           {"-o", "FILE", "write there instead of standard output"}},
          run_query};
}

Command check_command() {
  return {
      "check", "F.kql...", "Parses and binds KQL; says what is wrong and where.", {}, run_check};
}

}  // namespace crumb::cli
