// The report as one HTML page without scripts, links or requests, fit for print; every text is
// escaped here and nowhere else.
#include <array>

#include "base/text.h"
#include "grade/report.h"
#include "grade/report_words.h"

namespace crumb::grade {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1b1b1b;--soft:#555;--page:#fff;--line:#c8c8c8;--strong:#333;--head:#eee;--quiet:#f4f4f4;--inf:#dde7f3;--opi:#f6e7c8}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--soft:#a8a8a8;--page:#16181b;--line:#444;--strong:#888;--head:#2a2d31;--quiet:#202327;--inf:#263a52;--opi:#4a3a14}}
body{font:15px/1.45 system-ui,sans-serif;max-width:64rem;margin:1.5rem auto;padding:0 1rem;color:var(--ink);background:var(--page);overflow-wrap:anywhere}
h1{font-size:1rem;font-weight:600;color:var(--soft);margin:0}h2{font-size:1.45rem;line-height:1.25;border-top:3px solid var(--strong);padding-top:.7rem;margin:.7rem 0 .3rem}
h3{font-size:1.15rem;margin:1.7rem 0 .4rem;border-bottom:1px solid var(--line)}h4{font-size:1rem;margin:.9rem 0 .25rem}
p{margin:.3rem 0}table{border-collapse:collapse;width:100%;margin:.3rem 0 .6rem}table.slim{width:auto}
td,th{border:1px solid var(--line);padding:.12rem .4rem;text-align:left;vertical-align:top;font-size:.85rem}
th{background:var(--head)}td{min-width:2rem;height:1.2rem}td.n,th{overflow-wrap:break-word}td.w{min-width:8rem}@media(max-width:60rem){td.w{min-width:5.5rem}}.wide{overflow-x:auto}td.hash{font:.72rem/1.5 ui-monospace,monospace}
ul{margin:.2rem 0 .5rem;padding-left:1.1rem}li{margin:.12rem 0}li.inner{margin-left:1.3rem}
pre{background:var(--quiet);padding:.5rem;white-space:pre-wrap;font-size:.82rem;margin:.3rem 0}
details{margin:.35rem 0;border:1px solid var(--line);border-radius:4px;padding:0 .6rem}summary{cursor:pointer;padding:.25rem 0}
summary h3,summary h4{display:inline;border:0;font-size:.95rem;margin:0}.many{color:var(--soft);font-size:.85rem}
.voice{font-size:.72rem;font-weight:600;padding:0 .3rem;border:1px solid var(--strong);margin-right:.2rem;white-space:nowrap}
.inference{background:var(--inf);border-style:dashed}.opinion{background:var(--opi);border-style:dotted}
.rows{color:var(--soft);font-size:.8em}.onpaper{display:none}
svg{width:100%;height:auto;border:1px solid var(--line);background:#fff;color-scheme:light}
@page{size:A4;margin:14mm 13mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}@bottom-left{content:"Session cookie theft: handover report";font:8pt sans-serif}}
@media print{body{margin:0;padding:0;max-width:none;font-size:9pt;line-height:1.35}h2.next{break-before:page}
h2{font-size:14pt}h3{font-size:11.5pt;margin-top:10pt}h4,summary h3,summary h4{font-size:9.5pt}
h2,h3,h4,summary{break-after:avoid}thead{display:table-header-group}tr,li,svg{break-inside:avoid}td,th{font-size:7.5pt;padding:.5pt 3pt}td.w{min-width:5rem}td.hash{font-size:6pt}
.voice,.rows,.many{font-size:7pt}pre{font-size:7.5pt}
details{border:0;padding:0;margin:6pt 0}summary{list-style:none;padding:0}details::details-content{display:block;content-visibility:visible;block-size:auto;opacity:1}
tr.more{display:none}.onpaper{display:block;color:var(--soft)}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)";

std::string h(std::string_view text) { return escape_html(make_visible(text)); }

struct VoiceWord {
  std::string_view name, css;
};
constexpr std::array<VoiceWord, 4> kVoices = {
    {{"", ""}, {"Fact", "fact"}, {"Inference", "inference"}, {"Opinion", "opinion"}}};

void put_html_line(std::string& out, const ReportLine& line, std::string_view folder) {
  const VoiceWord voice = kVoices[static_cast<std::size_t>(line.voice)];
  std::string classes(line.inner ? "inner" : "");
  if (!voice.css.empty())
    classes += (classes.empty() ? "said-" : " said-") + std::string(voice.css);
  out += classes.empty() ? "<li>" : "<li class=\"" + classes + "\">";
  if (!voice.name.empty())
    out += "<span class=\"voice " + std::string(voice.css) + "\">" + std::string(voice.name) +
           (line.source.empty() ? "" : " (" + h(line.source) + ")") + "</span> ";
  out += h(line.text);
  if (!line.origin.empty())
    out += " <span class=\"rows\">[" + h(where(line.origin, folder)) + "]</span>";
  out += "</li>\n";
}

// Short cells, times among them, break between words only, long ones have room; a SHA-256 is set
// small.
std::string_view cell_class(std::string_view cell) {
  constexpr std::size_t kShort = 28, kHash = 64;
  if (cell.size() == kHash && cell.find_first_not_of("0123456789abcdef") == std::string_view::npos)
    return " class=\"hash\"";
  return cell.empty() ? "" : cell.size() <= kShort ? " class=\"n\"" : " class=\"w\"";
}

void put_html_table(std::string& out, const ReportTable& table, std::size_t printed) {
  if (table.rows.empty()) return;
  out += table.heads.size() < 3 ? "<div class=\"wide\">\n<table class=\"slim\">"
                                : "<div class=\"wide\">\n<table>";
  out += "\n<thead>\n<tr>";
  for (const std::string& head : table.heads) out += "<th scope=\"col\">" + h(head) + "</th>";
  out += "</tr>\n</thead>\n<tbody>\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    out += printed != 0 && i >= printed ? "<tr class=\"more\">" : "<tr>";
    for (const std::string& cell : table.rows[i])
      out += "<td" + std::string(cell_class(cell)) + ">" + h(cell) + "</td>";
    out += "</tr>\n";
  }
  out += "</tbody>\n</table>\n</div>\n";
  if (printed != 0 && table.rows.size() > printed)
    out += "<p class=\"onpaper\">Printed: the first " + std::to_string(printed) + " of " +
           std::to_string(table.rows.size()) +
           " rows. All of them are in this file on the screen and in its JSON.</p>\n";
}

void put_html_part(std::string& out, const ReportSection& section, const ReportPart& one,
                   const std::string& tag, std::size_t& drawn, std::string_view folder) {
  if (one.folded) {
    const std::size_t many = one.lines.size() + one.table.rows.size();
    out += "<details>\n<summary><" + tag + ">" + h(one.heading) + "</" + tag +
           "> <span class=\"many\">(" + std::to_string(many) + (many == 1 ? " line" : " lines") +
           ")</span></summary>\n";
  } else if (!one.heading.empty()) {
    out += "<" + tag + ">" + h(one.heading) + "</" + tag + ">\n";
  }
  for (const Strip& strip : one.strips)
    out += strip_svg(strip, section.id + "-" + std::to_string(++drawn));
  if (!one.lines.empty()) out += "<ul>\n";
  for (const ReportLine& line : one.lines) put_html_line(out, line, folder);
  if (!one.lines.empty()) out += "</ul>\n";
  put_html_table(out, one.table, one.printed);
  if (!one.code.empty()) {
    out += "<pre># review before running\n";
    for (const std::string& line : one.code) out += h(line) + "\n";
    out += "</pre>\n";
  }
  if (one.folded) out += "</details>\n";
}

void put_html_sections(std::string& out, const std::vector<ReportSection>& sections, int level,
                       std::string_view folder) {
  const std::string tag = "h" + std::to_string(level), inner = "h" + std::to_string(level + 1);
  for (const ReportSection& section : sections) {
    out += "<section id=\"" + h(section.id) + "\">\n<" + tag + ">" + h(section.title) + "</" + tag +
           ">\n";
    std::size_t drawn = 0;
    for (const ReportPart& one : section.parts)
      put_html_part(out, section, one, inner, drawn, folder);
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
      "</style>\n</head>\n<body>\n<main>\n<h1>" + h(report.title) + "</h1>\n";
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    const ReportCase& one = report.cases[i];
    out += std::string(i == 0 ? "<h2>" : "<h2 class=\"next\">") + h(one.headline) + "</h2>\n<p>" +
           h(one.subject) + "</p>\n";
    put_html_sections(out, one.sections, 3, report.folder);
  }
  put_html_sections(out, report.sections, 2, report.folder);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace crumb::grade
