// The report as Markdown: everything that came from a log is escaped.
#include "base/text.h"
#include "grade/report.h"
#include "grade/report_words.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

std::string md(std::string_view text) { return escape_markdown(text); }

void put_markdown_checks(std::string& out, std::string_view heading,
                         const std::vector<const CheckResult*>& checks) {
  if (checks.empty()) return;
  out += "\n### " + std::string(heading) + "\n\n";
  for (const CheckResult* check : checks) {
    out += "- **" + signed_points(check->points) + "** " + md(check->id) + " " + md(check->title) +
           ": " + std::string(outcome_name(check->outcome)) + "\n";
    for (const Finding& finding : check->findings) {
      out += "  - " + md(finding.text);
      if (!finding.origin.empty()) out += " (" + md(where(finding.origin)) + ")";
      out += "\n";
    }
  }
}

void put_commands(std::string& out, const Action& action) {
  std::string code;
  for (const Command& command : action.commands) {
    if (command.shell == "powershell")
      code += command.text + "\n";
    else
      out += "- " + md(command.text) + "\n";
  }
  if (!code.empty()) out += "\n```powershell\n" + code + "```\n";
}

void put_markdown_verdict(std::string& out, const Verdict& verdict) {
  out += "\n## " + md(headline(verdict)) + "\n\n" + md(subject_line(verdict)) + "\n\n" +
         md(odds(verdict)) + "\n";
  if (!verdict.rules.empty()) out += "\n### Rules\n\n";
  for (const FiredRule& rule : verdict.rules)
    out += "- **" + rule.id + "**" + (rule.provisional ? " (provisional)" : "") + ": " +
           md(rule.text) + "\n";
  const Ledger sides = ledger(verdict);
  put_markdown_checks(out, "Speaks for theft", sides.for_theft);
  put_markdown_checks(out, "Speaks against", sides.against);
  out += "\n### Not answered\n\n| check | outcome | why |\n|---|---|---|\n";
  for (const CheckResult* check : sides.open)
    out += "| " + md(check->id) + " | " + std::string(outcome_name(check->outcome)) + " | " +
           md(check->reason) + " |\n";
  if (!verdict.open_rules.empty()) out += "\n### Rules that could not be asked\n\n";
  for (const OpenRule& rule : verdict.open_rules)
    out += "- " + md(rule.id) + " " + md(rule.title) + ": " + md(rule.why) + "\n";
  out += "\n### Coverage gates\n\n| gate | passed | |\n|---|---|---|\n";
  for (const Gate& gate : verdict.gates)
    out += "| " + gate.id + " " + md(gate.title) + " | " + (gate.passed ? "yes" : "no") + " | " +
           md(gate.why) + " |\n";
  if (!verdict.flips.empty()) out += "\n### What would decide it\n\n";
  for (const Flip& flip : verdict.flips)
    out += "- " + md(flip.text) + ": " + signed_points(flip.to_db) + " dB, " +
           flip.to_classification + "\n";
  if (!verdict.missing.empty()) out += "\n### Exports to ask for\n\n";
  for (const MissingTable& table : verdict.missing)
    out += "- " + md(table.table) + ": " + md(table.why) + "\n";
  if (!verdict.actions.empty()) out += "\n### Actions\n";
  for (const Action& action : verdict.actions) {
    out += "\n**" + action.id + " " + md(action.title) + "**. " + md(action.why) + "\n\n";
    for (const std::string& target : action.targets) out += "- " + md(target) + "\n";
    put_commands(out, action);
  }
}

}  // namespace

std::string report_markdown(const Grading& grading, const ReportFiles& files) {
  std::string out = "# Session cookie theft: graded alerts\n";
  for (const Verdict& verdict : grading.verdicts) put_markdown_verdict(out, verdict);
  if (grading.verdicts.empty()) out += "\nNo alert of the two titles in these files.\n";
  if (!grading.candidates.empty()) out += "\n## Sessions worth a look\n\n";
  for (const Candidate& one : grading.candidates)
    out += "- " + md(one.upn) + ", session " + md(one.session) + ": " + md(one.why) + "\n";
  out += "\n## Files\n\n";
  for (const std::string& line : files.lines) out += "- " + md(line) + "\n";
  out += "\n" + std::string(kUncalibrated) + " Model " + grading.model + ", playbook SHA-256 " +
         grading.playbook_sha256 + "\n";
  return out;
}

}  // namespace crumb::grade
