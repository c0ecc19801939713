// Asks the arithmetic again with one thing changed.
#include "grade/outlook.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"CaseOid", "CaseUpn", "CaseMail", "CaseName"};

// The query that exports a table for this subject: lets with the case's values, then the filter of
// sources.csv.
std::string export_query(const Pass& pass, const SourceTable& source) {
  const kql::Bindings& bound = pass.asker.bindings;
  std::string out;
  for (const std::string_view name : kNames) {
    if (source.user_condition.find(name) == std::string::npos) continue;
    const auto at = bound.find(name);
    if (at != bound.end())
      out += "let " + std::string(name) + " = " + kql_literal(at->second) + ";\n";
    else
      out += "let CaseName = " +
             escape_kql_string(
                 pass.values.one.subject.upn.substr(0, pass.values.one.subject.upn.find('@'))) +
             ";\n";
  }
  const std::int64_t t0 = pass.values.one.t0_ticks;
  out += source.table + "\n| where " + source.time_column + " between (datetime(" +
         format_datetime(t0 - 30 * kTicksPerDay) + ") .. datetime(" +
         format_datetime(t0 + 7 * kTicksPerDay) + "))";
  if (!source.user_condition.empty()) out += "\n| where " + source.user_condition;
  return out;
}

std::string list(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

Flip flip(std::string text, double from, double to, const Decision& decision) {
  return {.text = std::move(text),
          .from_db = from,
          .to_db = to,
          .to_classification = decision.classification};
}

}  // namespace

std::vector<MissingTable> missing_tables(const PassInput& input, const Pass& pass) {
  std::vector<MissingTable> out;
  for (const SourceTable& source : input.playbook->sources) {
    if (pass.coverage.table(source.table).loaded) continue;
    std::vector<std::string> checks;
    for (const CheckFile& check : input.playbook->checks) {
      const bool wants = std::ranges::any_of(
          check.needs, [&](const Needed& needed) { return needed.table == source.table; });
      if (wants || std::ranges::find(check.also, source.table) != check.also.end())
        checks.push_back(check.id);
    }
    for (const GateRow& gate : input.playbook->gates)
      if (gate.condition.find(source.table) != std::string::npos) checks.push_back(gate.id);
    if (checks.empty()) continue;
    out.push_back({.table = source.table,
                   .why = "Holds " + source.holds + "; wanted by " + list(checks) + ".",
                   .query = export_query(pass, source)});
  }
  return out;
}

std::vector<Flip> flips_of(const PassInput& input, const Judgement& judgement) {
  const Model& model = input.playbook->model;
  const double from = score(model, judgement.input.outcomes, judgement.input.prior).total;
  std::vector<Flip> out;
  for (std::size_t i = 0; i < judgement.checks.size(); ++i) {
    const CheckRun& run = judgement.checks[i];
    const CheckPoints* check = model.check(run.result.id);
    if (check == nullptr || run.result.outcome != Outcome::kNotEvaluable) continue;
    for (const auto& [form, points] : check->points) {
      DecisionInput what_if = judgement.input;
      const auto at = std::ranges::find(what_if.outcomes, run.result.id, &Scored::check);
      at->form = form;
      if (run.result.id == "H1" && form.outcome == Outcome::kHit && judgement.denial_rule)
        what_if.rule_true = true;
      const Decision decision = decide(model, what_if);
      if (decision.classification == judgement.computed.classification) continue;
      const double to = score(model, what_if.outcomes, what_if.prior).total;
      out.push_back(flip("If " + run.result.id + " (" + check->title + ") were " + form_name(form) +
                             " (" + short_number(points) + " dB)",
                         from, to, decision));
    }
  }
  std::ranges::stable_sort(out, std::greater<>{}, [](const Flip& one) {
    return std::max(one.to_db - one.from_db, one.from_db - one.to_db);
  });
  return out;
}

Result<std::vector<Flip>> network_flip(const PassInput& input, const Pass& pass,
                                       const Decisions& decisions, const Judgement& judgement) {
  CRUMB_TRY(const std::vector<OpenLeg> legs, open_legs(pass));
  std::vector<std::string> addresses;
  for (const OpenLeg& leg : legs)
    if (leg.alerted)
      for (const std::string& address : leg.addresses)
        if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
  if (addresses.empty()) return std::vector<Flip>{};
  std::ranges::sort(addresses);
  Decisions what_if = decisions;
  what_if.own_networks.insert(what_if.own_networks.end(), addresses.begin(), addresses.end());
  CaseValues values = pass.values;
  values.own_networks = what_if.own_networks;
  CRUMB_TRY(const Pass other, run_pass(input, std::move(values)));
  CRUMB_TRY(const Judgement judged, judge(input, other, what_if, judgement.input.exercise));
  if (judged.computed.classification == judgement.computed.classification)
    return std::vector<Flip>{};
  const Model& model = input.playbook->model;
  return std::vector<Flip>{
      flip("If " + defang(list(addresses)) + " are yours (own egress, VPN or SSE)",
           score(model, judgement.input.outcomes, judgement.input.prior).total,
           score(model, judged.input.outcomes, judged.input.prior).total, judged.computed)};
}

}  // namespace crumb::grade
