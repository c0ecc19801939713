// The report as Markdown: everything that may have come from a log is escaped.
#include <array>

#include "base/text.h"
#include "grade/report.h"
#include "grade/report_words.h"

namespace crumb::grade {
namespace {

std::string md(std::string_view text) { return escape_markdown(make_visible(text)); }

constexpr std::array<std::string_view, 4> kVoiceWords = {"", "Fact", "Inference", "Opinion"};

void put_markdown_line(std::string& out, const ReportLine& line, std::string_view folder) {
  const std::string_view voice = kVoiceWords[static_cast<std::size_t>(line.voice)];
  out += line.inner ? "  - " : "- ";
  if (!voice.empty())
    out += "**" + std::string(voice) + (line.source.empty() ? "" : " (" + md(line.source) + ")") +
           ":** ";
  out += md(line.text);
  if (!line.origin.empty()) out += " (" + md(where(line.origin, folder)) + ")";
  out += "\n";
}

void put_markdown_row(std::string& out, const std::vector<std::string>& cells) {
  out += "|";
  for (const std::string& cell : cells) out += " " + md(cell) + " |";
  out += "\n";
}

void put_markdown_sections(std::string& out, const std::vector<ReportSection>& sections,
                           const std::string& marks, std::string_view folder) {
  for (const ReportSection& section : sections) {
    out += "\n" + marks + " " + md(section.title) + "\n";
    for (const ReportPart& one : section.parts) {
      out += "\n";
      if (!one.heading.empty()) out += marks + "# " + md(one.heading) + "\n\n";
      for (const ReportLine& line : one.lines) put_markdown_line(out, line, folder);
      if (!one.table.rows.empty()) {
        if (!one.lines.empty()) out += "\n";
        put_markdown_row(out, one.table.heads);
        out += "|";
        for (std::size_t i = 0; i < one.table.heads.size(); ++i) out += "---|";
        out += "\n";
        for (const auto& row : one.table.rows) put_markdown_row(out, row);
      }
      if (one.code.empty()) continue;
      out += "\n```\n# review before running\n";
      for (const std::string& line : one.code) out += line + "\n";
      out += "```\n";
    }
  }
}

}  // namespace

std::string report_markdown(const Report& report) {
  std::string out = "# " + md(report.title) + "\n";
  for (const ReportCase& one : report.cases) {
    out += "\n## " + md(one.headline) + "\n\n" + md(one.subject) + "\n";
    put_markdown_sections(out, one.sections, "###", report.folder);
  }
  put_markdown_sections(out, report.sections, "##", report.folder);
  return out;
}

}  // namespace crumb::grade
