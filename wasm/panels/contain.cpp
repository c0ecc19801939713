// Contain now: the actions that the verdict asks for, each with commands that carry no log text.
// Copies, runs nothing.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

constexpr std::string_view kReview = "# review before running\n";

void copy_command(Scene& scene, const grade::Action& each, const grade::Command& command) {
  const bool shell = command.shell == "powershell";
  copy(scene, (shell ? std::string(kReview) : std::string()) + command.text,
       each.title + " (" + command.shell + ")");
}

void action(Scene& scene, const grade::Action& each, std::size_t number, const Rect& box) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  float right = box.right();
  if (!each.commands.empty()) {
    const bool one = each.commands.size() == 1;
    const std::string label = one ? "copy" : counted(each.commands.size(), "command", "commands");
    right -= ui.button_width(label);
    if (ui.button("action." + each.id, {right, box.y}, label)) {
      if (one) {
        copy_command(scene, each, each.commands[0]);
      } else {
        scene.state.action = each.id;
        scene.state.overlay = Overlay::kAction;
      }
    }
    if (one && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", each.commands[0].text.c_str());
  }
  const std::string head = std::to_string(number) + "  " + each.title;
  const float room = right - box.x - ui.px(8);
  const float used = ui.text_fit({box.x, box.y + ui.px(3)}, room, Face::kBody, p.text, head);
  if (room - used > ui.px(60))
    ui.text_fit({box.x + used + ui.px(10), box.y + ui.px(4)}, room - used - ui.px(10), Face::kSmall,
                p.third, each.why);
}

}  // namespace

void contain_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const Rect body =
      ui.begin_panel("contain", where, "Contain now",
                     v->actions.empty() ? "" : "commands read case.json, never log text");
  const float step = ui.px(28);
  const bool two = body.w > ui.px(760);
  const float width = two ? (body.w - ui.px(24)) / 2 : body.w;
  std::size_t cell = 0;
  float y = body.y;
  const auto next = [&] {
    const bool right = two && cell % 2 == 1;
    const Rect box{right ? body.x + width + ui.px(24) : body.x,
                   body.y + step * static_cast<float>(two ? cell / 2 : cell), width, step};
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

void action_overlay(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  const auto found = std::ranges::find(v->actions, scene.state.action, &grade::Action::id);
  if (found == v->actions.end()) return;
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Rect body =
      ui.begin_panel("action", where, found->title, "Esc closes · a button copies one line");
  float y = body.y + ui.px(2);
  y += ui.text_wrapped({body.x, y}, body.w, Face::kBody, p.second, found->why) + ui.px(6);
  std::string targets;
  for (const std::string& target : found->targets)
    targets += (targets.empty() ? "" : "   ") + target;
  if (!targets.empty())
    y += ui.text_wrapped({body.x, y}, body.w, Face::kMono, p.text, targets, 4) + ui.px(6);
  const float button = ui.button_width("copy");
  for (std::size_t at = 0; at < found->commands.size(); ++at) {
    const grade::Command& command = found->commands[at];
    ui.hairline(body.x, y, body.right());
    y += ui.px(6);
    if (ui.button("command." + std::to_string(at), {body.right() - button, y}, "copy"))
      copy_command(scene, *found, command);
    ui.text({body.x, y + ui.px(3)}, Face::kSmall, p.third, command.shell);
    const float left = body.x + ui.px(86);
    const float height =
        ui.text_wrapped({left, y + ui.px(2)}, body.right() - button - ui.px(12) - left, Face::kMono,
                        p.text, command.text);
    y += std::max(height, ui.button_height()) + ui.px(8);
  }
  ui.claim(y);
  ui.end_panel();
}

}  // namespace crumb::wasm
