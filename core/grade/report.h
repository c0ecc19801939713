// A grading as text for each reader: the JSON contract, a terminal, Markdown, one HTML page, and
// the data file that the action commands read. Log text is escaped for the place it goes to.
#pragma once

#include <string>
#include <vector>

#include "grade/decisions.h"
#include "grade/verdict.h"

namespace crumb::grade {

// What the caller knows of the files, printed with the report; `files_json` is the array that
// `inspect` prints.
struct ReportFiles {
  std::string files_json = "[]";
  std::vector<std::string> lines;  // one sentence a file, for text, Markdown and HTML
};

[[nodiscard]] std::string verdict_json(const Grading& grading,
                                       const ReportFiles& files);  // "crumbtrail.verdict/1"
[[nodiscard]] std::string report_text(const Grading& grading, const ReportFiles& files);
[[nodiscard]] std::string report_markdown(const Grading& grading, const ReportFiles& files);
[[nodiscard]] std::string report_html(const Grading& grading, const ReportFiles& files);
[[nodiscard]] std::string case_json(
    const Verdict& verdict,
    const Decisions& decisions);  // catalogue 5.4: values as data, never as code

}  // namespace crumb::grade
