// The collector script and the pack's README: templates that the case's values are filled into.
#include "base/text.h"
#include "base/time.h"
#include "base/tool.h"
#include "case/pack_parts.h"
#include "grade/quoting.h"

namespace crumb::pack {
namespace {

struct Filling {
  std::string_view name;
  std::string text;
};

// `{{name}}` in the template; a filled-in text is not looked at again.
std::string filled(std::string_view text, const std::vector<Filling>& fillings) {
  std::string out;
  for (;;) {
    const std::size_t begin = text.find("{{");
    const std::size_t end =
        begin == std::string_view::npos ? std::string_view::npos : text.find("}}", begin);
    if (end == std::string_view::npos) return out + std::string(text);
    const std::string_view name = text.substr(begin + 2, end - begin - 2);
    out += text.substr(0, begin);
    for (const Filling& filling : fillings)
      if (filling.name == name) out += filling.text;
    text.remove_prefix(end + 2);
  }
}

std::string quoted(std::string_view text) {
  return grade::powershell_literal(make_visible(text)).value_or("''");
}

std::string query_line(std::string_view table, std::string_view file, std::string_view text) {
  return "    @{ Table = " + quoted(table) + "; File = " + quoted(file) +
         "; Sha256 = " + quoted(grade::sha256_hex(text)) + " }\n";
}

std::string subject_of(const std::optional<grade::CaseValues>& values) {
  if (!values) return {};
  const grade::Subject& subject = values->one.subject;
  return subject.upn.empty() ? subject.oid : subject.upn;
}

}  // namespace

std::string collector(const std::optional<grade::CaseValues>& values,
                      const std::vector<Extract>& extracts, std::string_view sweep) {
  std::string queries;
  for (const Extract& extract : extracts)
    if (values)
      queries += query_line(extract.table, "extracts/" + extract.table + ".kql", extract.text);
  const std::int64_t t0 = values ? values->one.t0_ticks : kDaysBefore * kTicksPerDay;
  return filled(grade::playbook_text("collect.ps1"),
                {{"subject", quoted(subject_of(values))},
                 {"tool", quoted(std::string(kToolName) + " " + std::string(kToolVersion))},
                 {"from", quoted(format_datetime(t0 - kDaysBefore * kTicksPerDay))},
                 {"to", quoted(format_datetime(t0 + kDaysAfter * kTicksPerDay))},
                 {"queries", queries},
                 {"sweep", quoted(grade::sha256_hex(sweep))}});
}

std::string readme(Place place, const std::optional<grade::CaseValues>& values) {
  std::string more;
  if (place == Place::kDefender)
    more =
        "collect.ps1      runs the extracts through Microsoft Graph (permission "
        "ThreatHunting.Read.All) and writes their rows\n                 with a manifest of "
        "hashes; "
        "may be stopped and started again. With -Sweep it runs sweep.kql.\n";
  if (place == Place::kSentinel)
    more = "hunting/*.yaml   the checks and the sweep as hunting queries of a workspace.\n";
  return filled(grade::playbook_text("pack.txt"),
                {{"subject", values ? make_visible(subject_of(values))
                                    : "none yet: the values in the queries are an example's"},
                 {"t0", values ? format_datetime(values->one.t0_ticks) : "none yet"},
                 {"place", std::string(place_name(place))},
                 {"more", more}});
}

}  // namespace crumb::pack
