// Colours by role, for the dark, the light and the high-contrast theme. A panel names a role, never
// a colour. Every pair that carries text is checked when this is compiled: 4.5 : 1 or more
// (theme.cpp).
#pragma once

#include <imgui.h>

#include <cstdint>
#include <string_view>

namespace crumb::wasm {

enum class Theme : std::uint8_t { kDark, kLight, kContrast };

// 0xRRGGBB. *_text: the hue as text on panel, ground and its own tint; *_tint: a ground of that
// hue.
struct Palette {
  std::uint32_t ground, panel, stripe, raised, selected, line;
  std::uint32_t text, second, third, accent, on_accent;
  std::uint32_t alien, own, infra, unknown;  // graphical marks: 3 : 1 on panel
  std::uint32_t alien_text, own_text, infra_text, unknown_text;
  std::uint32_t alien_tint, own_tint, infra_tint, unknown_tint;
};

[[nodiscard]] const Palette& palette_of(Theme theme);
[[nodiscard]] std::string_view theme_name(Theme theme);  // "dark", "light", "contrast"
[[nodiscard]] Theme theme_from_name(std::string_view name);

[[nodiscard]] constexpr ImU32 paint(std::uint32_t rgb, float alpha = 1) {
  return IM_COL32((rgb >> 16) & 255u, (rgb >> 8) & 255u, rgb & 255u,
                  static_cast<int>(alpha * 255 + 0.5f));
}

// A class of origin said twice: hue and shape. Classes as the core spells them, any case.
enum class Hue : std::uint8_t { kNone, kOwn, kInfra, kAlien, kUnknown };
[[nodiscard]] Hue hue_of_class(std::string_view origin_class);
[[nodiscard]] Hue hue_of_verdict(std::string_view classification);
[[nodiscard]] Hue hue_of_points(double points);
[[nodiscard]] std::uint32_t mark_color(const Palette& palette, Hue hue);
[[nodiscard]] std::uint32_t text_color(const Palette& palette, Hue hue);
[[nodiscard]] std::uint32_t tint_color(const Palette& palette, Hue hue);

// One of eight that stay apart for those who do not see red or green; more series begin again.
[[nodiscard]] std::uint32_t series_color(const Palette& palette, std::size_t series);

void apply_theme(const Palette& palette, float scale);  // to Dear ImGui's own style

}  // namespace crumb::wasm
