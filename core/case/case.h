// The facade: everything a front end may ask of the core. One Case is one investigation: files,
// decisions, verdicts. Single-threaded; starts no thread, reads no clock, prints nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/tool.h"
#include "grade/custody.h"
#include "grade/decisions.h"
#include "grade/grade.h"
#include "grade/report.h"
#include "grade/verdict.h"
#include "ingest/report.h"
#include "kql/complete.h"
#include "kql/engine.h"
#include "store/catalog.h"
#include "timeline/timeline.h"

namespace crumb {

// One cell as the screen shows it, already safe to print.
struct TablePage {
  Schema schema;
  std::uint64_t total_rows = 0;
  std::uint64_t first_row = 0;
  std::vector<std::vector<std::string>> cells;  // row by row
  std::vector<std::vector<RowRef>> origins;     // parallel to cells, bounded to 8 a row
};

// Bytes of an input file again, from its decoded text. The door provides it; a workbook's sheets
// the case reads again itself.
using ReadBytes = std::function<Result<std::string>(std::uint32_t file, std::uint64_t offset,
                                                    std::uint32_t bytes)>;

struct RawRecord {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t record = 0;
  std::string table;
  std::string text;  // the record's bytes as UTF-8
  std::vector<std::pair<std::string, std::string>>
      fields;  // column, value as stored, non-empty ones
};

// How a query is asked.
struct Asking {
  std::optional<std::int64_t> now_ticks =
      {};                                     // what now() reads; else the latest event in the data
  std::optional<std::uint32_t> verdict = {};  // see that verdict's prelude
  const std::atomic<bool>* cancelled = nullptr;
  double (*seconds)() = nullptr;  // a running clock, for the time of each stage
};

class Case {
 public:
  Case();
  ~Case();

  // --- files: door -> core
  // -----------------------------------------------------------------------------
  std::uint32_t begin_file(std::string name);
  [[nodiscard]] Result<void> push(std::uint32_t file, std::span<const std::uint8_t> bytes);
  void end_file(std::uint32_t file, std::string_view broken = {});
  void set_container(std::uint32_t file, ingest::Container container);  // that it came out of
  void drop_file(std::uint32_t file);
  std::uint32_t refuse_file(std::string name, std::string reason);
  [[nodiscard]] const std::vector<ingest::FileReport>& files() const;
  [[nodiscard]] bool any_readable() const;  // of logs
  // A network pack among the files is told by its first bytes; nullptr: there is none.
  [[nodiscard]] const NetworkPack* network_pack() const;
  void set_reader(ReadBytes reader);

  // --- asking
  // ----------------------------------------------------------------------------------------------
  [[nodiscard]] const Catalog& catalog();           // published on demand
  [[nodiscard]] std::int64_t latest_event_ticks();  // what now() reads when nobody says otherwise
  [[nodiscard]] Result<kql::QueryResult> query(std::string_view text, const Asking& asking = {});
  [[nodiscard]] std::vector<Error> check(
      std::string_view text);  // diagnostics only; empty: the query is fine
  [[nodiscard]] kql::Completion complete(std::string_view text, std::uint32_t cursor,
                                         std::optional<std::uint32_t> verdict);
  [[nodiscard]] Result<RawRecord> raw_record(RowRef row);
  [[nodiscard]] static TablePage page(const Table& table, std::uint64_t first_row,
                                      std::uint32_t rows);

  // --- judging
  // ---------------------------------------------------------------------------------------------
  [[nodiscard]] Result<void> set_decisions(grade::Decisions decisions);
  [[nodiscard]] const grade::Decisions& decisions() const;
  void add_check(std::string name, std::string text);  // an analyst's own .kql
  [[nodiscard]] Result<void> grade(
      grade::GradeRequest request);  // decisions and checks of the case are used
  [[nodiscard]] const grade::Grading& grading() const;
  [[nodiscard]] Result<timeline::Timeline> timeline(std::uint32_t verdict) const;

  // --- reports
  // ---------------------------------------------------------------------------------------------
  [[nodiscard]] std::string verdict_json() const;  // "crumbtrail.verdict/1"
  [[nodiscard]] std::string inspect_json() const;  // {"files":[...]}
  [[nodiscard]] std::string network_line() const;  // the pack that is used, or what lacks without
  [[nodiscard]] std::string case_json(
      std::uint32_t verdict) const;  // what the action commands read
  [[nodiscard]] std::string report_text() const;
  [[nodiscard]] std::string report_markdown(grade::Audience audience) const;
  [[nodiscard]] std::string report_html(grade::Audience audience) const;
  [[nodiscard]] std::string report_json(grade::Audience audience) const;  // "crumbtrail.report/1"
  [[nodiscard]] std::string indicators_csv() const;
  [[nodiscard]] std::string indicators_stix() const;
  // Everything that is handed over, with the hash lists of what came in and of these.
  [[nodiscard]] std::vector<grade::NamedText> handover_files() const;

 private:
  [[nodiscard]] std::vector<grade::Report> reports(
      std::span<const grade::Audience> audiences) const;
  [[nodiscard]] std::vector<grade::Strip> strips(std::uint32_t verdict) const;
  [[nodiscard]] Result<std::string> read_again(std::uint32_t file, std::uint64_t offset,
                                               std::uint32_t bytes) const;
  [[nodiscard]] std::string record_sha256(RowRef row) const;  // empty: cannot be read again

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crumb
