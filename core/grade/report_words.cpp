// Wording of the reports. Facts, inferences and opinions stay apart: findings are facts, rules and
// points are inferences.
#include "grade/report_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

struct Word {
  std::string_view key, text;
};

constexpr std::array<Word, 4> kClassifications = {
    {{"truePositive", "TRUE POSITIVE"},
     {"falsePositive", "FALSE POSITIVE"},
     {"informationalExpectedActivity", "EXPECTED ACTIVITY"},
     {"unknown", "UNDECIDED"}}};
constexpr std::array<Word, 5> kStages = {
    {{"S0", "nothing happened"},
     {"S1", "credentials or cookie exposed, no token obtained"},
     {"S2", "the attacker held a session"},
     {"S3", "data read or mailbox misused"},
     {"S4", "persistence, fraud, spread or exfiltration"}}};

template <std::size_t N>
std::string word(const std::array<Word, N>& words, std::string_view key) {
  const auto at = std::ranges::find(words, key, &Word::key);
  return std::string(at == words.end() ? key : at->text);
}

std::string percent(double probability) {
  if (probability > 0.99) return ">99 %";
  if (probability < 0.01) return "<1 %";
  return std::to_string(std::lround(probability * 100)) + " %";
}

}  // namespace

std::string stage_words(std::string_view stage) { return word(kStages, stage); }

std::string signed_points(double points) { return (points > 0 ? "+" : "") + short_number(points); }

std::string network_line(const PackFacts& pack) {
  if (pack.sha256.empty())
    return "No network pack was given: who announces an address is known only where the logs name "
           "a provider. For other addresses hosting, the user's own carrier and other addresses "
           "of one provider (X05, 1.2.2, 3.3.1) cannot be told.";
  return "Network pack of " + pack.date + ", SHA-256 " + pack.sha256 + ". " + pack.notes;
}

std::string headline(const Verdict& verdict) {
  std::string out = word(kClassifications, verdict.classification);
  std::string by;
  for (const FiredRule& rule : verdict.rules)
    if (!rule.provisional) by += (by.empty() ? "" : ", ") + rule.id;
  if (verdict.basis == "rule") out += " by rule " + by;
  if (verdict.basis == "points") out += " by points";
  if (verdict.basis == "override")
    out += " by override (computed: " + word(kClassifications, verdict.computed) + ")";
  if (verdict.classification == "truePositive")
    out += ", stage " + verdict.stage + ": " + stage_words(verdict.stage);
  if (verdict.classification == "unknown")
    out += "; if it is theft, stage " + verdict.stage + ": " + stage_words(verdict.stage);
  return out;
}

std::string odds(const Verdict& verdict) {
  return signed_points(verdict.total_db) + " dB, P " + percent(verdict.probability) +
         ", coverage " + std::to_string(std::lround(verdict.coverage)) + " %, confidence " +
         verdict.confidence + ", between " + signed_points(verdict.bounds.best) + " and " +
         signed_points(verdict.bounds.worst) + " dB once everything were known";
}

std::string subject_line(const Verdict& verdict) {
  std::string out =
      make_visible(verdict.alert.title.empty()
                       ? (verdict.alert.kind == "aitm-request" ? "AiTM request" : "stolen cookie") +
                             std::string(" (no alert row)")
                       : verdict.alert.title);
  out += ", " + make_visible(verdict.subject.upn.empty() ? verdict.subject.object_id
                                                         : verdict.subject.upn);
  out += ", T0 " + short_time(verdict.t0_ticks);
  if (!verdict.sessions.empty()) out += ", session " + make_visible(verdict.sessions.front());
  if (verdict.sessions.size() > 1)
    out += " and " + std::to_string(verdict.sessions.size() - 1) + " more";
  return out;
}

std::string shown_file(std::string_view name) {
  constexpr std::size_t kLetters = 200;
  std::size_t at = 0;
  for (std::size_t count = 0; at < name.size() && count < kLetters; ++count)
    at += decode_utf8(name, at).bytes;
  return make_visible(name.substr(0, at)) + (at < name.size() ? "\u2026" : "");
}

std::string common_folder(const std::vector<std::string_view>& names) {
  if (names.empty()) return {};
  std::string_view shared = names.front();
  for (const std::string_view name : names) {
    std::size_t same = 0;
    while (same < shared.size() && same < name.size() && shared[same] == name[same]) ++same;
    shared = shared.substr(0, same);
  }
  return std::string(shared.substr(0, shared.rfind('/') + 1));  // npos + 1 is 0
}

std::string_view without(std::string_view folder, std::string_view name) {
  return name.starts_with(folder) ? name.substr(folder.size()) : name;
}

std::string where(const std::vector<Origin>& origins, std::string_view folder) {
  constexpr std::size_t kShown = 4;
  std::string out;
  for (std::size_t i = 0; i < origins.size() && i < kShown; ++i) {
    if (!out.empty()) out += ", ";
    if (i == 0 || origins[i].file != origins[i - 1].file)
      out += shown_file(without(folder, origins[i].file)) + ":";
    out += std::to_string(origins[i].line);
  }
  if (origins.size() > kShown)
    out += " (+" + std::to_string(origins.size() - kShown) +
           (origins.size() == kOrigins ? " or more)" : ")");
  return out;
}

Ledger ledger(const Verdict& verdict) {
  Ledger out;
  for (const CheckResult& check : verdict.checks) {
    if (check.outcome >= Outcome::kNotEvaluable)
      out.open.push_back(&check);
    else if (check.points > 0)
      out.for_theft.push_back(&check);
    else if (check.points < 0)
      out.against.push_back(&check);
  }
  std::ranges::stable_sort(out.for_theft, std::greater<>{}, &CheckResult::points);
  std::ranges::stable_sort(out.against, {}, &CheckResult::points);
  return out;
}

}  // namespace crumb::grade
