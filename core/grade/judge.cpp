// Collects outcomes and rules into one decision.
#include "grade/judge.h"

#include <algorithm>

#include "base/text.h"
#include "grade/human.h"

namespace crumb::grade {
namespace {

// Once auditing was weakened (X33), the silence of what auditing feeds proves nothing.
void doubt_silence(const PassInput& input, std::vector<CheckRun>& checks) {
  constexpr std::string_view kTampering = "X33";
  const auto tampering = std::ranges::find_if(
      checks, [&](const CheckRun& run) { return run.result.id == kTampering; });
  if (tampering == checks.end() || !is_hit(tampering->result.outcome)) return;
  for (CheckRun& run : checks) {
    const CheckFile* file = input.playbook->check(run.result.id);
    if (file == nullptr || run.result.outcome != Outcome::kClear) continue;
    const bool audited = std::ranges::any_of(
        file->needs, [](const Needed& needed) { return needed.table == "CloudAppEvents"; });
    if (!audited) continue;
    run.complete = false;
    run.result.outcome = Outcome::kNotEvaluable;
    run.result.reason = "nothing found, but auditing was weakened (X33): " + run.result.reason;
  }
}

// Where every attempt was refused nothing could follow, so that nothing followed proves nothing.
Result<void> drop_idle_silence(const PassInput& input, const Pass& pass,
                               std::vector<CheckRun>& checks) {
  if (pass.values.one.kind != "aitm-request") return {};
  CRUMB_TRY(const bool refused, pass.asker.holds("toscalar(Facts | project Blocked)"));
  if (!refused) return {};
  for (CheckRun& run : checks) {
    const Family* family = input.playbook->model.family(run.result.family);
    if (family == nullptr || !family->attributed || run.result.outcome != Outcome::kClear) continue;
    run.result.outcome = Outcome::kNotApplicable;
    run.result.reason = "every attempt was refused, so nothing could follow";
  }
  return {};
}

std::vector<CheckRun> all_checks(const PassInput& input, const Pass& pass,
                                 const Decisions& decisions, bool registered) {
  const Model& model = input.playbook->model;
  std::vector<CheckRun> people =
      human_checks(model, decisions, pass.values.one.subject, registered);
  std::vector<CheckRun> out;
  for (const CheckPoints& points : model.checks) {
    const auto human = std::ranges::find_if(
        people, [&](const CheckRun& run) { return run.result.id == points.id; });
    if (human != people.end()) {
      out.push_back(*human);
    } else if (const CheckRun* run = pass.check(points.id)) {
      out.push_back(*run);
      if (out.back().result.title.empty()) out.back().result.title = points.title;
    }
  }
  for (const CheckRun& run : pass.checks)
    if (model.check(run.result.id) == nullptr) out.push_back(run);
  for (const auto& [name, reason] : input.refused) {
    CheckRun run;
    run.complete = false;
    run.result.id = make_visible(name);
    run.result.title = "a file of the analyst's own";
    run.result.outcome = Outcome::kError;
    run.result.reason = reason;
    out.push_back(std::move(run));
  }
  doubt_silence(input, out);
  apply_overrides(decisions, pass.values.one.subject, out);
  return out;
}

// The strongest family but the rule's own; a vendor's verdict alone decides nothing.
bool holds_beside(const Model& model, const CheckFile& rule, const std::vector<Scored>& outcomes) {
  if (rule.beside.empty()) return true;
  const Total total = score(model, outcomes, 0);
  return std::ranges::any_of(total.families, [&](const FamilyScore& family) {
    return family.id != rule.beside && family.points >= model.number("beside");
  });
}

bool holds_when(const Model& model, const CheckFile& rule, const std::vector<Scored>& outcomes) {
  if (!holds_beside(model, rule, outcomes)) return false;
  if (rule.when.empty()) return true;
  const std::size_t blank = rule.when.find(' ');
  const auto at = std::ranges::find(outcomes, rule.when.substr(0, blank), &Scored::check);
  return at != outcomes.end() && outcome_name(at->form.outcome) == rule.when.substr(blank + 1);
}

bool has_rows(const RuleRun& run) { return run.rows != nullptr && run.rows->rows() > 0; }

// An egress that nobody listed must not decide: until own networks are named, or the tenant's use
// of the address is known.
bool provisional(const RuleRun& run, const Decisions& decisions,
                 const std::vector<Scored>& outcomes) {
  if (!run.rule->hangs_on_networks || !decisions.own_networks.empty()) return false;
  const auto prevalence = std::ranges::find(outcomes, "X23", &Scored::check);
  return prevalence == outcomes.end() || !is_scored(prevalence->form.outcome);
}

}  // namespace

Result<Judgement> judge(const PassInput& input, const Pass& pass, const Decisions& decisions,
                        Exercise exercise) {
  const Model& model = input.playbook->model;
  Judgement out;
  CRUMB_TRY(const std::vector<OpenLeg> legs, open_legs(pass));
  const bool registered = !exercise_items(decisions, pass, legs).empty();
  out.checks = all_checks(input, pass, decisions, registered);
  CRUMB_CHECK_OK(drop_idle_silence(input, pass, out.checks));
  for (const CheckRun& run : out.checks) {
    if (model.check(run.result.id) == nullptr) continue;
    out.input.outcomes.push_back(
        {run.result.id, {run.result.outcome, run.second_form}, run.result.weight});
    const bool scored = is_scored(run.result.outcome);
    const bool unknown = !scored && run.result.outcome != Outcome::kNotApplicable;
    // Nobody named the session: silence and excuses may be those of another one.
    const bool elsewhere = scored && !pass.values.one.named;
    if (unknown || ((!run.complete || elsewhere) && !is_hit(run.result.outcome)))
      out.open.push_back(run.result.id);
  }
  for (const OpenLeg& leg : legs) {
    out.input.unexplained = out.input.unexplained || leg.alien || leg.alerted;
    out.session = out.session || leg.alien || leg.alerted;
  }
  for (const std::string_view id : {"X18", "X19"}) {
    const auto at = std::ranges::find(out.input.outcomes, id, &Scored::check);
    out.exposed = out.exposed || (at != out.input.outcomes.end() && is_hit(at->form.outcome));
  }
  out.input.prior = model.prior(pass.values.one.kind);
  out.input.exercise = exercise;
  out.input.gates = std::ranges::all_of(pass.gates, &Gate::passed);
  for (const RuleRun& run : pass.rules) {
    if (!has_rows(run)) continue;
    if (run.rule->grade == "falsePositive") out.input.rule_false = true;
    if (run.rule->id == "E4") out.input.rule_expected = true;
    if (run.rule->grade != "truePositive") continue;
    if (run.rule->when == "H1 hit") out.denial_rule = true;
    if (holds_when(model, *run.rule, out.input.outcomes) &&
        !provisional(run, decisions, out.input.outcomes))
      out.true_rules.push_back(run.rule->id);
  }
  out.input.rule_true = !out.true_rules.empty();
  out.computed = decide(model, out.input);
  return out;
}

namespace {

void write_rules(const PassInput& input, const Pass& pass, const Decisions& decisions,
                 const Judgement& judgement, Verdict& verdict) {
  for (const RuleRun& run : pass.rules) {
    if (!run.evaluable) {
      verdict.open_rules.push_back({run.rule->id, run.rule->title, run.why_not});
      continue;
    }
    if (run.rule->id == "E2") {
      if (judgement.input.exercise == Exercise::kGood)
        verdict.rules.push_back({run.rule->id, run.rule->text, false, {}});
      if (judgement.input.exercise == Exercise::kPending)
        verdict.open_rules.push_back(
            {run.rule->id, run.rule->title, "a second person has not signed"});
      continue;
    }
    if (!has_rows(run) || !holds_when(input.playbook->model, *run.rule, judgement.input.outcomes))
      continue;
    if (run.rule->grade != "truePositive" &&
        !false_rule_counts(input.playbook->model, judgement.input)) {
      verdict.open_rules.push_back(
          {run.rule->id, run.rule->title,
           "its pattern stands in the data, but it counts only with all gates passed, every leg "
           "explained and a total of " +
               short_number(input.playbook->model.number("rule_false_total")) + " dB or less"});
      continue;
    }
    FiredRule fired{.id = run.rule->id,
                    .text = {},
                    .provisional = provisional(run, decisions, judgement.input.outcomes),
                    .origin = {}};
    std::vector<RowRef> refs;
    for_each_row(*run.rows, [&](const RowView& row) {
      if (fired.text.empty()) fired.text = fill(run.rule->text, row);
      refs.insert(refs.end(), row.origins().begin(), row.origins().end());
    });
    fired.origin = input.places.of(refs);
    verdict.rules.push_back(std::move(fired));
  }
}

// High: a rule, or a probability beyond 0.95, with good coverage, and the prior does not matter.
std::string confidence(const Model& model, const Judgement& judgement, const Verdict& verdict) {
  const double sure = model.number("sure");
  const bool beyond =
      verdict.basis == "rule" ||
      (verdict.basis != "none" && (verdict.probability >= sure || verdict.probability <= 1 - sure));
  if (!beyond || judgement.computed.classification == "unknown") return "low";
  if (verdict.coverage >= model.number("coverage_high"))
    return verdict.basis == "override" ? "moderate" : "high";
  return verdict.coverage >= model.number("coverage_moderate") ? "moderate" : "low";
}

double coverage_percent(const Model& model, const std::vector<Scored>& outcomes) {
  double evaluable = 0, applicable = 0;
  for (const Scored& scored : outcomes) {
    const CheckPoints* check = model.check(scored.check);
    if (check == nullptr || check->family == "F11" ||
        scored.form.outcome == Outcome::kNotApplicable)
      continue;
    applicable += check->weightiest();
    if (is_scored(scored.form.outcome)) evaluable += check->weightiest();
  }
  return applicable > 0 ? 100 * evaluable / applicable : 0;
}

// An override of the grade stands when the model allows this person alone, or two have signed.
const Override* grade_override(const Decisions& decisions, const Subject& subject,
                               const Judgement& judgement) {
  const Override* out = nullptr;
  for (const Override& change : decisions.overrides)
    if (change.target == "grade" && concerns(change.subject, subject)) out = &change;
  if (out == nullptr) return nullptr;
  const bool benign = out->to == "falsePositive" || out->to == "informationalExpectedActivity";
  const bool known = benign || out->to == "truePositive" || out->to == "unknown";
  const bool needs_second = (judgement.input.rule_true && out->to != "truePositive") ||
                            (benign && !judgement.input.gates);
  return known && (!needs_second || !out->second.empty()) ? out : nullptr;
}

}  // namespace

void write_verdict(const PassInput& input, const Pass& pass, const Decisions& decisions,
                   const Judgement& judgement, Verdict& verdict) {
  const Model& model = input.playbook->model;
  const AlertCase& one = pass.values.one;
  verdict.alert = {
      .id = one.id, .title = one.title, .kind = one.kind, .time_ticks = one.alert_ticks};
  verdict.subject = {.upn = one.subject.upn, .object_id = one.subject.oid};
  verdict.sessions = one.sessions;
  verdict.addresses = one.addresses;
  verdict.alert_ids = one.alert_ids;
  verdict.mails = one.subject.mails;
  verdict.t0_ticks = one.t0_ticks;
  verdict.clock_ticks = input.facts.clock_ticks;
  const Total total = score(model, judgement.input.outcomes, judgement.input.prior);
  verdict.families = total.families;
  verdict.prior_db = total.prior;
  verdict.floor_db = total.floor;
  verdict.total_db = total.total;
  verdict.probability = probability(total.total);
  verdict.coverage = coverage_percent(model, judgement.input.outcomes);
  const Range range =
      bounds_of(model, judgement.input.outcomes, judgement.open, judgement.input.prior);
  verdict.bounds = {.best = range.best, .worst = range.worst};
  verdict.computed = verdict.classification = judgement.computed.classification;
  verdict.basis = judgement.computed.basis;
  Decision final = judgement.computed;
  if (const Override* change = grade_override(decisions, one.subject, judgement)) {
    final = {change->to, "override"};
    verdict.classification = change->to;
    verdict.basis = "override";
  }
  verdict.stage =
      stage_of(model, judgement.input.outcomes, final, judgement.session, judgement.exposed);
  verdict.determination = determination_of(final, verdict.stage);
  verdict.confidence = confidence(model, judgement, verdict);
  write_rules(input, pass, decisions, judgement, verdict);
  verdict.gates = pass.gates;
  for (const CheckRun& run : judgement.checks) {
    verdict.checks.push_back(run.result);
    verdict.checks.back().points =
        points_of(model, {run.result.id, {run.result.outcome, run.second_form}, run.result.weight});
  }
}

}  // namespace crumb::grade
