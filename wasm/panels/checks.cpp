// Every check of the verdict with its outcome; the open one with what it asks, why it came out so,
// its rows and its KQL.
#include "panels/panels.h"

#include <algorithm>

#include "base/text.h"
#include "ui/format.h"
#include "ui/grid.h"

namespace crumb::wasm {
namespace {

constexpr GridColumn kColumns[] = {
    {"Check", 74}, {"Title", 220, 1}, {"Outcome", 112}, {"Points", 56, 0, true}};

struct OutcomeHue {
  grade::Outcome outcome;
  Hue hue;
};
constexpr OutcomeHue kHues[] = {
    {grade::Outcome::kHitPlus, Hue::kAlien}, {grade::Outcome::kHit, Hue::kAlien},
    {grade::Outcome::kPartial, Hue::kAlien}, {grade::Outcome::kClear, Hue::kOwn},
    {grade::Outcome::kBenign, Hue::kOwn},    {grade::Outcome::kNotEvaluable, Hue::kUnknown},
    {grade::Outcome::kError, Hue::kUnknown}};

Hue hue_of_outcome(grade::Outcome outcome) {
  for (const OutcomeHue& row : kHues)
    if (row.outcome == outcome) return row.hue;
  return Hue::kNone;
}

std::string outcome_words(grade::Outcome outcome) {
  std::string words(grade::outcome_name(outcome));
  std::ranges::replace(words, '_', ' ');
  return words;
}

void list(Scene& scene, const grade::Verdict& v, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Rect body =
      ui.begin_panel("checks", where, "Checks", counted(v.checks.size(), "check", "checks"));
  const Grid grid(ui, body, kColumns);
  float y = grid.header(body.y);
  std::string step;
  for (const grade::CheckResult& check : v.checks) {
    if (check.step != step && !check.step.empty()) {
      step = check.step;
      ui.text({body.x, y + ui.px(6)}, Face::kTitle, p.second, step);
      y += ui.px(26);
    }
    const bool selected = scene.state.check == check.id;
    const Rect line{body.x - ui.px(4), y, body.w + ui.px(4), grid.row_height()};
    const std::string name = check.id + " " + check.title + ": " + outcome_words(check.outcome);
    if (ui.press("check." + check.id, line, name, Role::kRow, selected ? "selected" : ""))
      scene.state.check = check.id;
    if (selected)
      ui.fill(line, p.selected, ui.px(3));
    else if (ImGui::IsItemHovered())
      ui.fill(line, p.raised, ui.px(3));
    const Hue hue = hue_of_outcome(check.outcome);
    grid.put(0, y, Face::kMono, p.second, check.id);
    grid.put(1, y, Face::kBody, p.text, check.title);
    const Rect cell = grid.cell(2, y);
    ui.mark({cell.x + ui.px(4), y + ui.px(12)}, ui.px(4), hue);
    ui.text_fit({cell.x + ui.px(14), y + ui.px(3)}, cell.w - ui.px(14), Face::kBody,
                text_color(p, hue), outcome_words(check.outcome));
    grid.put(3, y, Face::kMono, text_color(p, hue_of_points(check.points)),
             check.points == 0 ? "" : signed_points(check.points));
    y += grid.row_height();
  }
  ui.claim(y + ui.px(6));
  ui.end_panel();
}

void open_check(Scene& scene, const grade::CheckResult& check, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Rect body =
      ui.begin_panel("check", where, check.id + "  " + check.title, outcome_words(check.outcome));
  float y = body.y;
  if (!check.asks.empty())
    y += ui.text_wrapped({body.x, y}, body.w, Face::kBody, p.text, check.asks) + ui.px(8);
  if (!check.reason.empty())
    y += ui.text_wrapped({body.x, y}, body.w, Face::kBody, p.second, check.reason) + ui.px(8);
  for (std::size_t at = 0; at < check.findings.size(); ++at) {
    const grade::Finding& finding = check.findings[at];
    if (finding.time_ticks != 0)
      ui.text({body.x, y}, Face::kMono, p.second, clock_time(finding.time_ticks));
    const float left = body.x + ui.px(74);
    y += ui.text_wrapped({left, y}, body.right() - left, Face::kBody, p.text, finding.text, 4);
    if (!finding.origin.empty()) {
      const std::string id = "finding." + check.id + "." + std::to_string(at);
      if (ui.link(id, {left, y}, Face::kSmall, rows_label(finding.origin)))
        choose(scene, id, finding.text, finding.origin);
      y += ui.px(18);
    }
    y += ui.px(6);
  }
  y += ui.px(6);
  if (!check.query.empty()) {
    float x = body.x;
    if (ui.button("check.copy", {x, y}, "copy KQL"))
      copy(scene, check.query, "the KQL of " + check.id);
    x += ui.button_width("copy KQL") + ui.px(8);
    if (ui.button("check.defender", {x, y}, "copy for Defender"))
      scene.post(TextAsk{TextKind::kDefender, scene.state.verdict, check.id, false});
    x += ui.button_width("copy for Defender") + ui.px(8);
    if (ui.button("check.query", {x, y}, "open as query")) {
      scene.state.query.text = check.query;
      scene.state.tab = Tab::kQuery;
    }
    y += ui.px(34);
    y += ui.text_wrapped({body.x, y}, body.w, Face::kMono, p.second, make_visible(check.query));
  }
  ui.claim(y + ui.px(8));
  ui.end_panel();
}

}  // namespace

void checks_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return start_panel(scene, where);
  Ui& ui = scene.ui;
  const float split = std::round(where.w * 0.5f);
  list(scene, *v, {where.x, where.y, split, where.h});
  ui.upright(where.x + split, where.y, where.bottom());
  const Rect right{where.x + split, where.y, where.w - split, where.h};
  const auto open = std::ranges::find(v->checks, scene.state.check, &grade::CheckResult::id);
  if (open != v->checks.end()) return open_check(scene, *open, right);
  const Rect body = ui.begin_panel("check", right, "Check");
  ui.text({body.x, body.y}, Face::kBody, ui.colors().third,
          "Press a check to read what it asks, why it came out so, and its KQL.");
  ui.end_panel();
}

}  // namespace crumb::wasm
