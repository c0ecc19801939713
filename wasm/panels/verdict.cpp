// The verdict in words, with the rules that made it, the alert, coverage and gates. Reading order
// starts here.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

struct BasisWords {
  std::string_view basis, words;
};
constexpr BasisWords kBases[] = {{"rule", "by rule"},
                                 {"points", "by points"},
                                 {"none", "no rule and not enough points"},
                                 {"override", "overruled by an analyst"}};

std::string basis_words(const grade::Verdict& v) {
  for (const BasisWords& row : kBases)
    if (row.basis == v.basis) return std::string(row.words);
  return v.basis;
}

void headline(Scene& scene, const grade::Verdict& v, const Rect& box) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Hue hue = hue_of_verdict(v.classification);
  ui.fill({box.x, box.y + ui.px(10), ui.px(4), box.h - ui.px(20)}, mark_color(p, hue));
  const float x = box.x + ui.px(18), room = box.w - ui.px(24);
  ui.text_fit({x, box.y + ui.px(9)}, room, Face::kVerdict, text_color(p, hue),
              verdict_words(v.classification));
  const bool overruled = v.basis == "override" && v.computed != v.classification;
  std::string stage = basis_words(v) +
                      (overruled ? ", computed " + verdict_words(v.computed) : "") +
                      (v.stage.empty() ? "" : " · " + v.stage + " " + stage_words(v.stage));
  ui.text_fit({x, box.y + ui.px(41)}, room, Face::kSmall, p.second, stage);
  const std::string figures = "confidence " + v.confidence + " · " + probability(v.probability) +
                              " · " + decibels(v.total_db);
  ui.text_fit({x, box.y + ui.px(59)}, room, Face::kSmall, p.second, figures);
}

struct Line {
  std::string id, label, text, rows;
  Hue hue = Hue::kNone;
  std::span<const grade::Origin> origin;
};

// Rules when they fired; else the strongest checks, or what would decide it.
std::vector<Line> reasons(const grade::Verdict& v) {
  std::vector<Line> lines;
  for (const grade::FiredRule& rule : v.rules) {
    const std::string text =
        rule.text + (rule.provisional ? " (provisional: own networks not confirmed)" : "");
    lines.push_back({"rule." + rule.id, rule.id, text, rows_label(rule.origin),
                     rule.id.starts_with('E') ? Hue::kOwn : Hue::kAlien, rule.origin});
  }
  if (!lines.empty()) return lines;
  if (v.classification == "unknown") {
    for (const grade::Flip& flip : v.flips)
      lines.push_back({"", "?", flip.text, "", Hue::kUnknown, {}});
    if (!lines.empty()) return lines;
  }
  std::vector<const grade::CheckResult*> checks;
  for (const grade::CheckResult& check : v.checks)
    if (check.points != 0) checks.push_back(&check);
  std::ranges::sort(checks,
                    [](auto* a, auto* b) { return std::abs(a->points) > std::abs(b->points); });
  for (const auto* check : checks) {
    const bool told = !check->findings.empty();
    lines.push_back({"reason." + check->id, signed_points(check->points),
                     told ? check->findings[0].text : check->title,
                     told ? rows_label(check->findings[0].origin) : "",
                     hue_of_points(check->points),
                     told ? std::span<const grade::Origin>(check->findings[0].origin)
                          : std::span<const grade::Origin>{}});
  }
  return lines;
}

void reasons_list(Scene& scene, const grade::Verdict& v, const Rect& box) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const std::vector<Line> lines = reasons(v);
  const float step = ui.px(20);
  const std::size_t fits = 3;
  float y = box.y + ui.px(8);
  for (std::size_t at = 0; at < lines.size() && at < fits; ++at, y += step) {
    const Line& line = lines[at];
    ui.text({box.x, y}, Face::kStrong, text_color(p, line.hue), line.label);
    const float x = box.x + ui.px(40);
    const float rows = line.rows.empty() ? 0 : ui.width(Face::kBody, line.rows) + ui.px(8);
    const float used =
        ui.text_fit({x, y}, box.w - ui.px(44) - rows, Face::kBody, p.text, line.text);
    if (ImGui::IsMouseHoveringRect({x, y}, {x + used, y + step}) && ImGui::BeginTooltip()) {
      ImGui::PushTextWrapPos(ui.px(560));
      ImGui::TextUnformatted(line.text.c_str());
      ImGui::PopTextWrapPos();
      ImGui::EndTooltip();
    }
    if (!line.rows.empty() && ui.link(line.id, {x + used + ui.px(8), y}, Face::kBody, line.rows)) {
      choose(scene, line.id, line.label + "  " + line.text, line.origin);
    }
  }
  std::string about = v.alert.title.empty() ? "graded by user" : v.alert.title;
  about += " · " + v.subject.upn + " · T0 " + date_time(v.t0_ticks);
  if (lines.size() > fits) about = "and " + grouped(lines.size() - fits) + " more · " + about;
  ui.text_fit({box.x, box.bottom() - ui.px(24)}, box.w - ui.px(8), Face::kSmall, p.third, about);
}

void coverage(Scene& scene, const grade::Verdict& v, const Rect& box) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  char label[32];
  std::snprintf(label, sizeof label, "Coverage %.0f %%", v.coverage);
  ui.text({box.x, box.y + ui.px(8)}, Face::kSmall, p.second, label);
  const Rect bar{box.x, box.y + ui.px(27), box.w, ui.px(5)};
  ui.fill(bar, p.line, ui.px(2));
  ui.fill({bar.x, bar.y, bar.w * static_cast<float>(std::clamp(v.coverage / 100, 0.0, 1.0)), bar.h},
          p.accent, ui.px(2));
  float x = box.x;
  const grade::Gate* failed = nullptr;
  const grade::Gate* hovered = nullptr;
  for (const grade::Gate& gate : v.gates) {
    const float width = ui.width(Face::kSmall, gate.id) + ui.px(10);
    ui.press("gate." + gate.id, {x, box.y + ui.px(38), width, ui.px(18)},
             gate.id + " " + gate.title, Role::kMark, gate.passed ? "passed" : "failed");
    if (ImGui::IsItemHovered() || ImGui::IsItemFocused()) hovered = &gate;
    ui.chip({x, box.y + ui.px(38)}, gate.id, gate.passed ? Hue::kOwn : Hue::kUnknown);
    if (!gate.passed) {
      ui.hairline(x, box.y + ui.px(57), x + width);
      if (failed == nullptr) failed = &gate;
    }
    x += width + ui.px(4);
  }
  const grade::Gate* said = hovered != nullptr ? hovered : failed;
  const std::string why = said == nullptr
                              ? "all gates passed"
                              : said->id + ": " + (said->why.empty() ? said->title : said->why);
  ui.text_wrapped({box.x, box.y + ui.px(60)}, box.w, Face::kSmall,
                  said != nullptr && !said->passed ? p.second : p.third, why, 2);
}

}  // namespace

void verdict_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const float inset = ui.px(14);
  const float left = ui.px(300), right = std::min(ui.px(300), where.w * 0.24f);
  headline(scene, *v, {where.x + inset, where.y, left, where.h});
  const float middle = where.x + inset + left + ui.px(16);
  reasons_list(scene, *v, {middle, where.y, where.right() - right - ui.px(40) - middle, where.h});
  coverage(scene, *v, {where.right() - right - inset, where.y, right, where.h});
  ui.hairline(where.x, where.bottom() - ui.px(1), where.right());
}

}  // namespace crumb::wasm
