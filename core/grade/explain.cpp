// Matches open legs with what people said about networks, countries and times.
#include "grade/explain.h"

#include <algorithm>

#include "base/text.h"
#include "grade/addresses.h"
#include "grade/human.h"

namespace crumb::grade {
namespace {

bool in_time(std::optional<std::int64_t> from, std::optional<std::int64_t> to, std::int64_t first,
             std::int64_t last) {
  return (!from || first >= *from) && (!to || last <= *to);
}

bool in_networks(const std::vector<std::string>& networks,
                 const std::vector<std::string>& addresses) {
  return !addresses.empty() && std::ranges::all_of(addresses, [&](const std::string& text) {
    const auto address = parse_network(text);
    return address && std::ranges::any_of(networks, [&](const std::string& known) {
             const auto network = parse_network(known);
             return network && contains(*network, *address);
           });
  });
}

bool in_countries(const std::vector<std::string>& known,
                  const std::vector<std::string>& countries) {
  return !countries.empty() && std::ranges::all_of(countries, [&](const std::string& country) {
    return std::ranges::any_of(
        known, [&](const std::string& one) { return equals_ignore_case(one, country); });
  });
}

bool explains(const Input& input, const OpenLeg& leg) {
  if (!input.explains) return leg.alerted;
  const Explains& what = *input.explains;
  if (!in_time(what.from_ticks, what.to_ticks, leg.first, leg.last)) return false;
  if (what.networks.empty() && what.countries.empty()) return leg.alerted;
  return in_networks(what.networks, leg.addresses) || in_countries(what.countries, leg.countries);
}

// A rule's rows name a session, an address, or both; a leg that either row stands in carries the
// rule.
bool carries_rule(const Pass& pass, const OpenLeg& leg) {
  for (const RuleRun& run : pass.rules) {
    if (run.rule->grade != "truePositive" || !run.rule->when.empty() || !run.rule->beside.empty() ||
        run.rows == nullptr)
      continue;
    bool hit = false;
    for_each_row(*run.rows, [&](const RowView& row) {
      const std::string session = row.text("Sid"), address = row.text("Ip");
      const bool same_session = session.empty() || session == leg.session;
      const bool same_address =
          address.empty() || std::ranges::find(leg.addresses, address) != leg.addresses.end();
      hit = hit || (same_session && same_address);
    });
    if (hit) return true;
  }
  return false;
}

}  // namespace

Result<std::vector<OpenLeg>> open_legs(const Pass& pass) {
  CRUMB_TRY(const TablePtr table, pass.asker.rows(playbook_text("legs.kql")));
  std::vector<OpenLeg> out;
  for_each_row(*table, [&](const RowView& row) {
    out.push_back({.key = row.text("LegKey"),
                   .session = row.text("Sid"),
                   .network = row.text("Net"),
                   .addresses = list_items(row.value("Ips")),
                   .countries = list_items(row.value("Countries")),
                   .first = row.integer("First"),
                   .last = row.integer("Last"),
                   .alien = row.truth("Alien"),
                   .alerted = row.truth("Alerted")});
  });
  return out;
}

std::vector<std::string> explained_legs(const Decisions& decisions, const Pass& pass,
                                        const std::vector<OpenLeg>& legs) {
  std::vector<std::string> out;
  for (const std::string_view id : {"H1", "H2"}) {
    const Input* input = last_input(decisions, pass.values.one.subject, id);
    if (input == nullptr || input->result != "clear") continue;
    for (const OpenLeg& leg : legs)
      if (explains(*input, leg) && !carries_rule(pass, leg) &&
          std::ranges::find(out, leg.key) == out.end())
        out.push_back(leg.key);
  }
  return out;
}

std::vector<std::string> exercise_items(const Decisions& decisions, const Pass& pass,
                                        const std::vector<OpenLeg>& legs) {
  const Subject& subject = pass.values.one.subject;
  const Input* input = last_input(decisions, subject, "H3");
  if (input == nullptr || input->result != "clear" || !input->indicators) return {};
  const Indicators& known = *input->indicators;
  const bool target =
      known.targets.empty() || std::ranges::any_of(known.targets, [&](const std::string& one) {
        return concerns(one, subject);
      });
  if (!target || known.ips.empty()) return {};
  for (const OpenLeg& leg : legs) {
    if (!leg.alien) continue;
    if (!in_networks(known.ips, leg.addresses) ||
        !in_time(known.from_ticks, known.to_ticks, leg.first, leg.last))
      return {};
  }
  std::vector<std::string> out;
  for (const OpenLeg& leg : legs)
    if (in_networks(known.ips, leg.addresses))
      out.insert(out.end(), leg.addresses.begin(), leg.addresses.end());
  for (const std::string& ip : known.ips) out.push_back(to_lower(ip));
  for (const std::string& domain : known.domains) out.push_back(to_lower(domain));
  out.insert(out.end(), known.mail_ids.begin(), known.mail_ids.end());
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace crumb::grade
