// The form of a decision that is not the computed one, and of what the user or a register said:
// who, why, on what. Entries are only ever added; none is edited.
#include "panels/panels.h"

#include "ui/input.h"

namespace crumb::wasm {
namespace {

constexpr std::int64_t kUnixEpoch = 621'355'968'000'000'000;
constexpr const char* kReasons[] = {"KNOWN_INFRA", "TICKET",         "USER_CONFIRMED", "EXERCISE",
                                    "DATA_ERROR",  "EXTERNAL_INTEL", "OTHER"};
constexpr std::size_t kOtherAtLeast = 20;

struct Need {
  bool second = false;
  std::string why;  // why a second name is needed
};

Need need_of(const grade::Verdict& v, const std::string& to) {
  if (to == "input.H3.clear")
    return {true, "An exercise needs the register owner's confirmation: a second name."};
  if (to.starts_with("input.")) return {};
  if (v.basis == "rule") return {true, "This overrules a decisive rule: a second name is needed."};
  if (to == "falsePositive") {
    for (const grade::Gate& gate : v.gates)
      if (!gate.passed)
        return {true, "False positive without gate " + gate.id + " needs a second name."};
  }
  return {};
}

std::string missing_part(const State& state, const Need& need) {
  const OverrideState& form = state.override_form;
  if (state.analyst.empty()) return "Your name is missing.";
  if (need.second && form.second.empty()) return "The second name is missing.";
  if (need.second && form.second == state.analyst) return "The second name must be another person.";
  if (form.to.starts_with("input.")) return {};
  if (form.evidence.empty()) return "Say on which evidence.";
  const bool other = form.reason == static_cast<int>(std::size(kReasons)) - 1;
  if (other && form.evidence.size() < kOtherAtLeast)
    return "OTHER needs at least 20 characters of evidence.";
  return {};
}

void enter(Scene& scene, const grade::Verdict& v) {
  State& state = scene.state;
  const OverrideState& form = state.override_form;
  const std::int64_t at = kUnixEpoch + static_cast<std::int64_t>(scene.now_ms) * 10'000;
  if (form.to.starts_with("input.")) {
    grade::Input input;
    input.id = form.to.substr(6, 2);
    input.result = form.to.substr(9);
    input.subject = v.subject.upn;
    input.by = state.analyst;
    input.second = form.second;
    input.note = form.evidence;
    input.at_ticks = at;
    std::erase_if(state.decisions.inputs, [&](const grade::Input& each) {
      return each.id == input.id && each.subject == input.subject;
    });
    state.decisions.inputs.push_back(std::move(input));
  } else {
    grade::Override entry;
    entry.subject = v.subject.upn;
    entry.target = "grade";
    entry.to = form.to;
    entry.reason = kReasons[form.reason];
    entry.evidence = form.evidence;
    entry.by = state.analyst;
    entry.second = form.second;
    entry.at_ticks = at;
    state.decisions.overrides.push_back(std::move(entry));
  }
  state.overlay = Overlay::kNone;
  remember(scene);
  send_decisions(scene);
  notify(scene, "Entered, and graded again. Save your decisions with S.");
}

float labelled(Scene& scene, float x, float y, const char* label, const char* id, const char* hint,
               std::string& text, float width) {
  Ui& ui = scene.ui;
  ui.text({x, y}, Face::kSmall, ui.colors().second, label);
  ImGui::SetCursorScreenPos({x, y + ui.px(17)});
  ImGui::SetNextItemWidth(width);
  input_line(id, hint, text);
  ui.field(id + 2, label);
  return y + ui.px(50);
}

}  // namespace

void override_overlay(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  State& state = scene.state;
  OverrideState& form = state.override_form;
  const bool input = form.to.starts_with("input.");
  const Need need = need_of(*v, form.to);
  const Rect body =
      ui.begin_panel("override", where, input ? "What was said" : "Overrule the grade",
                     "Esc leaves without entering");
  float y = body.y + ui.px(4);
  const std::string head =
      input ? form.to.substr(6, 2) +
                  (form.to.ends_with("hit") ? ": denied or contradicted" : ": confirmed or matched")
            : "from " + verdict_words(v->classification) + " to " + verdict_words(form.to);
  ui.text({body.x, y}, Face::kStrong, p.text, head);
  y += ui.px(28);
  ui.push(Face::kBody);
  y = labelled(scene, body.x, y, "Your name", "##analyst", "", state.analyst, body.w);
  if (!input) {
    ui.text({body.x, y}, Face::kSmall, p.second, "Reason");
    ImGui::SetCursorScreenPos({body.x, y + ui.px(17)});
    ImGui::SetNextItemWidth(body.w);
    ImGui::Combo("##reason", &form.reason, kReasons, static_cast<int>(std::size(kReasons)));
    ui.field("reason", "Reason");
    y += ui.px(50);
  }
  y = labelled(scene, body.x, y,
               input ? "Note (ticket, channel)" : "Evidence (file and row, or ticket)",
               "##evidence", "", form.evidence, body.w);
  if (need.second)
    y = labelled(scene, body.x, y, need.why.c_str(), "##second", "", form.second, body.w);
  ui.pop();
  const std::string lacks = missing_part(state, need);
  if (ui.button("override.enter", {body.x, y}, "enter and grade again", "", lacks.empty()) &&
      lacks.empty())
    enter(scene, *v);
  ui.text_fit({body.x + ui.button_width("enter and grade again") + ui.px(12), y + ui.px(3)},
              body.w - ui.px(180), Face::kSmall, p.unknown_text, lacks);
  ui.claim(y + ui.px(30));
  ui.end_panel();
}

}  // namespace crumb::wasm
