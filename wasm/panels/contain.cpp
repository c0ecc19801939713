// Contain now: the actions that the verdict asks for, each with commands that carry no log text. Copies, runs nothing.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

constexpr std::string_view kReview = "# review before running\n";

void action(Scene& scene, const grade::Action& each, std::size_t number, const Rect& box) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  float right = box.right();
  for (std::size_t at = each.commands.size(); at-- > 0;) {
    const grade::Command& command = each.commands[at];
    const std::string label = each.commands.size() == 1 ? "copy" : "copy " + command.shell;
    right -= ui.button_width(label);
    if (ui.button("action." + each.id + "." + std::to_string(at), {right, box.y}, label)) {
      const bool shell = command.shell == "powershell";
      copy(scene, (shell ? std::string(kReview) : std::string()) + command.text, each.title + " (" + command.shell + ")");
    }
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", command.text.c_str());
    right -= ui.px(6);
  }
  const std::string head = std::to_string(number) + "  " + each.title;
  const float room = right - box.x - ui.px(6);
  const float used = ui.text_fit({box.x, box.y + ui.px(3)}, room, Face::kBody, p.text, head);
  if (room - used > ui.px(60)) ui.text_fit({box.x + used + ui.px(10), box.y + ui.px(4)}, room - used - ui.px(10), Face::kSmall, p.third, each.why);
}

}  // namespace

void contain_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const Rect body = ui.begin_panel("contain", where, "Contain now", v->actions.empty() ? "" : "commands read case.json, never log text");
  const float step = ui.px(28);
  const bool two = body.w > ui.px(760);
  const float width = two ? (body.w - ui.px(24)) / 2 : body.w;
  std::size_t cell = 0;
  float y = body.y;
  const auto next = [&] {
    const bool right = two && cell % 2 == 1;
    const Rect box{right ? body.x + width + ui.px(24) : body.x, body.y + step * static_cast<float>(two ? cell / 2 : cell), width, step};
    ++cell;
    y = box.bottom();
    return box;
  };
  for (const grade::Action& each : v->actions) {
    const Rect box = next();
    action(scene, each, cell, box);
  }
  if (v->actions.empty()) {
    ui.text({body.x, y}, Face::kBody, ui.colors().third, "Nothing to contain for this grade.");
  } else {
    const Rect box = next();
    if (ui.button("action.case-json", {box.x, box.y}, "save case.json")) {
      scene.post(TextAsk{TextKind::kCaseJson, scene.state.verdict, "", true});
    }
  }
  ui.claim(y);
  ui.end_panel();
}

}  // namespace crumb::wasm
