// Puts the playbook's texts together and binds the case's values; which files a pack holds.
#include "case/pack.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "case/pack_parts.h"
#include "derive/derive.h"
#include "grade/playbook.h"

namespace crumb::pack {
namespace {

constexpr std::array<std::string_view, 3> kPlaces = {"defender", "sentinel", "adx"};

// One branch of the core's own telling of sign-ins, over one table of a workspace: its function
// takes any table, which Kusto's binder cannot follow.
std::string told_of(std::string_view body, std::string_view table, std::string_view kind) {
  return "    (" + std::string(table) + "\n    | extend Kind = " + escape_kql_string(kind) + "\n" +
         std::string(body) + "\n    | extend EndpointCall = \"\", RiskDetails = int(null))";
}

// A workspace tells sign-ins in tables of its own: the checks read them as the core does.
std::string shim(Place place) {
  if (place != Place::kSentinel) return {};
  for (const derive::Source& source : derive::sources()) {
    if (source.name != "sign-ins-log-analytics") continue;
    constexpr std::string_view kBegin = "    Rows\n";
    const std::size_t begin = source.query.find(kBegin), end = source.query.find(" };", begin);
    if (begin == std::string::npos || end == std::string::npos) return {};
    const std::string body =
        source.query.substr(begin + kBegin.size(), end - begin - kBegin.size());
    return std::string(derive::common_text()) + "let " + source.into + " = union isfuzzy=true\n" +
           told_of(body, source.from[0], "") + ",\n" +
           told_of(body, source.from[1], R"(["nonInteractiveUser"])") +
           ";\nlet AADSignInEventsBeta = " + source.into + " | take 0;\n";
  }
  return {};
}

std::string function_name(std::string_view id) {
  std::string out = "Check_";
  for (const char c : id) out.push_back(c == '.' ? '_' : c);
  return out;
}

// Every check in one answer: its id, title and row. So many rows of each that all fit an answer.
std::string bundle(const grade::Playbook& playbook, const std::string& before) {
  constexpr int kRowsOfACheck = 400;
  std::string out =
      "// All checks of the playbook in one answer, a row each as a bag. Not the grade: that needs "
      "the rows that travel.\n" +
      before;
  std::string all;
  for (const grade::CheckFile& check : playbook.checks) {
    if (trim(check.query).empty()) continue;
    const std::string name = function_name(check.id);
    out += "let " + name + " = () {\n" + std::string(trim(check.query)) + "\n};\n";
    all += (all.empty() ? "union\n    (" : ",\n    (") + name + "() | take " +
           std::to_string(kRowsOfACheck) +
           " | project Row = pack_all() | extend Check = " + escape_kql_string(check.id) +
           ", Title = " + escape_kql_string(check.title) + ")";
  }
  return out + all + "\n| project Check, Title, Row\n| sort by Check asc\n";
}

std::string check_text(const grade::CheckFile& check, const std::string& before) {
  return "// " + check.id + " " + check.title + ": " + check.asks + "\n" + before +
         std::string(trim(check.query)) + "\n";
}

}  // namespace

std::optional<Place> place_named(std::string_view name) {
  const auto at = std::ranges::find(kPlaces, name);
  if (at == kPlaces.end()) return std::nullopt;
  return static_cast<Place>(at - kPlaces.begin());
}

std::string_view place_name(Place place) { return kPlaces[static_cast<std::size_t>(place)]; }

grade::CaseValues values_of(const grade::GradeRequest& request, const grade::Decisions& decisions) {
  grade::CaseValues values;
  values.one.kind = request.kind.empty() ? "stolen-cookie" : request.kind;
  values.one.t0_ticks = request.at_ticks.value_or(0);
  values.one.subject = {
      .oid = {}, .upn = to_lower(request.user_upn), .mails = {to_lower(request.user_upn)}};
  values.own_networks = decisions.own_networks;
  return values;
}

Result<std::vector<grade::NamedText>> files(Place place,
                                            const std::optional<grade::CaseValues>& values) {
  CRUMB_TRY(const auto playbook, grade::load_playbook());
  const kql::Bindings bindings = values ? grade::bind_case(*values) : kql::Bindings{};
  const std::string before =
      shim(place) + grade::with_values(grade::playbook_text("prelude.kql"), bindings);
  std::vector<grade::NamedText> out;
  out.push_back({"bundle.kql", bundle(*playbook, before)});
  for (const grade::CheckFile& check : playbook->checks)
    if (!trim(check.query).empty())
      out.push_back({"checks/" + check.id + ".kql", check_text(check, before)});
  CRUMB_TRY(const std::vector<Extract> extracts, extracts_of(place, *playbook, bindings));
  for (const Extract& extract : extracts)
    out.push_back({"extracts/" + extract.table + ".kql", extract.text});
  const std::string sweep = sweep_of(shim(place));
  out.push_back({"sweep.kql", sweep});
  if (place == Place::kSentinel)
    std::ranges::move(hunting_queries(*playbook, shim(place)), std::back_inserter(out));
  if (place == Place::kDefender) out.push_back({"collect.ps1", collector(values, extracts, sweep)});
  out.push_back({"README.txt", readme(place, values)});
  std::ranges::sort(out, {}, &grade::NamedText::name);
  return out;
}

}  // namespace crumb::pack
