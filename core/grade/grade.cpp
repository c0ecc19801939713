// The door: finds the cases, runs the playbook for each, and writes the verdicts.
#include "grade/grade.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "grade/actions.h"
#include "grade/addresses.h"
#include "grade/explain.h"
#include "grade/handover.h"
#include "grade/handover_rows.h"
#include "grade/human.h"
#include "grade/judge.h"
#include "grade/network_facts.h"
#include "grade/outlook.h"
#include "grade/playbook.h"
#include "grade/smallest_flip.h"
#include "grade/subject.h"

namespace crumb::grade {
namespace {

constexpr std::int64_t kClockAfter = 12 * kTicksPerHour;

// The latest time in any table that the playbook knows.
Result<std::int64_t> end_of_data(const Asker& asker, const Playbook& playbook) {
  std::int64_t end = 0;
  for (const SourceTable& source : playbook.sources) {
    if (!asker.catalog->is_loaded(source.table)) continue;
    CRUMB_TRY(const TablePtr table,
              asker.rows(source.table + " | summarize Last = max(" + source.time_column + ")"));
    for_each_row(*table, [&](const RowView& row) { end = std::max(end, row.integer("Last")); });
  }
  return end;
}

CaseFacts facts_of(const std::vector<SourceFile>& files, std::int64_t data_end) {
  CaseFacts facts;
  std::uint64_t rows = 0, rejected = 0;
  for (const SourceFile& file : files) {
    facts.truncated = facts.truncated || file.truncated;
    rows += file.rows;
    rejected += file.rejected;
  }
  if (rows + rejected > 0)
    facts.reject_share = static_cast<double>(rejected) / static_cast<double>(rows + rejected);
  facts.data_end_ticks = data_end;
  return facts;
}

void read_extra(const GradeRequest& request, PassInput& input) {
  for (const CheckText& text : request.extra_checks) {
    if (Result<CheckFile> file = read_check(text.name, text.text))
      input.extra.push_back(*std::move(file));
    else
      input.refused.emplace_back(text.name, file.error().message);
  }
}

// H3 claims an exercise: good when its register covers every alien leg, the second look without
// those rows shows nothing, and a second person has signed.
Result<Exercise> exercise_of(const PassInput& input, const Pass& pass, const Decisions& decisions) {
  CRUMB_TRY(const std::vector<OpenLeg> legs, open_legs(pass));
  const std::vector<std::string> items = exercise_items(decisions, pass, legs);
  if (items.empty()) return Exercise::kNone;
  CaseValues values = pass.values;
  values.set_aside = items;
  CRUMB_TRY(const Pass second_look, run_pass(input, std::move(values)));
  CRUMB_TRY(const Judgement judged, judge(input, second_look, decisions, Exercise::kNone));
  const Model& model = input.playbook->model;
  const double total = score(model, judged.input.outcomes, judged.input.prior).total;
  const bool nothing_left = total <= model.number("exercise_total") &&
                            greatest_check(model, judged.input.outcomes) <= 0 &&
                            !judged.input.rule_true;
  if (!nothing_left) return Exercise::kNone;
  const Input* claim = last_input(decisions, pass.values.one.subject, "H3");
  return claim->second.empty() ? Exercise::kPending : Exercise::kGood;
}

// KQL's mask prints all eight groups; people read the short form.
std::string shown_network(std::string text) {
  const auto network = parse_network(text);
  if (!network) return text;
  return format_network(*network) + (network->v6 && network->single() ? "/64" : "");
}

Result<std::vector<NetworkRow>> networks_of(const PassInput& input, const Pass& pass) {
  CRUMB_TRY(const TablePtr table, pass.asker.rows(playbook_text("networks.kql")));
  std::vector<NetworkRow> out;
  for_each_row(*table, [&](const RowView& row) {
    out.push_back({.address = shown_network(row.text("Net")),
                   .isp = row.text("Isp"),
                   .country = row.text("Country"),
                   .city = row.text("City"),
                   .origin_class = row.text("Class"),
                   .client = row.text("Client"),
                   .device = row.text("Device"),
                   .strong = row.truth("Strong"),
                   .first_ticks = row.integer("First"),
                   .last_ticks = row.integer("Last"),
                   .events = static_cast<std::uint64_t>(row.integer("Events")),
                   .users = static_cast<std::uint64_t>(row.integer("Users")),
                   .origin = input.places.of(row.origins())});
  });
  return out;
}

Result<void> put_timeline(const Pass& pass, Verdict& verdict) {
  CRUMB_TRY(const TablePtr table, pass.asker.rows(playbook_text("timeline.kql")));
  pass.environment->put_table("TimelineEvents", table);
  verdict.window_begin_ticks = verdict.t0_ticks - 2 * kTicksPerDay;
  verdict.window_end_ticks = verdict.t0_ticks + 7 * kTicksPerDay;
  return {};
}

// A network on which the known device signed in interactively is the user's own: a proxy cannot
// present the device's key. Only with a device that is known to be clean (X27) and no sign of a
// device code (X16); not known is not clean.
Result<bool> may_adopt(const Pass& pass) {
  for (const std::string_view id : {"X16", "X27"}) {
    const CheckRun* run = pass.check(id);
    if (run == nullptr || run->result.outcome != Outcome::kClear) return false;
  }
  return pass.asker.holds(
      "toscalar(W | where Src == 'SignIn' and Inter and KnownDev and ErrorCode == 0 and Origin in "
      "('ALIEN', 'UNKNOWN') | count) > 0");
}

// The second run knows which networks are the user's own, and what people explained.
Result<Pass> final_pass(const PassInput& input, const Decisions& decisions, CaseValues values) {
  CRUMB_TRY(Pass pass, run_pass(input, std::move(values)));
  CaseValues again = pass.values;
  CRUMB_TRY(again.adopt_networks, may_adopt(pass));
  CRUMB_TRY(const std::vector<OpenLeg> legs, open_legs(pass));
  again.explained_legs = explained_legs(decisions, pass, legs);
  if (!again.adopt_networks && again.explained_legs.empty()) return pass;
  return run_pass(input, std::move(again));
}

std::vector<std::string> signed_monitors(const Decisions& decisions) {
  std::vector<std::string> out;
  for (const Monitor& monitor : decisions.monitors)
    if (!monitor.second.empty()) out.push_back(to_lower(monitor.account));
  return out;
}

Result<Verdict> grade_one(PassInput input, const Decisions& decisions, const AlertCase& one,
                          std::unique_ptr<kql::Environment>& environment, Handover& handover) {
  input.facts.clock_ticks =
      std::min(one.t0_ticks + kClockAfter, std::max(input.facts.data_end_ticks, one.t0_ticks));
  Asker before_prelude{
      .catalog = input.catalog, .environment = nullptr, .bindings = {}, .options = {}};
  before_prelude.options.now_ticks = input.facts.clock_ticks;
  before_prelude.options.cancelled = input.cancelled;
  CRUMB_TRY(std::vector<std::string> facts, network_facts(before_prelude, one.subject));
  CRUMB_TRY(Pass pass, final_pass(input, decisions,
                                  {.one = one,
                                   .own_networks = decisions.own_networks,
                                   .explained_legs = {},
                                   .set_aside = {},
                                   .monitors = signed_monitors(decisions),
                                   .network_facts = facts,
                                   .adopt_networks = false}));
  CRUMB_TRY(const Exercise exercise, exercise_of(input, pass, decisions));
  CRUMB_TRY(const Judgement judgement, judge(input, pass, decisions, exercise));
  Verdict verdict;
  write_verdict(input, pass, decisions, judgement, verdict);
  verdict.missing = missing_tables(input, pass);
  if (judgement.computed.classification == "unknown") {
    CRUMB_TRY(verdict.flips, network_flip(input, pass, decisions, judgement));
  }
  std::ranges::copy(flips_of(input, judgement), std::back_inserter(verdict.flips));
  if (auto flip = smallest_flip(input, judgement)) verdict.flips.push_back(std::move(*flip));
  CRUMB_TRY(verdict.networks, networks_of(input, pass));
  CRUMB_CHECK_OK(put_timeline(pass, verdict));
  CRUMB_TRY(verdict.block, block_list(pass));
  verdict.network_facts = std::move(facts);
  verdict.actions = actions_for(*input.playbook, verdict, judgement);
  handover = handover_of(input, pass, verdict);
  environment = std::move(pass.environment);
  return verdict;
}

void place(const Places& places, std::vector<Candidate>& candidates) {
  for (Candidate& one : candidates) {
    std::vector<RowRef> refs;
    refs.reserve(one.origin.size());
    for (const Origin& origin : one.origin) refs.push_back(origin.row);
    one.origin = places.of(refs);
  }
}

}  // namespace

Result<Graded> grade(const Catalog& catalog, const std::vector<SourceFile>& files,
                     const LineOf& line_of, const GradeRequest& request) {
  PassInput input;
  CRUMB_TRY(input.playbook, load_playbook());
  input.catalog = &catalog;
  input.places = {.files = &files, .line_of = &line_of};
  input.cancelled = request.cancelled;
  read_extra(request, input);
  Asker tenant{.catalog = &catalog, .environment = nullptr, .bindings = {}, .options = {}};
  tenant.options.cancelled = request.cancelled;
  CRUMB_TRY(const std::int64_t data_end, end_of_data(tenant, *input.playbook));
  input.facts = facts_of(files, data_end);
  tenant.options.now_ticks = data_end;
  CRUMB_TRY(const std::vector<AlertCase> cases, find_cases(tenant, request, data_end));
  Graded out;
  out.grading.clock_ticks = data_end;
  out.grading.playbook_sha256 = input.playbook->sha256;
  out.grading.model = input.playbook->model.version;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (request.progress) {
      input.progress = [&, i](double done, std::string_view what) {
        request.progress((static_cast<double>(i) + done) / static_cast<double>(cases.size()), what);
      };
    }
    std::unique_ptr<kql::Environment> environment;
    Handover handover;
    CRUMB_TRY(Verdict verdict,
              grade_one(input, request.decisions, cases[i], environment, handover));
    out.grading.verdicts.push_back(std::move(verdict));
    out.handovers.push_back(std::move(handover));
    out.environments.push_back(std::move(environment));
  }
  if (!out.grading.verdicts.empty())
    out.grading.clock_ticks = out.grading.verdicts.front().clock_ticks;
  if (cases.empty()) {
    tenant.options.origins = true;
    CRUMB_TRY(out.grading.candidates, find_candidates(tenant));
    place(input.places, out.grading.candidates);
  }
  return out;
}

}  // namespace crumb::grade
