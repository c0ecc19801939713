// Deeds that several panels share: choose rows, copy, decide, remember. See scene.h.
#include "scene.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "ui/format.h"

namespace crumb::wasm {
namespace {

struct Words {
  std::string_view key, words;
};
constexpr Words kVerdicts[] = {{"truePositive", "True positive"},
                               {"falsePositive", "False positive"},
                               {"informationalExpectedActivity", "Benign, expected activity"},
                               {"unknown", "Inconclusive"}};
constexpr Words kStages[] = {{"S0", "nothing happened"},
                             {"S1", "credentials exposed, no token"},
                             {"S2", "attacker held a session"},
                             {"S3", "data read or mailbox misused"},
                             {"S4", "persistence, fraud or spread"}};

std::string words_of(std::span<const Words> table, std::string_view key) {
  for (const Words& row : table)
    if (row.key == key) return std::string(row.words);
  return std::string(key);
}

struct SplitName {
  std::string_view name;
  float Splits::* share;
};
constexpr SplitName kSplits[] = {{"left", &Splits::left},         {"timeline", &Splits::timeline},
                                 {"origins", &Splits::origins},   {"evidence", &Splits::evidence},
                                 {"families", &Splits::families}, {"ledger", &Splits::ledger},
                                 {"record", &Splits::record}};

}  // namespace

std::string verdict_words(std::string_view classification) {
  return words_of(kVerdicts, classification);
}
std::string stage_words(std::string_view stage) { return words_of(kStages, stage); }

void notify(Scene& scene, std::string notice) {
  scene.state.notice = std::move(notice);
  scene.state.notice_until_ms = scene.now_ms + 4000;
}

void copy(Scene& scene, const std::string& text, std::string what) {
  scene.host.copy(text);
  notify(scene, "Copied: " + std::move(what));
}

void choose(Scene& scene, std::string id, std::string title,
            std::span<const grade::Origin> origin) {
  Chosen& chosen = scene.state.chosen;
  chosen = {};
  chosen.id = std::move(id);
  chosen.title = std::move(title);
  for (const grade::Origin& each : origin) chosen.rows.push_back(each.row);
  chosen.ask = ++scene.state.asks;
  scene.state.tab = Tab::kCase;
  scene.post(EvidenceAsk{chosen.ask, chosen.rows});
  if (!chosen.rows.empty()) choose_record(scene, chosen.rows.front());
}

void choose_record(Scene& scene, RowRef row) {
  scene.state.chosen.row = row;
  scene.post(RawAsk{row});
}

void select_verdict(Scene& scene, std::uint32_t index) {
  scene.state.verdict = index;
  scene.state.chosen = {};
  scene.state.tab = Tab::kCase;
}

void send_decisions(Scene& scene) {
  std::string json;
  grade::append_json(json, scene.state.decisions);
  scene.post(SetDecisions{std::move(json)});
}

std::string rows_label(std::span<const grade::Origin> origin) {
  if (origin.empty()) return {};
  const grade::Origin& first = origin.front();
  const bool one_table = std::ranges::all_of(
      origin, [&](const grade::Origin& each) { return each.table == first.table; });
  std::string label = first.table.empty() ? file_tail(first.file) : first.table;
  if (origin.size() == 1) return label + " line " + grouped(first.line);
  const std::string rows =
      (origin.size() == grade::kOrigins ? "first " : "") + counted(origin.size(), "row", "rows");
  if (!one_table) return rows + " of several tables";
  if (origin.size() > 3) return label + ", " + rows;
  label += " lines ";
  for (std::size_t at = 0; at < origin.size(); ++at)
    label += (at > 0 ? ", " : "") + grouped(origin[at].line);
  return label;
}

void remember(const Scene& scene) {
  const State& state = scene.state;
  json::Object object;
  object.emplace_back("theme", json::Value(std::string(theme_name(state.theme))));
  object.emplace_back("analyst", json::Value(state.analyst));
  for (const SplitName& split : kSplits)
    object.emplace_back(split.name, json::Value(static_cast<double>(state.splits.*split.share)));
  scene.host.remember(json::to_text(json::Value(std::move(object))));
}

void restore(State& state, const std::string& text) {
  const auto value = json::parse(text);
  if (!value) return;
  if (const json::Value* theme = value->find("theme");
      theme != nullptr && theme->as_string() != nullptr)
    state.theme = theme_from_name(*theme->as_string());
  if (const json::Value* name = value->find("analyst");
      name != nullptr && name->as_string() != nullptr)
    state.analyst = *name->as_string();
  for (const SplitName& split : kSplits) {
    const json::Value* share = value->find(split.name);
    if (share == nullptr || share->as_real() == nullptr) continue;
    state.splits.*split.share = std::clamp(static_cast<float>(*share->as_real()), 0.05f, 0.9f);
  }
}

}  // namespace crumb::wasm
