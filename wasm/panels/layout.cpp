// Where panels stand: two columns in the case tab, one area in the others, bars above and below,
// overlays on top. The shares of the room are the analyst's: every gap between panels can be
// dragged, and is remembered.
#include <algorithm>
#include <cmath>

#include "panels/panels.h"

namespace crumb::wasm {
namespace {

struct Slot {
  Panel draw;
  float Splits::* share;  // of the column's height; nullptr: the rest
  const char* id;
};
constexpr Slot kLeft[] = {{timeline_panel, &Splits::timeline, "split.timeline"},
                          {origins_panel, &Splits::origins, "split.origins"},
                          {evidence_panel, &Splits::evidence, "split.evidence"},
                          {contain_panel, nullptr, ""}};
constexpr Slot kRight[] = {{families_panel, &Splits::families, "split.families"},
                           {ledger_panel, &Splits::ledger, "split.ledger"},
                           {decide_panel, nullptr, ""}};

struct TabSlot {
  Tab tab;
  Panel draw;
};
constexpr TabSlot kTabs[] = {{Tab::kQuery, query_panel},
                             {Tab::kChecks, checks_panel},
                             {Tab::kFiles, files_panel},
                             {Tab::kQueue, queue_panel}};

struct OverlaySlot {
  Overlay overlay;
  Panel draw;
  float css_width, css_height;
};
constexpr OverlaySlot kOverlays[] = {{Overlay::kHelp, help_overlay, 520, 456},
                                     {Overlay::kProof, proof_overlay, 620, 360},
                                     {Overlay::kOverride, override_overlay, 560, 330},
                                     {Overlay::kRecord, record_overlay, 1100, 760},
                                     {Overlay::kAction, action_overlay, 900, 560}};

// A strip between two panels that changes a share when it is dragged.
void splitter(Scene& scene, const char* id, const Rect& strip, bool upright, float& share,
              float room) {
  ImGui::SetCursorScreenPos({strip.x, strip.y});
  ImGui::PushID(id);
  ImGui::InvisibleButton("##split", {strip.w, strip.h});
  if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
    ImGui::SetMouseCursor(upright ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    scene.ui.fill(strip, scene.ui.colors().line);
  }
  if (ImGui::IsItemActive()) {
    const ImVec2 delta = ImGui::GetIO().MouseDelta;
    share = std::clamp(share + (upright ? delta.x : delta.y) / room, 0.08f, 0.8f);
  }
  if (ImGui::IsItemDeactivated()) remember(scene);
  ImGui::PopID();
}

void column(Scene& scene, std::span<const Slot> slots, const Rect& where) {
  Ui& ui = scene.ui;
  const float grip = ui.px(5);
  float y = where.y;
  for (const Slot& slot : slots) {
    const bool last = slot.share == nullptr;
    const float height =
        last ? where.bottom() - y : std::round(where.h * (scene.state.splits.*slot.share));
    if (height < ui.px(30)) break;
    slot.draw(scene, {where.x, y, where.w, height});
    y += height;
    if (last) break;
    ui.hairline(where.x, y - ui.px(1), where.right());
    splitter(scene, slot.id, {where.x, y - grip / 2, where.w, grip}, false,
             scene.state.splits.*slot.share, where.h);
  }
}

void case_tab(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const float strip = ui.px(94);
  verdict_panel(scene, {where.x, where.y, where.w, strip});
  const Rect rest{where.x, where.y + strip, where.w, where.h - strip};
  const float left = std::round(rest.w * scene.state.splits.left);
  column(scene, kLeft, {rest.x, rest.y, left, rest.h});
  ui.upright(rest.x + left, rest.y, rest.bottom());
  splitter(scene, "split.left", {rest.x + left - ui.px(2), rest.y, ui.px(5), rest.h}, true,
           scene.state.splits.left, rest.w);
  column(scene, kRight, {rest.x + left + ui.px(1), rest.y, rest.w - left - ui.px(1), rest.h});
}

void middle(Scene& scene, const Rect& where) {
  for (const TabSlot& slot : kTabs)
    if (slot.tab == scene.state.tab) return slot.draw(scene, where);
  if (scene.verdict() != nullptr) return case_tab(scene, where);
  const bool read =
      scene.model.files.all_read && scene.model.graded && !scene.model.files.files.empty();
  (read ? no_alert_panel : start_panel)(scene, where);
}

void overlay(Scene& scene, const Rect& screen) {
  Ui& ui = scene.ui;
  for (const OverlaySlot& slot : kOverlays) {
    if (slot.overlay != scene.state.overlay) continue;
    const float width = std::min(ui.px(slot.css_width), screen.w - ui.px(40));
    const float height = std::min(ui.px(slot.css_height), screen.h - ui.px(60));
    const Rect box{std::round(screen.x + (screen.w - width) / 2),
                   std::round(screen.y + (screen.h - height) / 2), width, height};
    ImGui::SetNextWindowPos({screen.x, screen.y});
    ImGui::SetNextWindowSize({screen.w, screen.h});
    ImGui::Begin("overlay", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground);
    ImGui::GetWindowDrawList()->AddRectFilled(
        {screen.x, screen.y}, {screen.right(), screen.bottom()}, paint(ui.colors().ground, 0.72f));
    ui.fill(box, ui.colors().panel, ui.px(6));
    ui.outline(box, ui.colors().line, ui.px(6));
    slot.draw(scene, box);
    const ImVec2 mouse = ImGui::GetMousePos();
    const bool outside =
        mouse.x < box.x || mouse.x > box.right() || mouse.y < box.y || mouse.y > box.bottom();
    if (outside && ImGui::IsMouseClicked(ImGuiMouseButton_Left))
      scene.state.overlay = Overlay::kNone;
    ImGui::End();
  }
}

}  // namespace

void draw_screen(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const float top = ui.px(32), bottom = ui.px(26);
  ImGui::SetNextWindowPos({where.x, where.y});
  ImGui::SetNextWindowSize({where.w, where.h});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("screen", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse);
  ui.fill(where, ui.colors().panel);
  ui.fill({where.x, where.y, where.w, top}, ui.colors().ground);
  ui.fill({where.x, where.bottom() - bottom, where.w, bottom}, ui.colors().ground);
  top_bar(scene, {where.x, where.y, where.w, top});
  middle(scene, {where.x, where.y + top, where.w, where.h - top - bottom});
  bottom_bar(scene, {where.x, where.bottom() - bottom, where.w, bottom});
  ImGui::End();
  ImGui::PopStyleVar();
  overlay(scene, where);
}

}  // namespace crumb::wasm
