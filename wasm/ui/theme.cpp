// The palettes, and the proof of their contrast. See theme.h.
#include "ui/theme.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "base/text.h"

namespace crumb::wasm {
namespace {

constexpr Palette kDarkPalette{.ground = 0x0F1216,
                               .panel = 0x12161B,
                               .stripe = 0x161B21,
                               .raised = 0x1B2129,
                               .selected = 0x1D2A36,
                               .line = 0x2A323C,
                               .text = 0xDFE5EC,
                               .second = 0x98A4B2,
                               .third = 0x8793A2,
                               .accent = 0x7FB4FF,
                               .on_accent = 0x0F1216,
                               .alien = 0xE5603D,
                               .own = 0x3FA7A0,
                               .infra = 0x6D88B8,
                               .unknown = 0xD9A441,
                               .alien_text = 0xFF9B80,
                               .own_text = 0x76D2CA,
                               .infra_text = 0xA3B9E0,
                               .unknown_text = 0xEABB61,
                               .alien_tint = 0x3A201A,
                               .own_tint = 0x15302F,
                               .infra_tint = 0x1E2838,
                               .unknown_tint = 0x352A15};
constexpr Palette kLightPalette{.ground = 0xF3F5F8,
                                .panel = 0xFFFFFF,
                                .stripe = 0xF7F9FB,
                                .raised = 0xEDF1F5,
                                .selected = 0xDCE9F9,
                                .line = 0xD3DAE2,
                                .text = 0x16202B,
                                .second = 0x465462,
                                .third = 0x586675,
                                .accent = 0x1758B5,
                                .on_accent = 0xFFFFFF,
                                .alien = 0xCF4520,
                                .own = 0x1B8179,
                                .infra = 0x4A68A3,
                                .unknown = 0xA46A05,
                                .alien_text = 0xA5310F,
                                .own_text = 0x0C615B,
                                .infra_text = 0x34528C,
                                .unknown_text = 0x7A4D00,
                                .alien_tint = 0xFCE7E0,
                                .own_tint = 0xDDF2F0,
                                .infra_tint = 0xE4EBF7,
                                .unknown_tint = 0xFBEFD6};
constexpr Palette kContrastPalette{.ground = 0x000000,
                                   .panel = 0x000000,
                                   .stripe = 0x0D0D0D,
                                   .raised = 0x1A1A1A,
                                   .selected = 0x0B2E5C,
                                   .line = 0x8C8C8C,
                                   .text = 0xFFFFFF,
                                   .second = 0xE6E6E6,
                                   .third = 0xD0D0D0,
                                   .accent = 0x9FD0FF,
                                   .on_accent = 0x000000,
                                   .alien = 0xFF7A55,
                                   .own = 0x54D6CC,
                                   .infra = 0x9DB8F2,
                                   .unknown = 0xFFC84A,
                                   .alien_text = 0xFFB199,
                                   .own_text = 0x8BF0E7,
                                   .infra_text = 0xC2D4FB,
                                   .unknown_text = 0xFFDC8A,
                                   .alien_tint = 0x2A0E06,
                                   .own_tint = 0x04211F,
                                   .infra_tint = 0x0E1830,
                                   .unknown_tint = 0x271B00};

// --- WCAG 2 contrast, at compile time
// -----------------------------------------------------------------------
constexpr double power_2_4(double x) {  // x^2 * (x^2)^(1/5), the root by Newton's steps
  const double square = x * x;
  double root = 1;
  for (int step = 0; step < 60; ++step)
    root -= (root * root * root * root * root - square) / (5 * root * root * root * root);
  return square * root;
}
constexpr double channel(std::uint32_t eight_bits) {
  const double value = eight_bits / 255.0;
  return value <= 0.04045 ? value / 12.92 : power_2_4((value + 0.055) / 1.055);
}
constexpr double luminance(std::uint32_t rgb) {
  return 0.2126 * channel((rgb >> 16) & 255u) + 0.7152 * channel((rgb >> 8) & 255u) +
         0.0722 * channel(rgb & 255u);
}
constexpr double contrast(std::uint32_t a, std::uint32_t b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}
constexpr bool readable(const Palette& p) {
  const std::array grounds{p.ground, p.panel, p.stripe, p.raised, p.selected};
  for (const std::uint32_t ground : grounds) {
    for (const std::uint32_t text : {p.text, p.second, p.third, p.accent, p.alien_text, p.own_text,
                                     p.infra_text, p.unknown_text})
      if (contrast(text, ground) < 4.5) return false;
    for (const std::uint32_t mark : {p.alien, p.own, p.infra, p.unknown})
      if (contrast(mark, ground) < 3) return false;
  }
  const std::array<std::array<std::uint32_t, 2>, 5> pairs{{{p.alien_text, p.alien_tint},
                                                           {p.own_text, p.own_tint},
                                                           {p.infra_text, p.infra_tint},
                                                           {p.unknown_text, p.unknown_tint},
                                                           {p.on_accent, p.accent}}};
  return std::ranges::all_of(pairs,
                             [](const auto& pair) { return contrast(pair[0], pair[1]) >= 4.5; });
}
static_assert(contrast(0xFFFFFF, 0x000000) > 20.99 && contrast(0x767676, 0xFFFFFF) > 4.5 &&
              contrast(0x777777, 0xFFFFFF) < 4.5);
// Series of a chart, on dark and on light panels: Okabe and Ito's set, moved until each is 3 : 1.
constexpr std::uint32_t kOnDark[] = {0x56B4E9, 0xE69F00, 0x2FBF8F, 0xF0E442,
                                     0xDD8CBA, 0xE8703A, 0x9C9CFF, 0xB8C0CA};
constexpr std::uint32_t kOnLight[] = {0x0072B2, 0xA86400, 0x00805C, 0x7A6C00,
                                      0xA83E76, 0xB84300, 0x5A4FCF, 0x5F6B76};
consteval bool visible(std::span<const std::uint32_t> series, const Palette& p) {
  return std::ranges::all_of(series,
                             [&](std::uint32_t each) { return contrast(each, p.panel) >= 3; });
}
static_assert(visible(kOnDark, kDarkPalette) && visible(kOnDark, kContrastPalette) &&
              visible(kOnLight, kLightPalette));
static_assert(readable(kDarkPalette), "a pair of the dark theme is below 4.5 : 1");
static_assert(readable(kLightPalette), "a pair of the light theme is below 4.5 : 1");
static_assert(readable(kContrastPalette), "a pair of the high-contrast theme is below 4.5 : 1");

struct Named {
  Theme theme;
  std::string_view name;
  const Palette* palette;
};
constexpr Named kThemes[] = {{Theme::kDark, "dark", &kDarkPalette},
                             {Theme::kLight, "light", &kLightPalette},
                             {Theme::kContrast, "contrast", &kContrastPalette}};

struct HueName {
  std::string_view name;
  Hue hue;
};
constexpr HueName kClasses[] = {
    {"own", Hue::kOwn}, {"infra", Hue::kInfra}, {"alien", Hue::kAlien}, {"unknown", Hue::kUnknown}};
constexpr HueName kVerdictHues[] = {{"truePositive", Hue::kAlien},
                                    {"falsePositive", Hue::kOwn},
                                    {"informationalExpectedActivity", Hue::kInfra},
                                    {"unknown", Hue::kUnknown}};

ImVec4 shade(std::uint32_t rgb, float alpha = 1) {
  return ImGui::ColorConvertU32ToFloat4(paint(rgb, alpha));
}

}  // namespace

const Palette& palette_of(Theme theme) { return *kThemes[static_cast<std::size_t>(theme)].palette; }
std::string_view theme_name(Theme theme) { return kThemes[static_cast<std::size_t>(theme)].name; }
Theme theme_from_name(std::string_view name) {
  for (const Named& each : kThemes)
    if (each.name == name) return each.theme;
  return Theme::kDark;
}

Hue hue_of_class(std::string_view origin_class) {
  for (const HueName& each : kClasses)
    if (starts_with_ignore_case(origin_class, each.name)) return each.hue;
  return Hue::kNone;
}
Hue hue_of_verdict(std::string_view classification) {
  for (const HueName& each : kVerdictHues)
    if (classification == each.name) return each.hue;
  return Hue::kUnknown;
}
Hue hue_of_points(double points) {
  return points > 0 ? Hue::kAlien : points < 0 ? Hue::kOwn : Hue::kNone;
}

std::uint32_t mark_color(const Palette& p, Hue hue) {
  const std::uint32_t colors[] = {p.third, p.own, p.infra, p.alien, p.unknown};
  return colors[static_cast<std::size_t>(hue)];
}
std::uint32_t series_color(const Palette& p, std::size_t series) {
  return (&p == &kLightPalette ? kOnLight : kOnDark)[series % std::size(kOnDark)];
}
std::uint32_t text_color(const Palette& p, Hue hue) {
  const std::uint32_t colors[] = {p.second, p.own_text, p.infra_text, p.alien_text, p.unknown_text};
  return colors[static_cast<std::size_t>(hue)];
}
std::uint32_t tint_color(const Palette& p, Hue hue) {
  const std::uint32_t colors[] = {p.raised, p.own_tint, p.infra_tint, p.alien_tint, p.unknown_tint};
  return colors[static_cast<std::size_t>(hue)];
}

void apply_theme(const Palette& p, float scale) {
  ImGuiStyle style;
  style.WindowPadding = style.FramePadding = ImVec2(8, 4);
  style.CellPadding = ImVec2(6, 3);
  style.ItemSpacing = ImVec2(8, 4);
  style.WindowBorderSize = style.ChildBorderSize = 0;
  style.FrameRounding = style.PopupRounding = 4;
  style.ScrollbarSize = 10;
  style.ScrollbarRounding = 5;
  style.ScaleAllSizes(scale);
  style.PopupBorderSize = style.FrameBorderSize = 1;
  style.FontScaleDpi = scale;
  ImVec4* colors = style.Colors;
  const ImVec4 clear(0, 0, 0, 0);
  for (const int none : {ImGuiCol_WindowBg, ImGuiCol_ChildBg, ImGuiCol_ScrollbarBg,
                         ImGuiCol_TableRowBg, ImGuiCol_TableRowBgAlt})
    colors[none] = clear;
  for (const int line :
       {ImGuiCol_Border, ImGuiCol_Separator, ImGuiCol_TableBorderLight, ImGuiCol_TableBorderStrong})
    colors[line] = shade(p.line);
  for (const int raised : {ImGuiCol_FrameBg, ImGuiCol_PopupBg, ImGuiCol_Button, ImGuiCol_TitleBg,
                           ImGuiCol_TitleBgActive})
    colors[raised] = shade(p.raised);
  for (const int chosen :
       {ImGuiCol_Header, ImGuiCol_HeaderHovered, ImGuiCol_HeaderActive, ImGuiCol_ButtonHovered,
        ImGuiCol_ButtonActive, ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive})
    colors[chosen] = shade(p.selected);
  for (const int grab : {ImGuiCol_ScrollbarGrab, ImGuiCol_ResizeGrip, ImGuiCol_SliderGrab})
    colors[grab] = shade(p.line);
  for (const int held :
       {ImGuiCol_ScrollbarGrabHovered, ImGuiCol_ScrollbarGrabActive, ImGuiCol_SliderGrabActive})
    colors[held] = shade(p.third);
  for (const int accent : {ImGuiCol_NavCursor, ImGuiCol_CheckMark, ImGuiCol_SeparatorHovered,
                           ImGuiCol_SeparatorActive, ImGuiCol_InputTextCursor})
    colors[accent] = shade(p.accent);
  colors[ImGuiCol_TableHeaderBg] = shade(p.panel);
  colors[ImGuiCol_TextSelectedBg] = shade(p.accent, 0.35f);
  colors[ImGuiCol_Text] = shade(p.text);
  colors[ImGuiCol_TextDisabled] = shade(p.third);
  colors[ImGuiCol_ModalWindowDimBg] = shade(p.ground, 0.6f);
  ImGui::GetStyle() = style;
}

}  // namespace crumb::wasm
