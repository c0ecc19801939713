// Keys that act anywhere on the screen, when no text field has the keyboard. Listed for people in
// overlays.cpp.
#include "panels/panels.h"

#include <algorithm>

#include "base/text.h"

namespace crumb::wasm {
namespace {

using Act = void (*)(Scene&);
struct KeyAct {
  ImGuiKeyChord chord;
  Act act;
};

void step(Scene& scene, int by) {
  const auto count = static_cast<int>(scene.model.verdicts.verdicts.size());
  if (count > 0)
    select_verdict(scene, static_cast<std::uint32_t>(
                              (static_cast<int>(scene.state.verdict) + by + count) % count));
}
void zoom(Scene& scene, double factor) {
  TimelineState& t = scene.state.timeline;
  const double middle = (t.begin + t.end) / 2, half = (t.end - t.begin) * factor / 2;
  t.begin = middle - half, t.end = middle + half;
}
void pan(Scene& scene, double share) {
  TimelineState& t = scene.state.timeline;
  const double by = (t.end - t.begin) * share;
  t.begin += by, t.end += by;
}
void press(Scene& scene, const char* id) { scene.state.press_next = id; }

constexpr KeyAct kActs[] = {
    {ImGuiKey_J, [](Scene& s) { step(s, 1); }},
    {ImGuiKey_K, [](Scene& s) { step(s, -1); }},
    {ImGuiKey_1, [](Scene& s) { s.state.tab = Tab::kCase; }},
    {ImGuiKey_2, [](Scene& s) { s.state.tab = Tab::kQuery, s.state.query.focus = true; }},
    {ImGuiKey_3, [](Scene& s) { s.state.tab = Tab::kChecks; }},
    {ImGuiKey_4, [](Scene& s) { s.state.tab = Tab::kFiles; }},
    {ImGuiKey_5, [](Scene& s) { s.state.tab = Tab::kQueue; }},
    {ImGuiKey_T, [](Scene& s) { press(s, "decide.tp"); }},
    {ImGuiKey_F, [](Scene& s) { press(s, "decide.fp"); }},
    {ImGuiKey_B, [](Scene& s) { press(s, "decide.benign"); }},
    {ImGuiKey_U, [](Scene& s) { press(s, "decide.unknown"); }},
    {ImGuiKey_S, [](Scene& s) { press(s, "save.decisions"); }},
    {ImGuiKey_R,
     [](Scene& s) {
       if (s.state.chosen.ask != 0) s.state.overlay = Overlay::kRecord;
     }},
    {ImGuiKey_Equal, [](Scene& s) { zoom(s, 0.7); }},
    {ImGuiMod_Shift | ImGuiKey_Equal, [](Scene& s) { zoom(s, 0.7); }},
    {ImGuiKey_KeypadAdd, [](Scene& s) { zoom(s, 0.7); }},
    {ImGuiKey_Minus, [](Scene& s) { zoom(s, 1.4); }},
    {ImGuiKey_KeypadSubtract, [](Scene& s) { zoom(s, 1.4); }},
    {ImGuiKey_0,
     [](Scene& s) {
       s.state.timeline.verdict = UINT32_MAX, s.state.timeline.begin = s.state.timeline.end;
     }},
    {ImGuiMod_Shift | ImGuiKey_LeftArrow, [](Scene& s) { pan(s, -0.2); }},
    {ImGuiMod_Shift | ImGuiKey_RightArrow, [](Scene& s) { pan(s, 0.2); }},
    {ImGuiMod_Shift | ImGuiKey_Slash, [](Scene& s) { s.state.overlay = Overlay::kHelp; }},
    {ImGuiKey_Slash, [](Scene& s) { s.state.overlay = Overlay::kHelp; }},
    {ImGuiKey_D,
     [](Scene& s) {
       s.state.theme = static_cast<Theme>((static_cast<int>(s.state.theme) + 1) % 3);
       remember(s);
       notify(s, "Theme: " + std::string(theme_name(s.state.theme)));
     }},
};

std::string selection(const Scene& scene) {
  const State& state = scene.state;
  if (state.tab == Tab::kQuery && state.query.row != UINT64_MAX) {
    for (const auto& [first, page] : scene.model.pages) {
      if (state.query.row < first || state.query.row - first >= page.cells.size()) continue;
      std::string line;
      for (const std::string& cell : page.cells[static_cast<std::size_t>(state.query.row - first)])
        line += (line.empty() ? "" : "\t") + cell;
      return line;
    }
  }
  if (state.chosen.ask != 0 && !scene.model.raw.text.empty()) return scene.model.raw.text;
  if (const grade::Verdict* v = scene.verdict()) {
    std::string text =
        verdict_words(v->classification) + ", " + v->alert.title + ", " + v->subject.upn + "\n";
    for (const grade::FiredRule& rule : v->rules) text += rule.id + ": " + rule.text + "\n";
    return text;
  }
  return {};
}

void escape(Scene& scene) {
  State& state = scene.state;
  if (state.overlay != Overlay::kNone)
    state.overlay = Overlay::kNone;
  else if (state.tab != Tab::kCase)
    state.tab = Tab::kCase;
  else if (scene.model.status.busy && !scene.model.graded)
    scene.host.act("cancel");
  else
    state.chosen = {};
}

}  // namespace

void handle_keys(Scene& scene) {
  const ImGuiIO& io = ImGui::GetIO();
  if (scene.state.want_escape && !ImGui::IsAnyItemActive()) escape(scene);
  scene.state.want_escape = false;
  if (io.WantTextInput) return;
  if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_Enter) && scene.state.tab == Tab::kQuery)
    press(scene, "query.run");
  if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_C)) {
    if (const std::string text = selection(scene); !text.empty())
      copy(scene, text, "the selection");
  }
  if (scene.state.overlay != Overlay::kNone) return;
  for (const KeyAct& each : kActs)
    if (ImGui::IsKeyChordPressed(each.chord)) each.act(scene);
}

}  // namespace crumb::wasm
