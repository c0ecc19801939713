// The blocks of the handover report, each a function from one case to parts; report_build.cpp puts
// them in order. Not printing: texts here are plain.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grade/playbook.h"
#include "grade/report.h"

namespace crumb::grade {

struct CaseView {
  const Verdict& verdict;
  const Handover& handover;
  const std::vector<Strip>& strips;
  const ReportInput& input;
  const Playbook* playbook;  // may be nullptr
  Audience audience;
  Depth depth;
  std::string_view folder;  // that row references leave out

  [[nodiscard]] bool full() const { return depth == Depth::kFull; }
};
using Parts = std::vector<ReportPart>;

void put_summary_block(const CaseView& view, Parts& parts);
void put_grade_block(const CaseView& view, Parts& parts);
void put_timeline_block(const CaseView& view, Parts& parts);
void put_evidence_block(const CaseView& view, Parts& parts);
void put_indicators_block(const CaseView& view, Parts& parts);
void put_affected_block(const CaseView& view, Parts& parts);
void put_exposure_block(const CaseView& view, Parts& parts);
void put_fraud_block(const CaseView& view, Parts& parts);
void put_actions_block(const CaseView& view, Parts& parts);
void put_clocks_block(const CaseView& view, Parts& parts);
void put_cause_block(const CaseView& view, Parts& parts);
void put_limits_block(const CaseView& view, Parts& parts);
// Rows of a long list that go to paper: all of them for counsel, else a first page; 0 is all.
[[nodiscard]] std::size_t rows_on_paper(Audience audience);
// Of all cases together; `cited` are the rows that the report refers to.
void put_custody_block(const ReportInput& input, Audience audience,
                       const std::vector<Origin>& cited, std::string_view folder, Parts& parts);

// Replaces people, hosts and own addresses by names; the key goes into report.key.
void put_pseudonyms(const ReportInput& input, Report& report);

[[nodiscard]] ReportLine fact(std::string text, std::vector<Origin> origin = {});
[[nodiscard]] ReportLine inference(std::string source, std::string text,
                                   std::vector<Origin> origin = {});
[[nodiscard]] ReportLine opinion(std::string source, std::string text);
[[nodiscard]] ReportLine plain_line(std::string text);
[[nodiscard]] ReportPart part(std::string heading);
[[nodiscard]] ReportPart folded(std::string heading);
// Visible, cut to 400 code points; defanged where the kind of value can be clicked.
[[nodiscard]] std::string shown_value(std::string_view kind, std::string_view value);
[[nodiscard]] std::string time_or_none(std::int64_t ticks);
// "CloudAppEvents, EmailEvents": the tables that would have shown what a check looks for.
[[nodiscard]] std::string tables_of(const CaseView& view, std::string_view check);
[[nodiscard]] const CheckResult* check_of(const Verdict& verdict, std::string_view id);

}  // namespace crumb::grade
