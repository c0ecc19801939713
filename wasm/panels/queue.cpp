// The queue: one line a verdict, when an export holds several alerts. J and K step through it.
#include "panels/panels.h"

#include "ui/format.h"
#include "ui/grid.h"

namespace crumb::wasm {
namespace {

constexpr GridColumn kColumns[] = {
    {"Grade", 180}, {"User", 200, 1},    {"Alert", 260, 1},         {"Stage", 50},
    {"P", 70},      {"dB", 80, 0, true}, {"Coverage", 70, 0, true}, {"T0", 160}};

}  // namespace

void queue_panel(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const auto& verdicts = scene.model.verdicts.verdicts;
  const Rect body =
      ui.begin_panel("queue", where, "Queue", counted(verdicts.size(), "verdict", "verdicts"));
  const Grid grid(ui, body, kColumns);
  float y = grid.header(body.y);
  for (std::uint32_t at = 0; at < verdicts.size(); ++at) {
    const grade::Verdict& v = verdicts[at];
    const Hue hue = hue_of_verdict(v.classification);
    const bool selected = at == scene.state.verdict;
    const Rect line{body.x - ui.px(4), y, body.w + ui.px(4), grid.row_height()};
    if (ui.press("queue." + std::to_string(at), line,
                 verdict_words(v.classification) + ": " + v.subject.upn, Role::kRow,
                 selected ? "selected" : "")) {
      select_verdict(scene, at);
    }
    if (selected)
      ui.fill(line, p.selected, ui.px(3));
    else if (ImGui::IsItemHovered())
      ui.fill(line, p.raised, ui.px(3));
    const Rect cell = grid.cell(0, y);
    ui.mark({cell.x + ui.px(5), y + ui.px(12)}, ui.px(4.5f), hue);
    ui.text_fit({cell.x + ui.px(16), y + ui.px(3)}, cell.w - ui.px(16), Face::kStrong,
                text_color(p, hue), verdict_words(v.classification));
    grid.put(1, y, Face::kBody, p.text, v.subject.upn);
    grid.put(2, y, Face::kBody, p.second, v.alert.title);
    grid.put(3, y, Face::kMono, p.text, v.stage);
    grid.put(4, y, Face::kMono, p.text, probability(v.probability));
    grid.put(5, y, Face::kMono, p.text, signed_points(v.total_db));
    grid.put(6, y, Face::kMono, p.text, grouped(static_cast<std::uint64_t>(v.coverage)) + " %");
    grid.put(7, y, Face::kMono, p.second, date_time(v.t0_ticks));
    y += grid.row_height();
  }
  ui.claim(y);
  ui.end_panel();
}

}  // namespace crumb::wasm
