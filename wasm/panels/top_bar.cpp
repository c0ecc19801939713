// The bar at the top: what is loaded, the case clock, which verdict of how many. No judgement.
#include "panels/panels.h"

#include "ui/format.h"

namespace crumb::wasm {
namespace {

// An outlined label that can be pressed; the x after it.
float pill(Scene& scene, const char* id, float x, float y, const std::string& label,
           bool& pressed) {
  Ui& ui = scene.ui;
  const Rect where{x, y + ui.px(5), ui.width(Face::kSmall, label) + ui.px(14), ui.px(22)};
  pressed = ui.press(id, where, label, Role::kButton);
  ui.outline(where, ImGui::IsItemHovered() ? ui.colors().third : ui.colors().line, ui.px(3));
  ui.text({where.x + ui.px(7), where.y + ui.px(3)}, Face::kSmall, ui.colors().second, label);
  return where.right() + ui.px(12);
}

std::string files_label(const Files& files) {
  std::string label = counted(files.files.size(), "file", "files") + " · " +
                      counted(total_rows(files), "row", "rows");
  return label + " · " + grouped(total_rejected(files)) + " rejected";
}

}  // namespace

void top_bar(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Model& model = scene.model;
  bool pressed = false;
  ui.text({where.x + ui.px(14), where.y + ui.px(7)}, Face::kStrong, p.text, "Crumbtrail");
  float x = where.x + ui.px(14) + ui.width(Face::kStrong, "Crumbtrail") + ui.px(18);
  if (!model.files.files.empty()) {
    x = pill(scene, "bar.files", x, where.y, files_label(model.files), pressed);
    if (pressed) scene.state.tab = Tab::kFiles;
    x = pill(scene, "bar.add", x, where.y, "+ add files", pressed);
    if (pressed) scene.host.act("pick-files");
  }
  if (model.verdicts.clock_ticks != 0) {
    x = pill(scene, "bar.clock", x, where.y, "case clock " + date_time(model.verdicts.clock_ticks),
             pressed);
    if (pressed) copy(scene, date_time(model.verdicts.clock_ticks), "the case clock");
  }
  float right = where.right() - ui.px(14) - ui.px(20);
  const Rect help{right, where.y + ui.px(7), ui.px(20), ui.px(18)};
  if (ui.press("bar.help", help, "Keys", Role::kButton)) scene.state.overlay = Overlay::kHelp;
  ui.key({help.x, help.y}, "?");
  const std::size_t count = model.verdicts.verdicts.size();
  if (count > 1) {
    const std::string label =
        grouped(scene.state.verdict + 1) + " of " + grouped(count) + " · next";
    right -= ui.button_width(label, "J") + ui.px(12);
    if (ui.button("bar.next", {right, where.y + ui.px(4)}, label, "J")) {
      select_verdict(scene, (scene.state.verdict + 1) % static_cast<std::uint32_t>(count));
    }
  }
  constexpr const char* kPromise = "nothing leaves this machine";
  right -= ui.width(Face::kSmall, kPromise) + ui.px(16);
  if (right > x) {
    if (ui.link("bar.proof", {right, where.y + ui.px(8)}, Face::kSmall, kPromise))
      scene.state.overlay = Overlay::kProof;
  }
  ui.hairline(where.x, where.bottom() - ui.px(1), where.right());
}

}  // namespace crumb::wasm
