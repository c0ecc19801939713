// The checks as hunting queries, one YAML file each, as Sentinel's public collection stores them;
// and the sweep. Not the queries' texts themselves.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/uuid.h"
#include "case/pack_parts.h"

namespace crumb::pack {
namespace {

struct Tactic {
  std::string_view technique, name;
};
// Tactics of the techniques that the checks name, one each, by https://attack.mitre.org.
constexpr std::array<Tactic, 26> kTactics = {
    {{"T1020", "Exfiltration"},     {"T1070", "DefenseEvasion"},    {"T1078", "InitialAccess"},
     {"T1087", "Discovery"},        {"T1090", "CommandAndControl"}, {"T1098", "Persistence"},
     {"T1114", "Collection"},       {"T1119", "Collection"},        {"T1176", "Persistence"},
     {"T1204", "Execution"},        {"T1213", "Collection"},        {"T1496", "Impact"},
     {"T1526", "Discovery"},        {"T1528", "CredentialAccess"},  {"T1530", "Collection"},
     {"T1534", "LateralMovement"},  {"T1538", "Discovery"},         {"T1539", "CredentialAccess"},
     {"T1550", "LateralMovement"},  {"T1552", "CredentialAccess"},  {"T1555", "CredentialAccess"},
     {"T1556", "CredentialAccess"}, {"T1557", "CredentialAccess"},  {"T1562", "DefenseEvasion"},
     {"T1564", "DefenseEvasion"},   {"T1566", "InitialAccess"}}};
constexpr std::array<Tactic, 4> kMoreTactics = {{{"T1567", "Exfiltration"},
                                                 {"T1578", "DefenseEvasion"},
                                                 {"T1583", "ResourceDevelopment"},
                                                 {"T1657", "Impact"}}};

struct Connector {
  std::string_view id;
  std::string_view table;
};
constexpr std::array<Connector, 16> kConnectors = {
    {{"AzureActiveDirectory", "SigninLogs"},
     {"AzureActiveDirectory", "AADNonInteractiveUserSignInLogs"},
     {"AzureActiveDirectory", "AuditLogs"},
     {"MicrosoftThreatProtection", "AlertEvidence"},
     {"MicrosoftThreatProtection", "AlertInfo"},
     {"MicrosoftThreatProtection", "CloudAppEvents"},
     {"MicrosoftThreatProtection", "DeviceEvents"},
     {"MicrosoftThreatProtection", "DeviceInfo"},
     {"MicrosoftThreatProtection", "DeviceNetworkEvents"},
     {"MicrosoftThreatProtection", "DeviceProcessEvents"},
     {"MicrosoftThreatProtection", "EmailEvents"},
     {"MicrosoftThreatProtection", "EmailUrlInfo"},
     {"MicrosoftThreatProtection", "GraphApiAuditEvents"},
     {"MicrosoftThreatProtection", "IdentityLogonEvents"},
     {"MicrosoftThreatProtection", "MessageEvents"},
     {"MicrosoftThreatProtection", "UrlClickEvents"}}};

std::string_view tactic_of(std::string_view technique) {
  const std::string_view family = technique.substr(0, 5);
  for (const Tactic& one : kTactics)
    if (one.technique == family) return one.name;
  for (const Tactic& one : kMoreTactics)
    if (one.technique == family) return one.name;
  return {};
}

std::vector<std::string> techniques_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (const std::string_view one = trim(list.substr(0, comma)); !one.empty())
      out.emplace_back(one);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return out;
}

std::string items(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += "  - " + value + "\n";
  return out;
}

// What the text itself names; a table in another's place (sign-ins) is named by the shim.
std::string connectors_of(std::string_view text) {
  std::string out, open;
  for (const Connector& one : kConnectors) {
    if (!has_term(text, one.table, false)) continue;
    if (open != one.id) out += "  - connectorId: " + std::string(one.id) + "\n    dataTypes:\n";
    open = one.id;
    out += "      - " + std::string(one.table) + "\n";
  }
  return out;
}

// A block scalar holds any text whose lines are printable; a quoted scalar is JSON's.
std::string yaml(std::string_view id, std::string_view name, std::string_view says,
                 std::string_view attack, std::string_view query) {
  constexpr Guid kNames{{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0,
                         0x4f, 0xd4, 0x30, 0xc8}};  // RFC 9562's namespace of URLs
  const std::vector<std::string> techniques = techniques_of(attack);
  std::vector<std::string> tactics;
  for (const std::string& technique : techniques) {
    std::string tactic(tactic_of(technique));
    if (!tactic.empty() && std::ranges::find(tactics, tactic) == tactics.end())
      tactics.push_back(std::move(tactic));
  }
  std::string out =
      "id: " + format_guid(uuid_v5(kNames, "crumbtrail/session-cookie-theft/" + std::string(id))) +
      "\nname: ";
  append_json_string(out, "Session cookie theft: " + std::string(name));
  out += "\ndescription: ";
  append_json_string(out, says);
  out += "\nrequiredDataConnectors:\n" + connectors_of(query) + "tactics:\n" + items(tactics) +
         "relevantTechniques:\n" + items(techniques) + "query: |\n";
  while (!query.empty()) {
    const std::size_t end = query.find('\n');
    const std::string_view line = query.substr(0, end);
    out += line.empty() ? "\n" : "  " + std::string(line) + "\n";
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
  return out + "version: 1.0.0\n";
}

}  // namespace

std::string sweep_of(const std::string& shim) {
  return shim + std::string(grade::playbook_text("sweep.kql"));
}

std::vector<grade::NamedText> hunting_queries(const grade::Playbook& playbook,
                                              const std::string& shim) {
  const std::string before = shim + std::string(grade::playbook_text("prelude.kql"));
  std::vector<grade::NamedText> out;
  for (const grade::CheckFile& check : playbook.checks) {
    if (trim(check.query).empty()) continue;
    const std::string says =
        check.asks +
        " Set the values of the first block (CaseOid, CaseUpn, T0 ...) before running.";
    out.push_back({"hunting/" + check.id + ".yaml", yaml(check.id, check.title, says, check.attack,
                                                         before + std::string(trim(check.query)))});
  }
  out.push_back({"hunting/sweep.yaml",
                 yaml("sweep", "sessions of the tenant by first-pass questions",
                      "Ranks every session of the last seven days by the playbook's first-pass "
                      "questions; the best thousand.",
                      "T1539, T1550.004, T1557", sweep_of(shim))});
  return out;
}

}  // namespace crumb::pack
