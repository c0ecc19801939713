// The ledger: every check that speaks, for and against, with points and rows; then what could not
// be evaluated and why. Full texts and queries of the checks are in the checks tab.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

struct Entry {
  const grade::CheckResult* check;
  double key;
};

std::vector<Entry> speaking(const grade::Verdict& v) {
  std::vector<Entry> entries;
  for (const grade::CheckResult& check : v.checks)
    if (check.points != 0) entries.push_back({&check, check.points});
  std::ranges::stable_sort(entries, [](const Entry& a, const Entry& b) {
    if ((a.key > 0) != (b.key > 0)) return a.key > 0;
    return std::abs(a.key) > std::abs(b.key);
  });
  return entries;
}

float check_entry(Scene& scene, const grade::CheckResult& check, const Rect& body, float y) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const float left = body.x + ui.px(44), room = body.right() - left;
  const bool told = !check.findings.empty();
  const std::string id = "finding." + check.id;
  const std::string sentence =
      told ? check.findings[0].text
           : check.title + (check.reason.empty() ? "" : ": " + check.reason);
  const bool selected = scene.state.chosen.id == id;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.ChannelsSplit(2);
  list.ChannelsSetCurrent(1);
  ui.text_right({body.x + ui.px(36), y}, Face::kMono, text_color(p, hue_of_points(check.points)),
                signed_points(check.points));
  float bottom = y + ui.text_wrapped({left, y}, room, Face::kBody, p.text, sentence, 3);
  std::string rows = told ? rows_label(check.findings[0].origin) : "";
  if (check.findings.size() > 1)
    rows += (rows.empty() ? "" : " · ") + grouped(check.findings.size() - 1) + " more";
  const float tag = ui.width(Face::kSmall, check.id) + ui.px(10);
  if (!rows.empty()) ui.text_fit({left, bottom}, room - tag, Face::kSmall, p.accent, rows);
  ui.text_right({body.right(), bottom}, Face::kSmall, p.third, check.id);
  bottom += ui.line(Face::kSmall);
  list.ChannelsSetCurrent(0);
  const Rect box{body.x - ui.px(6), y - ui.px(3), body.w + ui.px(10), bottom - y + ui.px(6)};
  if (ui.press(id, box, signed_points(check.points) + " " + sentence, Role::kRow,
               selected ? "selected" : "")) {
    if (told && !check.findings[0].origin.empty()) {
      choose(scene, id, sentence, check.findings[0].origin);
    } else {
      scene.state.check = check.id;
      scene.state.tab = Tab::kChecks;
    }
  }
  if (selected)
    ui.fill(box, p.selected, ui.px(3));
  else if (ImGui::IsItemHovered())
    ui.fill(box, p.raised, ui.px(3));
  list.ChannelsMerge();
  return bottom + ui.px(9);
}

float missing_entry(Scene& scene, const grade::MissingTable& missing, const Rect& body, float y) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const bool offered = !missing.query.empty();
  const float button = offered ? ui.button_width("copy export") + ui.px(8) : 0;
  ui.text_fit({body.x, y + ui.px(3)}, body.w - button, Face::kStrong, p.text, missing.table);
  if (offered &&
      ui.button("missing." + missing.table, {body.right() - button + ui.px(8), y}, "copy export")) {
    copy(scene, missing.query, "the query that exports " + missing.table);
  }
  y += ui.px(24);
  y += ui.text_wrapped({body.x, y}, body.w, Face::kSmall, p.second, missing.why, 2);
  return y + ui.px(8);
}

float blind_entry(Scene& scene, const grade::CheckResult& check, const Rect& body, float y) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Rect box{body.x, y, body.w, ui.px(18)};
  if (ui.press("blind." + check.id, box, check.id + " " + check.title + ": " + check.reason,
               Role::kRow)) {
    scene.state.check = check.id;
    scene.state.tab = Tab::kChecks;
  }
  const float used = ui.text_fit({body.x, y}, body.w * 0.6f, Face::kSmall, p.second,
                                 check.id + "  " + check.title);
  ui.text_fit({body.x + used + ui.px(8), y}, body.w - used - ui.px(8), Face::kSmall, p.third,
              check.reason);
  return y + ui.px(18);
}

}  // namespace

void ledger_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const auto blind = static_cast<std::uint64_t>(
      std::ranges::count_if(v->checks, [](const grade::CheckResult& check) {
        return check.outcome == grade::Outcome::kNotEvaluable ||
               check.outcome == grade::Outcome::kError;
      }));
  const std::string note =
      counted(v->checks.size(), "check", "checks") + " · " + grouped(blind) + " not evaluable";
  const Rect body = ui.begin_panel("ledger", where, "Ledger", note);
  float y = body.y + ui.px(3);
  for (const Entry& entry : speaking(*v)) y = check_entry(scene, *entry.check, body, y);
  if (!v->missing.empty()) {
    ui.text({body.x, y}, Face::kTitle, p.text, "Export next");
    y += ui.px(22);
    for (const grade::MissingTable& missing : v->missing)
      y = missing_entry(scene, missing, body, y);
  }
  if (!v->open_rules.empty()) {
    ui.text({body.x, y}, Face::kTitle, p.text, "Rules that could not be asked");
    y += ui.px(20);
    for (const grade::OpenRule& rule : v->open_rules) {
      const float used = ui.text_fit({body.x, y}, body.w * 0.6f, Face::kSmall, p.second,
                                     rule.id + "  " + rule.title);
      ui.text_fit({body.x + used + ui.px(8), y}, body.w - used - ui.px(8), Face::kSmall, p.third,
                  rule.why);
      y += ui.px(18);
    }
    y += ui.px(8);
  }
  if (blind > 0) {
    ui.text({body.x, y}, Face::kTitle, p.text, "Could not be evaluated");
    y += ui.px(20);
    for (const grade::CheckResult& check : v->checks) {
      if (check.outcome != grade::Outcome::kNotEvaluable && check.outcome != grade::Outcome::kError)
        continue;
      y = blind_entry(scene, check, body, y);
    }
  }
  ui.claim(y + ui.px(6));
  ui.end_panel();
}

}  // namespace crumb::wasm
