// A grading as text for each reader. The handover report is built once as a value (Report), for an
// audience, and printed as HTML, Markdown or JSON; verdict, terminal text and the commands' data
// file stand beside it. Texts in a Report are plain, visible and defanged; printers escape them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grade/decisions.h"
#include "grade/handover.h"
#include "grade/verdict.h"

namespace crumb::grade {

// What the caller knows of the files, printed with the report; `files_json` is the array that
// `inspect` prints.
struct InputFile {
  std::string name, sha256;
  std::string container = {}, container_sha256 = {};  // the archive it came out of
  std::string table, reason;
  std::uint64_t bytes = 0, rows = 0, rejected = 0;
  bool truncated = false;
};
struct PackFacts {  // of the network pack that was used; empty when there was none
  std::string date, sha256, notes;
};
struct ReportFiles {
  std::string files_json = "[]";
  std::vector<std::string> lines;  // one sentence a file, for text, Markdown and HTML
  std::vector<InputFile> files;    // the same files, in the same order
  PackFacts pack;
};

enum class Audience : std::uint8_t { kSoc, kCustomer, kLegal };
[[nodiscard]] std::optional<Audience> audience_named(std::string_view name);
[[nodiscard]] std::string_view audience_name(Audience audience);  // "soc", "customer", "legal"

// Which block each audience gets, and how much of it: the one table.
enum class Block : std::uint8_t {
  kSummary,
  kGrade,
  kTimeline,
  kEvidence,
  kIndicators,
  kAffected,
  kExposure,
  kFraud,
  kActions,
  kClocks,
  kCause,
  kLimits,
  kCustody
};
enum class Depth : std::uint8_t { kNone, kShort, kFull };
[[nodiscard]] Depth depth_of(Block block, Audience audience);

// The session timeline as the report draws it: no pixels yet.
struct StripMark {
  std::int64_t begin_ticks = 0, end_ticks = 0;
  std::string origin_class;  // OWN INFRA ALIEN UNKNOWN, or empty
  std::uint8_t weight = 0;
  std::uint32_t count = 1;
  std::string label;
  Origin origin;
};
struct StripLane {
  std::string title, subtitle;
  bool alerted = false;
  std::vector<StripMark> marks;
};
struct Strip {
  std::string title;
  std::int64_t begin_ticks = 0, end_ticks = 0, t0_ticks = 0;
  std::vector<StripLane> lanes;
  std::size_t lanes_left_out = 0;
};

enum class Voice : std::uint8_t { kNone, kFact, kInference, kOpinion };
struct ReportLine {
  Voice voice = Voice::kNone;
  std::string text;
  std::string source;  // rule, check or person that an inference or opinion rests on
  std::vector<Origin> origin;
  bool inner = false;  // belongs under the line before
};
struct ReportTable {
  std::vector<std::string> heads;
  std::vector<std::vector<std::string>> rows;
};
struct ReportPart {
  std::string heading;
  std::vector<Strip> strips;
  std::vector<ReportLine> lines;
  ReportTable table;
  std::vector<std::string> code;  // commands: the playbook's text, never a log's
  bool folded = false;            // on the screen behind its heading; printed
  std::size_t printed = 0;        // rows of the table that go to paper; 0: all
};
struct ReportSection {
  std::string id, title;
  std::vector<ReportPart> parts;
};
struct ReportCase {
  std::string headline, subject;
  std::vector<ReportSection> sections;
};
struct Report {
  Audience audience = Audience::kSoc;
  std::string title;
  std::vector<ReportCase> cases;
  std::vector<ReportSection> sections;  // what belongs to all cases
  std::string folder;                   // of all files; row references leave it out
  std::string key;  // CSV of the names that stand for others; printed nowhere in the report
};

// SHA-256 of a row's raw record; empty when it cannot be read again.
using RowHash = std::function<std::string(RowRef)>;

struct ReportInput {
  const Grading& grading;
  const std::vector<Handover>& handovers;         // parallel to the verdicts, or empty
  const std::vector<std::vector<Strip>>& strips;  // parallel to the verdicts, or empty
  const ReportFiles& files;
  const Decisions& decisions;
  RowHash row_hash;
};
[[nodiscard]] Report build_report(const ReportInput& input, Audience audience);

[[nodiscard]] std::string report_html(const Report& report);
[[nodiscard]] std::string report_markdown(const Report& report);
[[nodiscard]] std::string report_json(const Report& report);  // "crumbtrail.report/1"
[[nodiscard]] std::string strip_svg(const Strip& strip, std::string_view id);

[[nodiscard]] std::string verdict_json(const Grading& grading,
                                       const ReportFiles& files);  // "crumbtrail.verdict/1"
[[nodiscard]] std::string report_text(const Grading& grading, const ReportFiles& files);
[[nodiscard]] std::string case_json(const Verdict& verdict,
                                    const Decisions& decisions);  // values as data, never as code

}  // namespace crumb::grade
