// The bar at the foot: tabs to the left; what the engine does, memory, frame rate to the right.
#include "panels/panels.h"

#include <algorithm>
#include <cmath>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

struct TabRow {
  Tab tab;
  const char* id;
  const char* label;
  const char* key;
};
constexpr TabRow kTabs[] = {{Tab::kCase, "tab.case", "Case", "1"},
                            {Tab::kQuery, "tab.query", "Query", "2"},
                            {Tab::kChecks, "tab.checks", "Checks", "3"},
                            {Tab::kFiles, "tab.files", "Files", "4"},
                            {Tab::kQueue, "tab.queue", "Queue", "5"}};

std::string engine_words(const Model& model) {
  const Status& status = model.status;
  std::string words = status.busy ? status.what : "idle";
  if (status.busy && status.done >= 0)
    words += " " + std::to_string(static_cast<int>(std::floor(status.done * 100))) + " %";
  words = "engine " + words;
  if (status.memory_bytes > 0) words += " · " + megabytes(status.memory_bytes);
  return words;
}

}  // namespace

void bottom_bar(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  State& state = scene.state;
  ui.hairline(where.x, where.y, where.right());
  float x = where.x + ui.px(14);
  for (const TabRow& row : kTabs) {
    if (row.tab == Tab::kQueue && scene.model.verdicts.verdicts.size() < 2) continue;
    const bool on = state.tab == row.tab;
    const float wide = ui.width(Face::kBody, row.label);
    if (ui.press(row.id, {x - ui.px(6), where.y + ui.px(2), wide + ui.px(12), where.h - ui.px(3)},
                 row.label, Role::kTab, on ? "selected" : "")) {
      state.tab = row.tab;
      state.query.focus = row.tab == Tab::kQuery;
    }
    ui.text({x, where.y + ui.px(4)}, on ? Face::kStrong : Face::kBody,
            on                       ? p.text
            : ImGui::IsItemHovered() ? p.text
                                     : p.second,
            row.label);
    if (on) ui.fill({x, where.y, wide, ui.px(2)}, p.accent);
    x += wide + ui.px(22);
  }
  const float top = where.y + ui.px(5);
  float right = where.right() - ui.px(14);
  char rate[24];
  const float fps = ImGui::GetIO().Framerate;
  std::snprintf(rate, sizeof rate, "%.0f fps", static_cast<double>(std::min(fps, 240.0f)));
  const std::string words = engine_words(scene.model) + " · " + rate;
  ui.text_right({right, top}, Face::kSmall, scene.model.status.busy ? p.text : p.second, words);
  right -= ui.width(Face::kSmall, words) + ui.px(14);
  if (scene.model.status.busy) {
    right -= ui.button_width("stop");
    if (ui.press("engine.stop", {right, top - ui.px(2), ui.button_width("stop"), ui.px(20)},
                 "Stop the engine", Role::kButton)) {
      scene.host.act("cancel");
    }
    ui.text({right + ui.px(8), top}, Face::kSmall, p.accent, "stop");
    right -= ui.px(8);
  }
  const bool fresh = scene.now_ms < state.notice_until_ms;
  const std::string& line = !scene.model.engine_down.empty() ? scene.model.engine_down
                            : fresh                          ? state.notice
                                                             : scene.model.problem;
  ui.text_fit({x + ui.px(8), top}, right - x - ui.px(16), Face::kSmall,
              fresh && scene.model.engine_down.empty() ? p.own_text : p.unknown_text, line);
}

}  // namespace crumb::wasm
