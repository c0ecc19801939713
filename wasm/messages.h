// Every message between the view (main thread) and the engine (worker). Both ends read this one
// declaration. Not how they travel: TypeScript passes the bytes along without looking (codec.h
// gives them their form).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "messages_core.h"

namespace crumb::wasm {

enum class Tag : std::uint8_t {
  kSetDecisions = 1,
  kGradeAsk,
  kQueryAsk,
  kPageAsk,
  kEvidenceAsk,
  kLaneAsk,
  kRawAsk,
  kMarksAsk,
  kTextAsk,
  kCompleteAsk,
  kStatus = 64,
  kFiles,
  kVerdicts,
  kDecisions,
  kLanes,
  kMarks,
  kQueryDone,
  kPage,
  kEvidence,
  kRaw,
  kText,
  kProblem,
  kCompleted,
};

#define CRUMB_MESSAGE(TAG) static constexpr Tag kTag = Tag::TAG
#define CRUMB_LIST(...) \
  auto fields(this auto& self) { return std::tie(__VA_ARGS__); }

// --- view -> engine
// ------------------------------------------------------------------------------------------

struct SetDecisions {  // replaces all; grades again when a grade was made before
  CRUMB_MESSAGE(kSetDecisions);
  std::string json;
  CRUMB_LIST(self.json)
};
struct GradeAsk {  // empty alert and user: every alert in the files
  CRUMB_MESSAGE(kGradeAsk);
  std::string alert_id, user, kind;
  std::optional<std::int64_t> at_ticks;
  CRUMB_LIST(self.alert_id, self.user, self.kind, self.at_ticks)
};
struct QueryAsk {  // verdict: its prelude's tables can be named in the text
  CRUMB_MESSAGE(kQueryAsk);
  std::uint32_t id = 0;
  std::string text;
  std::optional<std::uint32_t> verdict;
  CRUMB_LIST(self.id, self.text, self.verdict)
};
struct CompleteAsk {  // cursor: a byte offset into the text
  CRUMB_MESSAGE(kCompleteAsk);
  std::uint32_t id = 0;
  std::string text;
  std::uint32_t cursor = 0;
  std::optional<std::uint32_t> verdict;
  CRUMB_LIST(self.id, self.text, self.cursor, self.verdict)
};
struct PageAsk {  // rows of the last query's result, kPageRows from `first` on
  CRUMB_MESSAGE(kPageAsk);
  std::uint32_t id = 0;
  std::uint64_t first = 0;
  CRUMB_LIST(self.id, self.first)
};
struct EvidenceAsk {
  CRUMB_MESSAGE(kEvidenceAsk);
  std::uint32_t id = 0;
  std::vector<RowRef> rows;
  CRUMB_LIST(self.id, self.rows)
};
struct LaneAsk {  // the events behind a mark; answered with Evidence
  CRUMB_MESSAGE(kLaneAsk);
  std::uint32_t id = 0, verdict = 0, lane = 0, first_event = 0, count = 0;
  CRUMB_LIST(self.id, self.verdict, self.lane, self.first_event, self.count)
};
struct RawAsk {
  CRUMB_MESSAGE(kRawAsk);
  RowRef row;
  CRUMB_LIST(self.row)
};
struct MarksAsk {
  CRUMB_MESSAGE(kMarksAsk);
  std::uint32_t verdict = 0;
  std::int64_t begin_ticks = 0, end_ticks = 0;
  std::uint32_t buckets = 0;
  CRUMB_LIST(self.verdict, self.begin_ticks, self.end_ticks, self.buckets)
};
enum class TextKind : std::uint8_t {
  kVerdictJson,
  kCaseJson,
  kReportHtml,
  kReportMarkdown,
  kReportText,
  kDefender,
  kReportCustomer,
  kReportLegal,
  kIndicatorsCsv,
  kIndicatorsStix,
  kManifest
};
struct TextAsk {  // check: for kDefender only. save: as a file, else to the clipboard
  CRUMB_MESSAGE(kTextAsk);
  TextKind kind = TextKind::kVerdictJson;
  std::uint32_t verdict = 0;
  std::string check;
  bool save = false;
  CRUMB_LIST(self.kind, self.verdict, self.check, self.save)
};

// --- engine -> view
// ------------------------------------------------------------------------------------------

struct Status {  // done: 0..1, negative when unknown
  CRUMB_MESSAGE(kStatus);
  bool busy = false;
  std::string what;
  double done = -1;
  std::uint64_t memory_bytes = 0;
  CRUMB_LIST(self.busy, self.what, self.done, self.memory_bytes)
};
struct FileState {  // ingest::FileReport without the places of its records
  std::string name, sha256, archive, format, dialect, table, encoding, reason;
  std::uint64_t bytes_read = 0, bytes = 0, records = 0, rows = 0, rejected = 0, duplicates = 0;
  std::int64_t first_ticks = 0, last_ticks = 0;
  bool truncated = false, complete = false;
  std::vector<std::pair<std::uint32_t, std::string>> rejects;  // line, reason; bounded
  std::vector<std::string> unknown_columns, missing_columns, gaps;
  CRUMB_LIST(self.name, self.sha256, self.archive, self.format, self.dialect, self.table,
             self.encoding, self.reason, self.bytes_read, self.bytes, self.records, self.rows,
             self.rejected, self.duplicates, self.first_ticks, self.last_ticks, self.truncated,
             self.complete, self.rejects, self.unknown_columns, self.missing_columns, self.gaps)
};
struct Files {
  CRUMB_MESSAGE(kFiles);
  std::vector<FileState> files;
  std::vector<std::string> checks;  // names of the analyst's own checks
  std::string networks;             // the network pack that is used, or what lacks without
  bool all_read = false;
  CRUMB_LIST(self.files, self.checks, self.networks, self.all_read)
};
struct Verdicts {
  CRUMB_MESSAGE(kVerdicts);
  std::vector<grade::Verdict> verdicts;
  std::vector<grade::Candidate> candidates;
  std::int64_t clock_ticks = 0;
  std::string playbook_sha256, model, problem;  // problem: a sentence when there is no grade
  CRUMB_LIST(self.verdicts, self.candidates, self.clock_ticks, self.playbook_sha256, self.model,
             self.problem)
};
struct DecisionsLoaded {  // from a dropped decisions.json
  CRUMB_MESSAGE(kDecisions);
  std::string name, json, problem;
  CRUMB_LIST(self.name, self.json, self.problem)
};
struct Link {  // events that one fired rule rests on, in time order
  std::string rule;
  std::vector<std::pair<std::uint32_t, std::int64_t>> points;  // lane, ticks
  CRUMB_LIST(self.rule, self.points)
};
struct Lanes {
  CRUMB_MESSAGE(kLanes);
  std::uint32_t verdict = 0;
  std::vector<timeline::Lane> lanes;
  std::vector<Link> links;
  std::string problem;
  CRUMB_LIST(self.verdict, self.lanes, self.links, self.problem)
};
struct Marks {
  CRUMB_MESSAGE(kMarks);
  std::uint32_t verdict = 0;
  std::int64_t begin_ticks = 0, end_ticks = 0;
  std::vector<timeline::Mark> marks;
  std::vector<std::pair<std::uint32_t, std::string>> labels;  // only those that the marks name
  CRUMB_LIST(self.verdict, self.begin_ticks, self.end_ticks, self.marks, self.labels)
};
struct ColumnHead {
  std::string name, type;
  CRUMB_LIST(self.name, self.type)
};
struct Stage {
  std::string label;
  std::uint64_t rows_in = 0, rows_out = 0;
  double milliseconds = 0;
  std::uint32_t depth = 0;
  CRUMB_LIST(self.label, self.rows_in, self.rows_out, self.milliseconds, self.depth)
};
struct QueryDone {  // error: one sentence; rendered: the line with a caret, as the command line
                    // prints it
  CRUMB_MESSAGE(kQueryDone);
  std::uint32_t id = 0;
  bool ok = false;
  std::vector<ColumnHead> columns;
  std::uint64_t total_rows = 0;
  std::vector<Stage> stages;
  std::vector<std::string> warnings;
  std::string error, rendered;
  std::uint32_t error_begin = 0, error_end = 0, line = 0, column = 0;
  double milliseconds = 0;
  std::optional<kql::Chart> chart;
  CRUMB_LIST(self.id, self.ok, self.columns, self.total_rows, self.stages, self.warnings,
             self.error, self.rendered, self.error_begin, self.error_end, self.line, self.column,
             self.milliseconds, self.chart)
};
struct Completed {
  CRUMB_MESSAGE(kCompleted);
  std::uint32_t id = 0;
  kql::Completion completion;
  CRUMB_LIST(self.id, self.completion)
};
inline constexpr std::uint32_t kPageRows = 200;  // the view asks for so many, from a multiple of it
struct PageRows {  // the first page of an answer that has rows follows its QueryDone unasked
  CRUMB_MESSAGE(kPage);
  std::uint32_t id = 0;
  std::uint64_t first = 0;
  std::vector<std::vector<std::string>> cells;
  std::vector<std::vector<RowRef>> origins;
  CRUMB_LIST(self.id, self.first, self.cells, self.origins)
};
struct EvidenceRow {
  RowRef row;
  std::string file, table, time, what, address, session, detail;
  std::uint32_t line = 0;
  CRUMB_LIST(self.row, self.file, self.table, self.time, self.what, self.address, self.session,
             self.detail, self.line)
};
struct Evidence {
  CRUMB_MESSAGE(kEvidence);
  std::uint32_t id = 0;
  std::vector<EvidenceRow> rows;
  CRUMB_LIST(self.id, self.rows)
};
struct Raw {
  CRUMB_MESSAGE(kRaw);
  RowRef row;
  std::string file, table, text, problem;
  std::uint32_t line = 0;
  std::vector<std::pair<std::string, std::string>> values;
  CRUMB_LIST(self.row, self.file, self.table, self.text, self.problem, self.line, self.values)
};
struct Text {
  CRUMB_MESSAGE(kText);
  std::string name, text;
  bool save = false;
  CRUMB_LIST(self.name, self.text, self.save)
};
struct Problem {  // one sentence for the analyst
  CRUMB_MESSAGE(kProblem);
  std::string sentence;
  CRUMB_LIST(self.sentence)
};

#undef CRUMB_MESSAGE
#undef CRUMB_LIST

}  // namespace crumb::wasm
