// What panels draw and press with: text, links, buttons, hairlines, panels; each pressable thing is
// registered by id. The registrations make the page's mirror (screen readers, tests). Not layout
// and no knowledge of verdicts.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ui/fonts.h"
#include "ui/theme.h"

namespace crumb::wasm {

enum class Face : std::uint8_t { kBody, kStrong, kTitle, kVerdict, kSmall, kMono };
enum class Role : std::uint8_t { kButton, kLink, kTab, kRow, kMark, kField };
[[nodiscard]] std::string_view role_name(Role role);

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;  // device pixels
  [[nodiscard]] float right() const { return x + w; }
  [[nodiscard]] float bottom() const { return y + h; }
};

struct Hit {
  std::string id, name, state;  // state: "selected", "disabled", "active", ...; may be empty
  Role role = Role::kButton;
  Rect where;  // clipped to what can be seen; empty when scrolled away
};

class Ui {
 public:
  // Once a frame, before anything is drawn. `activated`: an id that the page's mirror pressed, or
  // empty.
  void begin_frame(const Palette& palette, const Fonts& fonts, float scale, std::string activated);
  [[nodiscard]] const std::vector<Hit>& hits() const { return hits_; }
  [[nodiscard]] const Palette& colors() const { return *palette_; }
  [[nodiscard]] float px(float css) const;  // whole device pixels
  [[nodiscard]] float scale() const { return scale_; }

  // --- text
  // ----------------------------------------------------------------------------------------------
  [[nodiscard]] float line(Face face) const;
  [[nodiscard]] float width(Face face, std::string_view text) const;
  void text(ImVec2 at, Face face, std::uint32_t rgb, std::string_view text) const;
  void text_right(ImVec2 at, Face face, std::uint32_t rgb,
                  std::string_view text) const;  // `at` is the right edge
  float text_fit(ImVec2 at, float room, Face face, std::uint32_t rgb,
                 std::string_view text) const;  // cut with an ellipsis; its width
  float text_wrapped(ImVec2 at, float room, Face face, std::uint32_t rgb, std::string_view text,
                     int lines = 100) const;  // its height
  void push(Face face) const;                 // for Dear ImGui's own widgets; pop() after
  void pop() const { ImGui::PopFont(); }

  // --- things to press: true once when pressed by mouse, key or mirror
  // ---------------------------------------
  bool press(std::string_view id, const Rect& where, std::string_view name, Role role,
             std::string_view state = {});
  bool link(std::string_view id, ImVec2 at, Face face, std::string_view label,
            float* used = nullptr);
  bool button(std::string_view id, ImVec2 at, std::string_view label, std::string_view key = {},
              bool primary = false);
  [[nodiscard]] float button_width(std::string_view label, std::string_view key = {}) const;
  [[nodiscard]] float button_height() const { return px(24); }
  void field(std::string_view id, std::string_view name);  // registers Dear ImGui's last item
  [[nodiscard]] bool activated(
      std::string_view id);  // the mirror pressed it, though it may not be drawn

  // --- shapes
  // ---------------------------------------------------------------------------------------------
  void fill(const Rect& where, std::uint32_t rgb, float radius = 0) const;
  void outline(const Rect& where, std::uint32_t rgb, float radius = 0) const;
  void hairline(float x, float y, float right) const;
  void upright(float x, float y, float bottom) const;
  void mark(ImVec2 centre, float radius, Hue hue) const;  // circle, square, diamond, triangle
  float chip(ImVec2 at, std::string_view label, Hue hue) const;  // its width
  float key(ImVec2 at, std::string_view label) const;            // a key cap; its width

  // --- panels
  // ---------------------------------------------------------------------------------------------
  // A titled area whose body scrolls. Draw from ImGui::GetCursorScreenPos(); claim the height with
  // `claim`.
  Rect begin_panel(const char* id, const Rect& where, std::string_view title,
                   std::string_view note = {});
  void claim(float bottom_y) const;  // the lowest pixel drawn, for scrolling

  // Input that came faster than frames and is still to be read: another frame is due.
  [[nodiscard]] static bool input_waits();
  void end_panel() const { ImGui::EndChild(); }

 private:
  struct FaceSpec {
    ImFont* font;
    float size, line;  // device pixels
  };
  [[nodiscard]] FaceSpec spec(Face face) const;

  const Palette* palette_ = nullptr;
  Fonts fonts_;
  float scale_ = 1;
  std::string activated_;
  std::vector<Hit> hits_;
};

}  // namespace crumb::wasm
