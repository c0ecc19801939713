// Files without an alert: grade by user, or pick one of the sessions that look wrong. A short form,
// nothing more.
#include "panels/panels.h"

#include <algorithm>

#include "base/time.h"
#include "ui/format.h"
#include "ui/input.h"

namespace crumb::wasm {
namespace {

constexpr const char* kKindNames[] = {"Stolen session cookie was used",
                                      "Authentication request from AiTM-related phishing page"};
constexpr const char* kKinds[] = {"stolen-cookie", "aitm-request"};

void ask(Scene& scene) {
  AskState& form = scene.state.ask;
  GradeAsk message;
  message.user = form.user;
  message.kind = kKinds[form.kind];
  if (!form.time.empty()) {
    message.at_ticks = parse_iso_datetime(form.time);
    if (!message.at_ticks) {
      form.problem = "The time must look like 2026-11-16T19:40:00Z.";
      return;
    }
  }
  form.problem = form.user.empty() ? "The user is missing." : "";
  if (!form.problem.empty()) return;
  form.asked = message;
  scene.post(message);
}

float line(Scene& scene, const Rect& box, float y, const char* label, const char* id,
           const char* hint, std::string& text) {
  Ui& ui = scene.ui;
  ui.text({box.x, y}, Face::kSmall, ui.colors().second, label);
  ImGui::SetCursorScreenPos({box.x, y + ui.px(17)});
  ImGui::SetNextItemWidth(box.w);
  if (input_line(id, hint, text, ImGuiInputTextFlags_EnterReturnsTrue)) ask(scene);
  ui.field(std::string("ask.") + (id + 2), label);
  return y + ui.px(52);
}

}  // namespace

void no_alert_panel(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  AskState& form = scene.state.ask;
  const float width = std::min(ui.px(560), where.w - ui.px(40));
  const Rect panel{where.x + (where.w - width) / 2, where.y + ui.px(30), width,
                   where.h - ui.px(40)};
  const Rect body = ui.begin_panel("no-alert", panel, "");
  float y = body.y;
  ui.text({body.x, y}, Face::kVerdict, p.text, "No alert in these files");
  y += ui.px(36);
  const std::string& why = scene.model.verdicts.problem;
  y += ui.text_wrapped({body.x, y}, body.w, Face::kBody, p.second,
                       why.empty()
                           ? "Name the user to grade; the time is when the alert says that it "
                             "happened. Add AlertInfo and AlertEvidence exports to grade by alert."
                           : why) +
       ui.px(16);
  ui.push(Face::kBody);
  y = line(scene, body, y, "User (UPN)", "##user", "ivan.petrov@example.com", form.user);
  y = line(scene, body, y, "Time (UTC), may be empty", "##time", "2026-11-16T19:40:00Z", form.time);
  ui.text({body.x, y}, Face::kSmall, p.second, "Alert");
  ImGui::SetCursorScreenPos({body.x, y + ui.px(17)});
  ImGui::SetNextItemWidth(body.w);
  ImGui::Combo("##kind", &form.kind, kKindNames, 2);
  ui.field("ask.kind", "Alert");
  ui.pop();
  y += ui.px(56);
  if (ui.button("ask.grade", {body.x, y}, "grade", "Enter", true)) ask(scene);
  ui.text_fit({body.x + ui.button_width("grade", "Enter") + ui.px(12), y + ui.px(3)},
              body.w - ui.px(120), Face::kSmall, p.unknown_text, form.problem);
  y += ui.px(44);
  const auto& candidates = scene.model.verdicts.candidates;
  if (!candidates.empty()) {
    ui.text({body.x, y}, Face::kTitle, p.text,
            "Sessions that look wrong, though no alert names them");
    y += ui.px(24);
  }
  for (const grade::Candidate& each : candidates) {
    const Rect row{body.x - ui.px(4), y - ui.px(2), body.w + ui.px(4), ui.px(38)};
    if (ui.press("candidate." + each.session, row, each.upn + ": " + each.why, Role::kRow))
      form.user = each.upn;
    if (ImGui::IsItemHovered()) ui.fill(row, p.raised, ui.px(3));
    ui.text_fit({body.x, y}, body.w, Face::kBody, p.text, each.upn + "  " + each.session);
    ui.text_fit({body.x, y + ui.px(17)}, body.w, Face::kSmall, p.second, each.why);
    y += ui.px(42);
  }
  ui.claim(y);
  ui.end_panel();
}

}  // namespace crumb::wasm
