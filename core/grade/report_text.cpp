// The report for a terminal: plain text, no control sequences.
#include "base/text.h"
#include "grade/report.h"
#include "grade/report_words.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

void put_text_checks(std::string& out, std::string_view heading,
                     const std::vector<const CheckResult*>& checks) {
  if (checks.empty()) return;
  out += "\n" + std::string(heading) + "\n";
  for (const CheckResult* check : checks) {
    out += "  " + signed_points(check->points) + "\t" + check->id + " " + check->title + ": " +
           std::string(outcome_name(check->outcome)) + "\n";
    for (const Finding& finding : check->findings) {
      out += "      " + finding.text;
      if (!finding.origin.empty()) out += " [" + where(finding.origin) + "]";
      out += "\n";
    }
  }
}

void put_open(std::string& out, const std::vector<const CheckResult*>& checks) {
  out += "\nNot answered\n";
  for (const CheckResult* check : checks) {
    out += "  " + std::string(outcome_name(check->outcome)) + "\t" + check->id + " " +
           check->title + ": " + check->reason + "\n";
  }
}

void put_text_verdict(std::string& out, const Verdict& verdict) {
  out += subject_line(verdict) + "\n" + verdict.classification + "\n" + headline(verdict) + "\n" +
         odds(verdict) + "\n";
  for (const FiredRule& rule : verdict.rules) {
    out += "  " + rule.id +
           (rule.provisional ? " (provisional until the own networks are confirmed)" : "") + ": " +
           rule.text;
    if (!rule.origin.empty()) out += " [" + where(rule.origin) + "]";
    out += "\n";
  }
  const Ledger sides = ledger(verdict);
  put_text_checks(out, "Speaks for theft", sides.for_theft);
  put_text_checks(out, "Speaks against", sides.against);
  put_open(out, sides.open);
  if (!verdict.open_rules.empty()) out += "\nRules that could not be asked\n";
  for (const OpenRule& rule : verdict.open_rules)
    out += "  " + rule.id + " " + rule.title + ": " + rule.why + "\n";
  out += "\nCoverage gates\n";
  for (const Gate& gate : verdict.gates)
    out += "  " + gate.id + (gate.passed ? " passed  " : " FAILED  ") + gate.title + ": " +
           gate.why + "\n";
  if (!verdict.flips.empty()) out += "\nWhat would decide it\n";
  for (const Flip& flip : verdict.flips)
    out += "  " + flip.text + ": " + signed_points(flip.to_db) + " dB, " + flip.to_classification +
           "\n";
  if (!verdict.missing.empty()) out += "\nExports to ask for\n";
  for (const MissingTable& table : verdict.missing)
    out += "  " + table.table + ": " + table.why + "\n";
  if (!verdict.actions.empty()) out += "\nActions\n";
  for (const Action& action : verdict.actions) {
    out += "  " + action.id + " " + action.title + ". " + action.why + "\n";
    for (const std::string& target : action.targets) out += "      target: " + target + "\n";
    for (const Command& command : action.commands)
      out += "      " + command.shell + "> " + command.text + "\n";
  }
}

}  // namespace

std::string report_text(const Grading& grading, const ReportFiles& files) {
  std::string out;
  for (const Verdict& verdict : grading.verdicts) {
    if (!out.empty()) out += "\n----\n\n";
    put_text_verdict(out, verdict);
  }
  if (grading.verdicts.empty()) out += "No alert of the two titles in these files.\n";
  if (!grading.candidates.empty()) out += "\nSessions worth a look\n";
  for (const Candidate& one : grading.candidates)
    out += "  " + one.upn + ", session " + one.session + ": " + one.why + "\n";
  out += "\nFiles\n";
  for (const std::string& line : files.lines) out += "  " + line + "\n";
  out += "\nNetwork knowledge\n  " + network_line(files.pack) + "\n";
  out += "\n" + std::string(kUncalibrated) + "\nModel " + grading.model + ", playbook SHA-256 " +
         grading.playbook_sha256 + "\n";
  return out;
}

}  // namespace crumb::grade
