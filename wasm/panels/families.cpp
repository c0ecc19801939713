// For and against: one bar a family of evidence, to the right for the attack, to the left against
// it.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"

namespace crumb::wasm {

void families_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const std::string note = decibels(v->total_db) + ", prior " + signed_points(v->prior_db) +
                           (v->floor_db != 0 ? ", floor " + signed_points(v->floor_db) : "");
  const Rect body = ui.begin_panel("families", where, "For and against", note);
  constexpr double kScale = 20;  // the largest cap of a family
  const float names = ui.px(150), figures = ui.px(44);
  const float room = body.w - names - figures;
  const float zero = body.x + names + room * 0.42f;
  float y = body.y;
  for (const grade::FamilyScore& family : v->families) {
    const float height = ui.px(17);
    ui.text_fit({body.x, y}, names - ui.px(6), Face::kSmall, p.second, family.name);
    const auto share = static_cast<float>(std::clamp(family.points / kScale, -1.0, 1.0));
    const float length = share * (share > 0 ? room * 0.58f : room * 0.42f);
    const Hue hue = hue_of_points(family.points);
    if (family.points != 0) {
      ui.fill({std::min(zero, zero + length), y + ui.px(4), std::max(std::abs(length), ui.px(2)),
               ui.px(8)},
              mark_color(p, hue));
    }
    ui.text_right({body.right(), y}, Face::kMono, text_color(p, hue), signed_points(family.points));
    y += height;
  }
  ui.upright(zero, body.y, y);
  ui.claim(y);
  ui.end_panel();
}

}  // namespace crumb::wasm
