// The report as one HTML page without scripts, links or requests; every text is escaped.
#include "base/text.h"
#include "grade/report.h"
#include "grade/report_words.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Session cookie theft: graded alerts</title>
<style>
body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{font-size:1.25rem;border-top:2px solid #444;padding-top:.8rem;margin-top:2rem}h3{font-size:1rem;margin:1.4rem 0 .3rem}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}
ul{margin:.2rem 0 .6rem;padding-left:1.3rem}pre{background:#f2f2f2;padding:.6rem;white-space:pre-wrap}
.points{font-variant-numeric:tabular-nums;font-weight:600}.rows{color:#555;font-size:.85em}.inference{border-left:3px solid #777;padding-left:.6rem}
@media print{body{margin:0;max-width:none}h2{break-before:auto}li,tr{break-inside:avoid}}
</style>
</head>
<body>
<h1>Session cookie theft: graded alerts</h1>
)";

std::string h(std::string_view text) { return escape_html(make_visible(text)); }

void put_html_checks(std::string& out, std::string_view heading,
                     const std::vector<const CheckResult*>& checks) {
  if (checks.empty()) return;
  out += "<h3>" + h(heading) + "</h3>\n<ul>\n";
  for (const CheckResult* check : checks) {
    out += "<li><span class=\"points\">" + h(signed_points(check->points)) + "</span> " +
           h(check->id) + " " + h(check->title) + ": " + h(outcome_name(check->outcome));
    if (!check->findings.empty()) out += "\n<ul>\n";
    for (const Finding& finding : check->findings) {
      out += "<li>" + h(finding.text);
      if (!finding.origin.empty())
        out += " <span class=\"rows\">" + h(where(finding.origin)) + "</span>";
      out += "</li>\n";
    }
    if (!check->findings.empty()) out += "</ul>\n";
    out += "</li>\n";
  }
  out += "</ul>\n";
}

void put_list(std::string& out, std::string_view heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += "<h3>" + h(heading) + "</h3>\n<ul>\n";
  for (const std::string& line : lines) out += "<li>" + h(line) + "</li>\n";
  out += "</ul>\n";
}

void put_actions(std::string& out, const Verdict& verdict) {
  if (verdict.actions.empty()) return;
  out += "<h3>Actions</h3>\n";
  for (const Action& action : verdict.actions) {
    out += "<p><strong>" + h(action.id) + " " + h(action.title) + "</strong>. " + h(action.why) +
           "</p>\n";
    std::string code, items;
    for (const std::string& target : action.targets) items += "<li>" + h(target) + "</li>\n";
    for (const Command& command : action.commands) {
      if (command.shell == "powershell")
        code += escape_html(command.text) + "\n";
      else
        items += "<li>" + h(command.text) + "</li>\n";
    }
    if (!items.empty()) out += "<ul>\n" + items + "</ul>\n";
    if (!code.empty()) out += "<pre>" + code + "</pre>\n";
  }
}

void put_html_verdict(std::string& out, const Verdict& verdict) {
  out += "<h2>" + h(headline(verdict)) + "</h2>\n<p>" + h(subject_line(verdict)) +
         "</p>\n<p class=\"inference\">" + h(odds(verdict)) + "</p>\n";
  std::vector<std::string> rules, open_rules, flips, missing;
  for (const OpenRule& rule : verdict.open_rules)
    open_rules.push_back(rule.id + " " + rule.title + ": " + rule.why);
  for (const FiredRule& rule : verdict.rules)
    rules.push_back(rule.id + (rule.provisional ? " (provisional): " : ": ") + rule.text);
  for (const Flip& flip : verdict.flips)
    flips.push_back(flip.text + ": " + signed_points(flip.to_db) + " dB, " +
                    flip.to_classification);
  for (const MissingTable& table : verdict.missing)
    missing.push_back(table.table + ": " + table.why);
  put_list(out, "Rules", rules);
  const Ledger sides = ledger(verdict);
  put_html_checks(out, "Speaks for theft", sides.for_theft);
  put_html_checks(out, "Speaks against", sides.against);
  out += "<h3>Not answered</h3>\n<table>\n<tr><th>check</th><th>outcome</th><th>why</th></tr>\n";
  for (const CheckResult* check : sides.open)
    out += "<tr><td>" + h(check->id) + " " + h(check->title) + "</td><td>" +
           h(outcome_name(check->outcome)) + "</td><td>" + h(check->reason) + "</td></tr>\n";
  out += "</table>\n";
  put_list(out, "Rules that could not be asked", open_rules);
  out += "<h3>Coverage gates</h3>\n<table>\n<tr><th>gate</th><th>passed</th><th>why</th></tr>\n";
  for (const Gate& gate : verdict.gates)
    out += "<tr><td>" + h(gate.id) + " " + h(gate.title) + "</td><td>" +
           (gate.passed ? "yes" : "no") + "</td><td>" + h(gate.why) + "</td></tr>\n";
  out += "</table>\n";
  put_list(out, "What would decide it", flips);
  put_list(out, "Exports to ask for", missing);
  put_actions(out, verdict);
}

}  // namespace

std::string report_html(const Grading& grading, const ReportFiles& files) {
  std::string out(kHead);
  for (const Verdict& verdict : grading.verdicts) put_html_verdict(out, verdict);
  if (grading.verdicts.empty()) out += "<p>No alert of the two titles in these files.</p>\n";
  std::vector<std::string> candidates;
  candidates.reserve(grading.candidates.size());
  for (const Candidate& one : grading.candidates)
    candidates.push_back(one.upn + ", session " + one.session + ": " + one.why);
  put_list(out, "Sessions worth a look", candidates);
  put_list(out, "Files", files.lines);
  out += "<p>" + h(kUncalibrated) + " Model " + h(grading.model) + ", playbook SHA-256 " +
         h(grading.playbook_sha256) + "</p>\n</body>\n</html>\n";
  return out;
}

}  // namespace crumb::grade
