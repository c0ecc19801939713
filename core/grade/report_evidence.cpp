// Blocks that say what was found and how sure it is: grade, timeline, evidence, limits.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "grade/report_parts.h"
#include "grade/report_words.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

constexpr std::size_t kShortList = 5, kOpenList = 8, kOpenFindings = 2;
constexpr std::size_t kEvents = 200, kShortEvents = 12, kOpenEvents = 24;

std::string in_words(const Verdict& verdict) {
  const double p = verdict.probability;
  const std::string_view how = p > 0.95   ? "very likely theft"
                               : p > 0.7  ? "probably theft"
                               : p > 0.3  ? "open: theft and harmless use are both possible"
                               : p > 0.05 ? "probably harmless"
                                          : "very likely harmless";
  return "By points alone this is " + std::string(how) + "; confidence " + verdict.confidence +
         ", " + std::to_string(std::lround(verdict.coverage)) +
         " % of what could be checked was in the files.";
}

std::vector<ReportLine> overrides_of(const CaseView& view) {
  std::vector<ReportLine> out;
  const auto mine = [&](const std::string& subject) {
    return subject.empty() || equals_ignore_case(subject, view.verdict.subject.upn) ||
           equals_ignore_case(subject, view.verdict.subject.object_id);
  };
  const auto when = [](std::int64_t ticks) { return ticks == 0 ? "" : " at " + short_time(ticks); };
  for (const Input& input : view.input.decisions.inputs)
    if (mine(input.subject))
      out.push_back(opinion(
          safe_text(input.by),
          "Statement " + input.id + ": " + input.result + when(input.at_ticks) +
              (input.second.empty() ? "" : ", countersigned by " + safe_text(input.second)) +
              (input.note.empty() ? "" : ". " + safe_text(input.note))));
  for (const Monitor& monitor : view.input.decisions.monitors)
    if (mine(monitor.account))
      out.push_back(opinion(
          safe_text(monitor.by),
          "Registered as a scanner, canary or monitor of " + safe_text(monitor.owner) +
              when(monitor.at_ticks) +
              (monitor.second.empty() ? "" : ", countersigned by " + safe_text(monitor.second)) +
              (monitor.note.empty() ? "" : ". " + safe_text(monitor.note))));
  for (const Override& change : view.input.decisions.overrides)
    if (mine(change.subject))
      out.push_back(opinion(
          safe_text(change.by),
          "Override of " + safe_text(change.target) + " to " + safe_text(change.to) +
              when(change.at_ticks) + ", because " + safe_text(change.reason) +
              (change.second.empty() ? "" : "; countersigned by " + safe_text(change.second))));
  return out;
}

void put_rules(const CaseView& view, Parts& parts) {
  if (view.verdict.rules.empty()) return;
  ReportPart rules = part("Rules that decide or would decide");
  for (const FiredRule& rule : view.verdict.rules)
    rules.lines.push_back(
        inference("rule " + rule.id +
                      (rule.provisional ? ", provisional until the own networks are known" : ""),
                  rule.text, rule.origin));
  parts.push_back(std::move(rules));
}

void put_gates(const CaseView& view, Parts& parts) {
  ReportPart gates = folded("Gates: all must pass before anything is called benign");
  gates.table.heads = {"Gate", "Passed", "Why"};
  for (const Gate& gate : view.verdict.gates)
    gates.table.rows.push_back({gate.id + " " + gate.title, gate.passed ? "yes" : "no", gate.why});
  parts.push_back(std::move(gates));
}

ReportLine check_line(const CaseView& view, const CheckResult& check) {
  const std::string points = view.full() ? signed_points(check.points) + ": " : std::string();
  if (check.outcome == Outcome::kClear)
    return inference("check " + check.id, points + "no evidence of " + check.title +
                                              "; data that would have shown it: present (" +
                                              tables_of(view, check.id) + ")");
  return inference("check " + check.id,
                   points + check.title + ": " + std::string(outcome_name(check.outcome)));
}

// Findings of a check from `first` to before `last`, under its line.
void put_check(const CaseView& view, const CheckResult& check, std::size_t first, std::size_t last,
               ReportPart& out) {
  out.lines.push_back(check_line(view, check));
  for (std::size_t i = first; i < check.findings.size() && i < last; ++i) {
    out.lines.push_back(fact(check.findings[i].text, check.findings[i].origin));
    out.lines.back().inner = true;
  }
}

// The strongest checks stand open with two findings each; the rest is folded under them.
void put_side(const CaseView& view, std::string_view heading, std::size_t open,
              const std::vector<const CheckResult*>& checks, Parts& parts) {
  if (checks.empty()) return;
  const std::size_t shown = std::min(checks.size(), view.full() ? open : kShortList);
  const std::size_t each = view.full() ? kOpenFindings : 1;
  ReportPart side = part(std::string(heading));
  for (std::size_t i = 0; i < shown; ++i) put_check(view, *checks[i], 0, each, side);
  parts.push_back(std::move(side));
  if (!view.full()) return;
  ReportPart rest = folded(std::string(heading) + ", the rest");
  for (std::size_t i = 0; i < checks.size(); ++i)
    if (i >= shown)
      put_check(view, *checks[i], 0, checks[i]->findings.size(), rest);
    else if (checks[i]->findings.size() > each)
      put_check(view, *checks[i], each, checks[i]->findings.size(), rest);
  if (!rest.lines.empty()) parts.push_back(std::move(rest));
}

// Nothing found is only worth something where the data would have shown it.
void put_silence(const CaseView& view, Parts& parts) {
  ReportPart silent = folded("No evidence of");
  silent.table.heads = {"What", "Data that would have shown it", "Present or absent"};
  for (const CheckResult& check : view.verdict.checks)
    if (check.outcome == Outcome::kClear)
      silent.table.rows.push_back({check.id + " " + check.title, tables_of(view, check.id),
                                   "present: looked for and not found"});
  for (const CheckResult& check : view.verdict.checks)
    if (check.outcome == Outcome::kNotEvaluable || check.outcome == Outcome::kError)
      silent.table.rows.push_back({check.id + " " + check.title, tables_of(view, check.id),
                                   "absent, so nothing follows: " + check.reason});
  if (!silent.table.rows.empty()) parts.push_back(std::move(silent));
}

}  // namespace

namespace {

// Rules first, then the strongest finding of each side that the grade rests on.
void put_why(const CaseView& view, Parts& parts) {
  const Verdict& verdict = view.verdict;
  constexpr std::size_t kWhy = 5;
  ReportPart why = part("Why");
  for (const FiredRule& rule : verdict.rules)
    if (!rule.provisional && why.lines.size() < kWhy)
      why.lines.push_back(inference("rule " + rule.id, rule.text, rule.origin));
  const Ledger sides = ledger(verdict);
  const auto add = [&](const std::vector<const CheckResult*>& checks, std::size_t most) {
    for (const CheckResult* check : checks) {
      if (most == 0 || why.lines.size() >= kWhy) return;
      --most;
      if (check->findings.empty())
        why.lines.push_back(check_line(view, *check));
      else
        why.lines.push_back(
            inference("check " + check->id, check->findings[0].text, check->findings[0].origin));
    }
  };
  if (verdict.classification == "truePositive")
    add(sides.for_theft, kWhy);
  else if (verdict.classification == "unknown")
    add(sides.for_theft, 3);
  add(sides.against, verdict.classification == "truePositive" ? 0 : kWhy);
  if (!why.lines.empty()) parts.push_back(std::move(why));
}

void put_now(const CaseView& view, Parts& parts) {
  ReportPart now = part("What to do now");
  for (const Action& action : view.verdict.actions)
    if (action.id != "R0")  // loads values for the others
      now.lines.push_back(opinion(
          action.id,
          action.title + (action.done.empty()       ? ""
                          : action.done.back().live ? ": done, but the session still lives"
                                                    : ": done, as the logs show; verify it")));
  if (now.lines.empty() && view.verdict.classification == "unknown")
    now.lines.push_back(opinion("this report",
                                "Ask the user and fetch the exports that are missing, named under "
                                "What is not known; then grade again."));
  if (now.lines.empty())
    now.lines.push_back(opinion("this report", "Nothing has to be contained."));
  parts.push_back(std::move(now));
}

}  // namespace

void put_summary_block(const CaseView& view, Parts& parts) {
  ReportPart sum = part({});
  sum.lines.push_back(
      inference("points", view.full() ? odds(view.verdict) + "." : in_words(view.verdict)));
  if (view.verdict.basis == "override")
    sum.lines.push_back(
        inference("grade", "Computed without the override: " + view.verdict.computed +
                               "; final: " + view.verdict.classification + "."));
  parts.push_back(std::move(sum));
  put_why(view, parts);
  put_now(view, parts);
}

void put_grade_block(const CaseView& view, Parts& parts) {
  const Verdict& verdict = view.verdict;
  ReportPart grade = part({});
  grade.lines.push_back(inference("points", view.full() ? odds(verdict) + "." : in_words(verdict)));
  if (verdict.basis == "override")
    grade.lines.push_back(inference("grade", "Computed without the override: " + verdict.computed +
                                                 "; final: " + verdict.classification + "."));
  for (ReportLine& line : overrides_of(view)) grade.lines.push_back(std::move(line));
  parts.push_back(std::move(grade));
  put_rules(view, parts);
  if (!view.full()) return;
  ReportPart families = folded("Points by family, in decibans");
  families.table.heads = {"Family", "Points"};
  for (const FamilyScore& family : verdict.families)
    families.table.rows.push_back({family.id + " " + family.name, signed_points(family.points)});
  families.table.rows.push_back({"Prior", signed_points(verdict.prior_db)});
  families.table.rows.push_back({"Total", signed_points(verdict.total_db)});
  parts.push_back(std::move(families));
  put_gates(view, parts);
  if (view.audience != Audience::kLegal) return;
  ReportPart method = part("Method");
  method.lines = {
      plain_line("Rules decide first: a rule names a pattern that harmless use does not make. "
                 "Without one, each check adds expert points in decibans for or against theft, "
                 "bounded by family; a threshold and all gates must be met for a grade."),
      plain_line("A check that could not be evaluated adds nothing and never counts as absence. "
                 "Each finding names the rows that it was made of; each query can be run again in "
                 "the portal.")};
  parts.push_back(std::move(method));
}

void put_timeline_block(const CaseView& view, Parts& parts) {
  ReportPart drawn = part({});
  for (const Strip& strip : view.strips) {
    drawn.strips.push_back(strip);
    if (!view.full()) break;
  }
  drawn.lines.push_back(
      fact("T0, the first activity of the alert: " + short_time(view.verdict.t0_ticks) + "."));
  parts.push_back(std::move(drawn));
  if (view.strips.empty()) return;
  struct Event {
    const StripMark* mark;
    const StripLane* lane;
  };
  std::vector<Event> events;
  for (const StripLane& lane : view.strips.front().lanes)
    for (const StripMark& mark : lane.marks)
      if (mark.weight >= (view.full() ? 1 : 2)) events.push_back({&mark, &lane});
  std::ranges::stable_sort(events, {}, [](const Event& e) { return e.mark->begin_ticks; });
  ReportPart list = part("Notable events");
  const std::size_t most = view.full() ? kEvents : kShortEvents;
  ReportPart later = folded("Notable events, the later ones");
  for (std::size_t i = 0; i < events.size() && i < most; ++i) {
    const StripMark& mark = *events[i].mark;
    (i < kOpenEvents ? list : later)
        .lines.push_back(fact(
            short_time(mark.begin_ticks) + ", " + safe_text(events[i].lane->title) + ": " +
                safe_text(mark.label) +
                (mark.count > 1 ? " and " + std::to_string(mark.count - 1) + " more until " +
                                      short_time(mark.end_ticks)
                                : ""),
            mark.origin.file.empty() ? std::vector<Origin>{} : std::vector<Origin>{mark.origin}));
  }
  if (events.size() > most)
    (later.lines.empty() ? list : later)
        .lines.push_back(
            plain_line(std::to_string(events.size() - most) + " more are not listed here."));
  if (!list.lines.empty()) parts.push_back(std::move(list));
  if (!later.lines.empty()) parts.push_back(std::move(later));
}

void put_evidence_block(const CaseView& view, Parts& parts) {
  const Ledger sides = ledger(view.verdict);
  put_side(view, "Speaks for theft", kOpenList, sides.for_theft, parts);
  put_side(view, "Speaks against", kShortList, sides.against, parts);
  if (view.full()) {
    put_silence(view, parts);
    if (!view.verdict.open_rules.empty()) {
      ReportPart open = folded("Rules that could not be asked");
      for (const OpenRule& rule : view.verdict.open_rules)
        open.lines.push_back(inference("rule " + rule.id, rule.title + ": " + rule.why));
      parts.push_back(std::move(open));
    }
    return;
  }
  ReportPart counts = part("Not found, and not known");
  const auto count = [&](Outcome outcome) {
    return std::to_string(std::ranges::count(view.verdict.checks, outcome, &CheckResult::outcome));
  };
  counts.lines.push_back(
      inference("checks", count(Outcome::kClear) +
                              " checks found nothing in data that would have shown it (present); " +
                              count(Outcome::kNotEvaluable) +
                              " could not be asked, because such data is absent."));
  parts.push_back(std::move(counts));
}

void put_limits_block(const CaseView& view, Parts& parts) {
  const Verdict& verdict = view.verdict;
  if (!verdict.flips.empty() && view.full()) {
    ReportPart flips = folded("What would change the grade");
    for (const Flip& flip : verdict.flips)
      flips.lines.push_back(inference(
          "points",
          flip.text +
              (view.audience == Audience::kCustomer ? ""
                                                    : ": " + signed_points(flip.to_db) + " dB") +
              ", " + flip.to_classification));
    parts.push_back(std::move(flips));
  }
  if (!verdict.missing.empty()) {
    ReportPart missing = part("Exports that are missing or too thin");
    missing.table.heads = {"Table", "Why it is wanted"};
    for (const MissingTable& table : verdict.missing)
      missing.table.rows.push_back({table.table, table.why});
    parts.push_back(std::move(missing));
  }
  ReportPart limits = part("Limits of the data");
  for (const InputFile& file : view.input.files.files)
    if (file.truncated || file.rejected != 0)
      limits.lines.push_back(fact(shown_file(file.name) + ": " +
                                  (file.truncated ? "cut off; " : "") +
                                  std::to_string(file.rejected) + " records could not be read"));
  for (const std::string& problem : view.handover.problems)
    limits.lines.push_back(fact(safe_text(problem)));
  for (const std::string_view text :
       {"Advanced hunting keeps 30 days and returns a bounded number of rows a query: 10,000, "
        "30,000 or 100,000 by the way of export.",
        "The standard audit log keeps 180 days; longer only with the licence for it.",
        "MailItemsAccessed is not retroactive: what was read before it was switched on was not "
        "logged.",
        "A replayed cookie makes no sign-in row; only the application's own log shows it."})
    limits.lines.push_back(plain_line(std::string(text)));
  parts.push_back(std::move(limits));
}

}  // namespace crumb::grade
