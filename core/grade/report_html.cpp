// The report as one HTML page without scripts, links or requests, fit for print; every text is
// escaped here and nowhere else.
#include <array>

#include "base/text.h"
#include "grade/report.h"
#include "grade/report_words.h"

namespace crumb::grade {
namespace {

constexpr std::string_view kStyle = R"(
body{font:15px/1.45 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.25rem;border-top:3px solid #333;padding-top:.8rem;margin-top:2.2rem}
h3{font-size:1.1rem;margin:1.6rem 0 .3rem;border-bottom:1px solid #bbb}h4{font-size:1rem;margin:1rem 0 .3rem}
table{border-collapse:collapse;width:100%;margin:.4rem 0}td,th{border:1px solid #999;padding:.2rem .4rem;text-align:left;vertical-align:top;font-size:.87rem}
th{background:#eee}td{min-width:2.5rem;height:1.3rem}
ul{margin:.2rem 0 .6rem;padding-left:1.3rem}li.inner{margin-left:1.4rem}
pre{background:#f2f2f2;padding:.6rem;white-space:pre-wrap;font-size:.82rem}
.voice{font-size:.72rem;font-weight:700;letter-spacing:.03em;padding:0 .3rem;border:1px solid #333;margin-right:.3rem}
.fact{background:#fff}.inference{background:#dde7f3;border-style:dashed}.opinion{background:#f6e7c8;border-style:dotted}
li.said-inference{font-style:italic}li.said-opinion{border-left:3px dotted #555;padding-left:.4rem}
.rows{color:#555;font-size:.85em;font-style:normal}
svg{width:100%;height:auto;border:1px solid #bbb;background:#fff}
@page{size:A4;margin:16mm 14mm}
@media print{body{margin:0;padding:0;max-width:none;font-size:10pt}h2{break-before:page}h2.first{break-before:auto}
h2,h3,h4{break-after:avoid}thead{display:table-header-group}tr,li,svg{break-inside:avoid}pre{white-space:pre-wrap}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)";

std::string h(std::string_view text) { return escape_html(make_visible(text)); }

struct VoiceWord {
  std::string_view name, css;
};
constexpr std::array<VoiceWord, 4> kVoices = {
    {{"", ""}, {"Fact", "fact"}, {"Inference", "inference"}, {"Opinion", "opinion"}}};

void put_html_line(std::string& out, const ReportLine& line) {
  const VoiceWord voice = kVoices[static_cast<std::size_t>(line.voice)];
  std::string classes(line.inner ? "inner" : "");
  if (!voice.css.empty())
    classes += (classes.empty() ? "said-" : " said-") + std::string(voice.css);
  out += classes.empty() ? "<li>" : "<li class=\"" + classes + "\">";
  if (!voice.name.empty())
    out += "<span class=\"voice " + std::string(voice.css) + "\">" + std::string(voice.name) +
           (line.source.empty() ? "" : " (" + h(line.source) + ")") + "</span> ";
  out += h(line.text);
  if (!line.origin.empty()) out += " <span class=\"rows\">[" + h(where(line.origin)) + "]</span>";
  out += "</li>\n";
}

void put_html_table(std::string& out, const ReportTable& table) {
  if (table.rows.empty()) return;
  out += "<table>\n<thead>\n<tr>";
  for (const std::string& head : table.heads) out += "<th scope=\"col\">" + h(head) + "</th>";
  out += "</tr>\n</thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (const std::string& cell : row) out += "<td>" + h(cell) + "</td>";
    out += "</tr>\n";
  }
  out += "</tbody>\n</table>\n";
}

void put_html_sections(std::string& out, const std::vector<ReportSection>& sections, int level) {
  const std::string tag = "h" + std::to_string(level), inner = "h" + std::to_string(level + 1);
  for (const ReportSection& section : sections) {
    out += "<section id=\"" + h(section.id) + "\">\n<" + tag + ">" + h(section.title) + "</" + tag +
           ">\n";
    std::size_t drawn = 0;
    for (const ReportPart& one : section.parts) {
      if (!one.heading.empty()) out += "<" + inner + ">" + h(one.heading) + "</" + inner + ">\n";
      for (const Strip& strip : one.strips)
        out += strip_svg(strip, section.id + "-" + std::to_string(++drawn));
      if (!one.lines.empty()) out += "<ul>\n";
      for (const ReportLine& line : one.lines) put_html_line(out, line);
      if (!one.lines.empty()) out += "</ul>\n";
      put_html_table(out, one.table);
      if (one.code.empty()) continue;
      out += "<pre># review before running\n";
      for (const std::string& line : one.code) out += h(line) + "\n";
      out += "</pre>\n";
    }
    out += "</section>\n";
  }
}

}  // namespace

std::string report_html(const Report& report) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      h(report.title) + "</title>\n<style>" + std::string(kStyle) +
      "</style>\n</head>\n<body>\n<main>\n<h1>" + h(report.title) +
      "</h1>\n<p>Session cookie theft: graded alerts</p>\n";
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    const ReportCase& one = report.cases[i];
    out += std::string(i == 0 ? "<h2 class=\"first\">" : "<h2>") + h(one.headline) + "</h2>\n<p>" +
           h(one.subject) + "</p>\n";
    put_html_sections(out, one.sections, 3);
  }
  put_html_sections(out, report.sections, 2);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace crumb::grade
