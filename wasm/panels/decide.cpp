// Decide: agree with the computed grade or overrule it with a reason; what the user and the
// registers said. The form that asks for reason and names is override.cpp.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

struct Choice {
  const char* id;
  const char* label;
  const char* key;
  std::string_view classification;
};
constexpr Choice kChoices[] = {{"decide.tp", "True positive", "T", "truePositive"},
                               {"decide.fp", "False positive", "F", "falsePositive"},
                               {"decide.benign", "Benign", "B", "informationalExpectedActivity"},
                               {"decide.unknown", "Not yet", "U", "unknown"}};

struct Statement {
  const char* id;      // of the input
  const char* result;  // "hit" or "clear"
  const char* label;
  const char* says;
};
constexpr Statement kStatements[] = {
    {"H1", "hit", "user denies", "asked by call-back: the user denies it"},
    {"H1", "clear", "confirms", "asked by call-back: the user confirms it"},
    {"H2", "hit", "register denies", "travel, VPN or leave register contradicts it"},
    {"H2", "clear", "matches", "travel, VPN or leave register matches"},
    {"H3", "clear", "exercise", "matches a registered phishing exercise"}};

const grade::Input* given(const State& state, const grade::Verdict& v, std::string_view id) {
  for (const grade::Input& input : state.decisions.inputs)
    if (input.id == id && (input.subject.empty() || input.subject == v.subject.upn)) return &input;
  return nullptr;
}

}  // namespace

void decide_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  State& state = scene.state;
  const Rect body =
      ui.begin_panel("decide", where, "Decide", state.analyst.empty() ? "" : "as " + state.analyst);
  const std::string agreed = v->subject.upn + "|" + v->classification;
  float x = body.x, y = body.y;
  for (const Choice& choice : kChoices) {
    const float wide = ui.button_width(choice.label, choice.key);
    if (x + wide > body.right() && x > body.x) x = body.x, y += ui.px(28);
    const bool computed =
        choice.classification == (v->computed.empty() ? v->classification : v->computed);
    if (ui.button(choice.id, {x, y}, choice.label, choice.key, computed)) {
      if (computed) {
        state.agreed = agreed;
        notify(scene, "Decided as computed: " + verdict_words(v->classification));
      } else {
        state.override_form = {std::string(choice.classification), 0, "", ""};
        state.overlay = Overlay::kOverride;
      }
    }
    x += wide + ui.px(4);
  }
  y += ui.px(29);
  const bool by_rule = v->basis == "rule";
  std::string words = state.agreed == agreed ? "Decided as computed." : "Filled: as computed.";
  words += by_rule ? " Another choice asks for a reason and a second name."
                   : " Another choice asks for a reason.";
  y += ui.text_wrapped({body.x, y}, body.w, Face::kSmall, p.second, words, 2) + ui.px(6);
  x = body.x;
  for (const Statement& statement : kStatements) {
    const grade::Input* said = given(state, *v, statement.id);
    const bool on = said != nullptr && said->result == statement.result;
    const float wide = ui.button_width(statement.label);
    if (x + wide > body.right() && x > body.x) x = body.x, y += ui.px(28);
    const std::string id = std::string("input.") + statement.id + "." + statement.result;
    if (ui.button(id, {x, y}, statement.label, "", on)) {
      state.override_form = {id, 0, "", ""};
      state.overlay = Overlay::kOverride;
    }
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s: %s", statement.id, statement.says);
    x += wide + ui.px(4);
  }
  y += ui.px(30);
  x = body.x;
  struct Save {
    const char* id;
    const char* label;
    TextKind kind;
  };
  constexpr Save kSaves[] = {{"save.report", "report", TextKind::kReportHtml},
                             {"save.verdict", "verdict.json", TextKind::kVerdictJson},
                             {"save.customer", "customer", TextKind::kReportCustomer},
                             {"save.legal", "legal", TextKind::kReportLegal},
                             {"save.csv", "IOC csv", TextKind::kIndicatorsCsv},
                             {"save.stix", "IOC stix", TextKind::kIndicatorsStix},
                             {"save.manifest", "hashes", TextKind::kManifest}};
  ui.text({x, y + ui.px(3)}, Face::kSmall, p.third, "Save");
  x += ui.px(36);
  if (ui.button("save.decisions", {x, y}, "decisions", "S")) {
    std::string json;
    grade::append_json(json, state.decisions);
    scene.host.save("decisions.json", json);
  }
  x += ui.button_width("decisions", "S") + ui.px(6);
  for (const Save& save : kSaves) {
    const float wide = ui.button_width(save.label);
    if (x + wide > body.right() && x > body.x) x = body.x, y += ui.px(28);
    if (ui.button(save.id, {x, y}, save.label))
      scene.post(TextAsk{save.kind, state.verdict, "", true});
    x += wide + ui.px(6);
  }
  ui.claim(y + ui.px(30));
  ui.end_panel();
}

}  // namespace crumb::wasm
