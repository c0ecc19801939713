// Puts the blocks of the handover report together for an audience. What a block says is in
// report_evidence.cpp and report_handover.cpp.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "grade/report_parts.h"
#include "grade/report_words.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

struct AudienceRow {
  Audience audience;
  std::string_view name, title;
};
constexpr std::array<AudienceRow, 3> kAudiences = {
    {{Audience::kSoc, "soc", "Handover report for the security operations lead"},
     {Audience::kCustomer, "customer", "Handover report for the customer"},
     {Audience::kLegal, "legal", "Handover report for legal counsel"}}};

// The one table: which block each audience gets. Short: words and counts, no decibans, no lists.
constexpr Depth kNo = Depth::kNone, kBrief = Depth::kShort, kAll = Depth::kFull;
struct BlockRow {
  Block block;
  std::string_view id, title;
  std::array<Depth, 3> depth;  // SOC lead, customer, legal
  void (*put)(const CaseView&, Parts&);
};
constexpr std::array<BlockRow, 12> kBlocks = {{
    {Block::kSummary, "summary", "At a glance", {kAll, kBrief, kAll}, put_summary_block},
    {Block::kTimeline, "timeline", "Timeline, UTC", {kAll, kBrief, kAll}, put_timeline_block},
    {Block::kEvidence,
     "evidence",
     "Evidence for and against",
     {kAll, kBrief, kAll},
     put_evidence_block},
    {Block::kGrade, "grade", "How the grade comes about", {kAll, kBrief, kAll}, put_grade_block},
    {Block::kIndicators, "indicators", "Indicators", {kAll, kAll, kNo}, put_indicators_block},
    {Block::kAffected,
     "affected",
     "Who and what is affected",
     {kAll, kAll, kAll},
     put_affected_block},
    {Block::kExposure, "exposure", "Data exposure", {kAll, kBrief, kAll}, put_exposure_block},
    {Block::kFraud, "fraud", "Fraud and follow-on attacks", {kAll, kAll, kAll}, put_fraud_block},
    {Block::kActions, "actions", "Actions, done and open", {kAll, kAll, kAll}, put_actions_block},
    {Block::kClocks, "clocks", "Clocks that may run", {kNo, kAll, kAll}, put_clocks_block},
    {Block::kCause, "cause", "Cause, gaps and prevention", {kAll, kAll, kAll}, put_cause_block},
    {Block::kLimits, "limits", "What is not known", {kAll, kAll, kAll}, put_limits_block},
}};
constexpr std::array<Depth, 3> kCustodyDepth = {kAll, kBrief, kAll};

constexpr std::size_t kCited = 2000;  // rows whose raw records are hashed for the annex

void cite(const std::vector<ReportSection>& sections, std::set<RowRef>& known,
          std::vector<Origin>& out) {
  for (const ReportSection& section : sections)
    for (const ReportPart& one : section.parts)
      for (const ReportLine& line : one.lines)
        for (const Origin& origin : line.origin)
          if (out.size() < kCited && known.insert(origin.row).second) out.push_back(origin);
}

ReportSection notes(const Grading& grading) {
  ReportSection out{.id = "notes", .title = "How to read this", .parts = {part({})}};
  out.parts[0].lines = {
      plain_line(
          "A line marked Fact says what rows of the files show; the rows are named after it. "
          "Inference is what a named rule or check concludes from facts. Opinion is what a "
          "person stated or what this report recommends."),
      plain_line("Times are UTC. Hosts and addresses are written so that nobody can click them."),
      plain_line(std::string(kUncalibrated) + " Model " + grading.model + ".")};
  return out;
}

}  // namespace

std::optional<Audience> audience_named(std::string_view name) {
  const auto at = std::ranges::find(kAudiences, name, &AudienceRow::name);
  return at == kAudiences.end() ? std::nullopt : std::optional(at->audience);
}

std::string_view audience_name(Audience audience) {
  return kAudiences[static_cast<std::size_t>(audience)].name;
}

Depth depth_of(Block block, Audience audience) {
  const auto column = static_cast<std::size_t>(audience);
  const auto at = std::ranges::find(kBlocks, block, &BlockRow::block);
  return at == kBlocks.end() ? kCustodyDepth[column] : at->depth[column];
}

ReportLine fact(std::string text, std::vector<Origin> origin) {
  return {Voice::kFact, std::move(text), {}, std::move(origin), false};
}
ReportLine inference(std::string source, std::string text, std::vector<Origin> origin) {
  return {Voice::kInference, std::move(text), std::move(source), std::move(origin), false};
}
ReportLine opinion(std::string source, std::string text) {
  return {Voice::kOpinion, std::move(text), std::move(source), {}, false};
}
ReportLine plain_line(std::string text) { return {Voice::kNone, std::move(text), {}, {}, false}; }
ReportPart part(std::string heading) {
  return {.heading = std::move(heading),
          .strips = {},
          .lines = {},
          .table = {},
          .code = {},
          .folded = false,
          .printed = 0};
}
ReportPart folded(std::string heading) {
  ReportPart out = part(std::move(heading));
  out.folded = true;
  return out;
}
std::size_t rows_on_paper(Audience audience) {
  constexpr std::size_t kFirstPage = 25;
  return audience == Audience::kLegal ? 0 : kFirstPage;
}

std::string shown_value(std::string_view kind, std::string_view value) {
  constexpr std::size_t kCodePoints400 = 400;
  std::size_t at = 0;
  for (std::size_t count = 0; at < value.size() && count < kCodePoints400; ++count)
    at += decode_utf8(value, at).bytes;
  std::string out = make_visible(value.substr(0, at));
  if (kind != "mail read" && kind != "mail sent" && kind != "user-agent") out = defang(out);
  return at < value.size() ? out + "\u2026" : out;
}

std::string time_or_none(std::int64_t ticks) { return ticks == 0 ? "none" : short_time(ticks); }

const CheckResult* check_of(const Verdict& verdict, std::string_view id) {
  const auto at = std::ranges::find(verdict.checks, id, &CheckResult::id);
  return at == verdict.checks.end() ? nullptr : &*at;
}

std::string tables_of(const CaseView& view, std::string_view check) {
  const CheckFile* file = view.playbook == nullptr ? nullptr : view.playbook->check(check);
  std::string out;
  if (file != nullptr)
    for (const Needed& needed : file->needs) out += (out.empty() ? "" : ", ") + needed.table;
  return out.empty() ? "tables that the check names" : out;
}

Report build_report(const ReportInput& input, Audience audience) {
  static const Handover kNothing;
  static const std::vector<Strip> kNoStrips;
  const auto playbook = load_playbook();
  Report report{.audience = audience,
                .title = std::string(kAudiences[static_cast<std::size_t>(audience)].title),
                .cases = {},
                .sections = {},
                .folder = {},
                .key = {}};
  std::vector<std::string_view> names;
  for (const InputFile& file : input.files.files) names.emplace_back(file.name);
  report.folder = common_folder(names);
  std::set<RowRef> known;
  std::vector<Origin> cited;
  for (std::size_t i = 0; i < input.grading.verdicts.size(); ++i) {
    const Verdict& verdict = input.grading.verdicts[i];
    ReportCase one{.headline = headline(verdict), .subject = subject_line(verdict), .sections = {}};
    for (const BlockRow& row : kBlocks) {
      const Depth depth = depth_of(row.block, audience);
      if (depth == Depth::kNone) continue;
      const CaseView view{.verdict = verdict,
                          .handover = i < input.handovers.size() ? input.handovers[i] : kNothing,
                          .strips = i < input.strips.size() ? input.strips[i] : kNoStrips,
                          .input = input,
                          .playbook = playbook ? playbook->get() : nullptr,
                          .audience = audience,
                          .depth = depth,
                          .folder = report.folder};
      ReportSection section{.id = "case-" + std::to_string(i + 1) + "-" + std::string(row.id),
                            .title = std::string(row.title),
                            .parts = {}};
      row.put(view, section.parts);
      one.sections.push_back(std::move(section));
    }
    cite(one.sections, known, cited);
    report.cases.push_back(std::move(one));
  }
  if (input.grading.verdicts.empty()) {
    ReportSection none{.id = "none", .title = "No verdict", .parts = {part({})}};
    none.parts[0].lines.push_back(plain_line("No alert of the two titles in these files."));
    for (const Candidate& one : input.grading.candidates)
      none.parts[0].lines.push_back(inference(
          "session worth a look",
          safe_text(one.upn) + ", session " + safe_text(one.session) + ": " + one.why, one.origin));
    report.sections.push_back(std::move(none));
  }
  ReportSection custody{.id = "custody", .title = "Chain of custody", .parts = {}};
  put_custody_block(input, audience, cited, report.folder, custody.parts);
  report.sections.push_back(std::move(custody));
  report.sections.push_back(notes(input.grading));
  if (audience == Audience::kCustomer) {
    report.sections.back().parts[0].lines.push_back(plain_line(
        "user-1, host-1 and own-address-1 stand for people of the subject's domain, devices and "
        "own addresses; whoever made this report holds the key. Display names other than that in "
        "the "
        "address, file names and hosts that the networks and the timeline do not name are not "
        "replaced: "
        "read it once before it leaves."));
    put_pseudonyms(input, report);
  }
  return report;
}

}  // namespace crumb::grade
