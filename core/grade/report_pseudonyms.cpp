// Stable names for people, hosts and own addresses in the report that leaves the house. What the
// attacker used stays as it is; a display name that the address does not spell is not found.
#include <algorithm>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/text.h"
#include "grade/report_parts.h"

namespace crumb::grade {
namespace {

constexpr std::size_t kNames = 1000, kShortest = 4;

// Of a name: a letter of another script is one too.
bool in_name(char c) {
  return is_alnum(c) || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

// ASCII letters only, so that places in the text stay what they are.
std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

template <typename Do>
void each_text(std::vector<ReportSection>& sections, const Do& act) {
  for (ReportSection& section : sections)
    for (ReportPart& one : section.parts) {
      for (ReportLine& line : one.lines) {
        act(line.text);
        act(line.source);
      }
      for (auto& row : one.table.rows)
        for (std::string& cell : row) act(cell);
      for (Strip& strip : one.strips)
        for (StripLane& lane : strip.lanes) {
          act(lane.title);
          act(lane.subtitle);
          for (StripMark& mark : lane.marks) act(mark.label);
        }
    }
}
template <typename Do>
void each_text(Report& report, const Do& act) {
  for (ReportCase& one : report.cases) {
    act(one.headline);
    act(one.subject);
    each_text(one.sections, act);
  }
  each_text(report.sections, act);
}

class Names {
 public:
  void add(const std::string& value, std::string_view kind) {
    const std::string visible = make_visible(value);
    if (visible.size() < kShortest || aliases_.size() >= kNames) return;
    if (aliases_.contains(lowered(visible))) return;
    const std::string alias =
        std::string(kind) + "-" + std::to_string(++counts_[std::string(kind)]);
    key_.emplace_back(alias, visible);
    teach(visible, alias);
    // ana.reyes@ signs as "Ana Reyes".
    std::string spoken = visible.substr(0, std::min(visible.find('@'), visible.size()));
    if (kind != "user" || spoken.find('.') == std::string::npos) return;
    std::ranges::replace(spoken, '.', ' ');
    if (!aliases_.contains(spoken)) forms_.push_back({lowered(spoken), alias});
  }
  // Another way in which the same one is written.
  void also(const std::string& value, const std::string& as) {
    const auto known = aliases_.find(lowered(make_visible(as)));
    const std::string visible = make_visible(value);
    if (known == aliases_.end() || visible.size() < kShortest) return;
    if (aliases_.contains(lowered(visible))) return;
    key_.emplace_back(known->second, visible);
    teach(visible, std::string(known->second));
  }
  // Longest first, so that a name within a longer one does not tear it.
  void sort() {
    std::ranges::stable_sort(
        forms_, [](const Form& a, const Form& b) { return a.text.size() > b.text.size(); });
  }
  void replace(std::string& text) const {
    std::string small = lowered(text);
    for (const Form& form : forms_)
      for (std::size_t at = small.find(form.text); at != std::string::npos;
           at = small.find(form.text, at)) {
        std::size_t end = at + form.text.size();
        if (form.text.ends_with(':'))  // the first half of an IPv6 address
          while (end < small.size() && (is_hex(small[end]) || small[end] == ':')) ++end;
        if ((at > 0 && in_name(small[at - 1])) || (end < small.size() && in_name(small[end]))) {
          ++at;
          continue;
        }
        text.replace(at, end - at, form.alias);
        small.replace(at, end - at, form.alias);
        at += form.alias.size();
      }
  }
  [[nodiscard]] std::string key() const {
    std::string out = "name,stands_for\r\n";
    for (const auto& [alias, value] : key_) {
      append_csv_cell(out, alias);
      out.push_back(',');
      append_csv_cell(out, value);
      out += "\r\n";
    }
    return key_.empty() ? std::string() : out;
  }

 private:
  struct Form {
    std::string text, alias;
  };
  void teach(const std::string& visible, const std::string& alias) {
    aliases_.emplace(lowered(visible), alias);
    forms_.push_back({lowered(visible), alias});
    if (visible.size() > kShortest + 5 && visible.ends_with("::/64"))
      forms_.push_back({lowered(visible.substr(0, visible.size() - 4)), alias});
    if (defang(visible) != visible) forms_.push_back({lowered(defang(visible)), alias});
  }
  std::map<std::string, std::string, std::less<>> aliases_;
  std::map<std::string, int, std::less<>> counts_;
  std::vector<Form> forms_;
  std::vector<std::pair<std::string, std::string>> key_;
};

// "ana_reyes_example_com": a person in the address of a personal site.
std::string site_form(std::string_view upn) {
  std::string out(upn);
  for (char& c : out)
    if (c == '.' || c == '@') c = '_';
  return out;
}

// Every local@domain in the text, the domain written plainly or defanged.
void add_people(std::string_view text, std::string_view domain, Names& names) {
  const std::string small = lowered(text);
  for (const std::string& ending : {"@" + std::string(domain), "@" + defang(domain)})
    for (std::size_t at = small.find(ending); at != std::string::npos;
         at = small.find(ending, at + 1)) {
      const auto inside = [&](char c) {
        return in_name(c) || c == '.' || c == '[' || c == ']' || c == '+';
      };
      std::size_t from = at;
      while (from > 0 && at - from < 128 && inside(small[from - 1])) --from;
      std::string local = small.substr(from, at - from);
      for (std::size_t dot = local.find("[.]"); dot != std::string::npos; dot = local.find("[.]"))
        local.replace(dot, 3, ".");
      while (!local.empty() && (local[0] == '[' || local[0] == ']' || local[0] == '.'))
        local.erase(0, 1);
      if (!local.empty()) names.add(local + "@" + std::string(domain), "user");
      if (defang(domain) == domain) break;
    }
}

}  // namespace

void put_pseudonyms(const ReportInput& input, Report& report) {
  Names names;
  for (const Verdict& verdict : input.grading.verdicts) {
    const std::string& upn = verdict.subject.upn;
    names.add(upn.empty() ? verdict.subject.object_id : upn, "user");
    names.also(verdict.subject.object_id, upn);
    names.also(site_form(upn), upn);
    for (const std::string& mail : verdict.mails) names.also(mail, upn);
    for (const NetworkRow& row : verdict.networks) {
      if (row.origin_class != "OWN" && row.origin_class != "INFRA") continue;
      names.add(row.address, "own-address");
      names.add(row.device, "host");
    }
  }
  std::vector<std::string> upns;
  for (const Verdict& verdict : input.grading.verdicts) upns.push_back(verdict.subject.upn);
  for (const Candidate& one : input.grading.candidates) {
    names.add(one.upn, "user");
    upns.push_back(one.upn);
  }
  for (const auto& strips : input.strips)
    for (const Strip& strip : strips)
      for (const StripLane& lane : strip.lanes)
        if (lane.subtitle == "endpoint") names.add(lane.title, "host");
  std::set<std::string> domains;
  for (const std::string& upn : upns)
    if (const std::size_t at = upn.find('@'); at != std::string::npos)
      domains.insert(lowered(upn.substr(at + 1)));
  for (const std::string& domain : domains)
    if (domain.size() >= kShortest)
      each_text(report, [&](std::string& text) { add_people(text, domain, names); });
  names.sort();
  each_text(report, [&](std::string& text) { names.replace(text); });
  report.key = names.key();
}

}  // namespace crumb::grade
