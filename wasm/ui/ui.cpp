// Drawing and pressing. See ui.h.
#include "ui/ui.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace crumb::wasm {
namespace {

struct FaceRow {
  ImFont* Fonts::* font;
  float em, line, height;  // CSS pixels; height: from em to Dear ImGui's size
};
constexpr FaceRow kFaceRows[] = {
    {&Fonts::sans, 13, 18, kSansHeight},    // kBody
    {&Fonts::strong, 13, 18, kSansHeight},  // kStrong
    {&Fonts::strong, 12, 16, kSansHeight},  // kTitle
    {&Fonts::strong, 24, 28, kSansHeight},  // kVerdict
    {&Fonts::sans, 12, 16, kSansHeight},    // kSmall
    {&Fonts::mono, 12, 18, kMonoHeight},    // kMono
};
constexpr std::string_view kRoleNames[] = {"button", "link", "tab", "row", "mark", "field"};

ImVec2 snapped(ImVec2 at) { return {std::round(at.x), std::round(at.y)}; }
Rect seen(const ImRect& box) {
  ImRect clipped = box;
  clipped.ClipWith(ImGui::GetCurrentWindow()->ClipRect);
  if (clipped.GetWidth() <= 0 || clipped.GetHeight() <= 0) return {};
  return {clipped.Min.x, clipped.Min.y, clipped.GetWidth(), clipped.GetHeight()};
}

}  // namespace

std::string_view role_name(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }

void Ui::begin_frame(const Palette& palette, const Fonts& fonts, float scale,
                     std::string activated) {
  palette_ = &palette;
  fonts_ = fonts;
  scale_ = scale;
  activated_ = std::move(activated);
  hits_.clear();
}

float Ui::px(float css) const { return std::round(css * scale_); }

Ui::FaceSpec Ui::spec(Face face) const {
  const FaceRow& row = kFaceRows[static_cast<std::size_t>(face)];
  return {fonts_.*row.font, row.em * row.height * scale_, px(row.line)};
}

// --- text
// ------------------------------------------------------------------------------------------------------

float Ui::line(Face face) const { return spec(face).line; }

float Ui::width(Face face, std::string_view text) const {
  const FaceSpec s = spec(face);
  return s.font->CalcTextSizeA(s.size, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

void Ui::text(ImVec2 at, Face face, std::uint32_t rgb, std::string_view text) const {
  const FaceSpec s = spec(face);
  const ImVec2 place = snapped({at.x, at.y + (s.line - s.size) / 2});
  ImGui::GetWindowDrawList()->AddText(s.font, s.size, place, paint(rgb), text.data(),
                                      text.data() + text.size());
}

void Ui::text_right(ImVec2 at, Face face, std::uint32_t rgb, std::string_view words) const {
  text({at.x - width(face, words), at.y}, face, rgb, words);
}

float Ui::text_fit(ImVec2 at, float room, Face face, std::uint32_t rgb,
                   std::string_view words) const {
  const FaceSpec s = spec(face);
  const char* end = words.data() + words.size();
  const float full = s.font->CalcTextSizeA(s.size, FLT_MAX, 0, words.data(), end).x;
  if (full <= room) {
    text(at, face, rgb, words);
    return full;
  }
  const float dots = width(face, "…");
  const char* cut = words.data();
  const float kept =
      s.font->CalcTextSizeA(s.size, std::max(room - dots, 1.0f), 0, words.data(), end, &cut).x;
  text(at, face, rgb, words.substr(0, static_cast<std::size_t>(cut - words.data())));
  text({at.x + kept, at.y}, face, rgb, "…");
  return kept + dots;
}

float Ui::text_wrapped(ImVec2 at, float room, Face face, std::uint32_t rgb, std::string_view words,
                       int lines) const {
  const FaceSpec s = spec(face);
  const char* begin = words.data();
  const char* const end = begin + words.size();
  float y = at.y;
  for (int count = 1; begin < end; ++count) {
    const std::string_view rest(begin, static_cast<std::size_t>(end - begin));
    if (count == lines) {
      text_fit({at.x, y}, room, face, rgb, rest);
      return y + s.line - at.y;
    }
    const char* stop = s.font->CalcWordWrapPosition(s.size, begin, end, room);
    if (stop == begin) ++stop;
    text({at.x, y}, face, rgb, {begin, static_cast<std::size_t>(stop - begin)});
    y += s.line;
    begin = stop;
    while (begin < end && (*begin == ' ' || *begin == '\n')) ++begin;
  }
  return std::max(y - at.y, s.line);
}

void Ui::push(Face face) const {
  const FaceRow& row = kFaceRows[static_cast<std::size_t>(face)];
  ImGui::PushFont(fonts_.*row.font, row.em * row.height);
}

// --- pressing
// ----------------------------------------------------------------------------------------------------

bool Ui::activated(std::string_view id) {
  if (activated_ != id || id.empty()) return false;
  activated_.clear();
  return true;
}

bool Ui::press(std::string_view id, const Rect& where, std::string_view name, Role role,
               std::string_view state) {
  if (where.w < 1 || where.h < 1) return activated(id);
  const ImVec2 before = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({where.x, where.y});
  ImGui::PushID(id.data(), id.data() + id.size());
  bool pressed = ImGui::InvisibleButton("##press", {where.w, where.h}, ImGuiButtonFlags_EnableNav);
  if (ImGui::IsItemHovered() && state != "disabled") ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  hits_.push_back({std::string(id), std::string(name), std::string(state), role,
                   seen({where.x, where.y, where.right(), where.bottom()})});
  ImGui::PopID();
  ImGui::SetCursorScreenPos(before);
  if (activated(id)) pressed = true;
  return pressed && state != "disabled";
}

bool Ui::link(std::string_view id, ImVec2 at, Face face, std::string_view label, float* used) {
  const float w = width(face, label);
  if (used != nullptr) *used = w;
  const bool pressed = press(id, {at.x, at.y, w, line(face)}, label, Role::kLink);
  text(at, face, palette_->accent, label);
  if (ImGui::IsItemHovered()) {
    const float y = std::round(at.y + line(face) - px(2));
    ImGui::GetWindowDrawList()->AddLine({at.x, y}, {at.x + w, y}, paint(palette_->accent), px(1));
  }
  return pressed;
}

float Ui::button_width(std::string_view label, std::string_view key_label) const {
  const float cap = key_label.empty() ? 0 : width(Face::kSmall, key_label) + px(8 + 6);
  return width(Face::kBody, label) + cap + px(14);
}

bool Ui::button(std::string_view id, ImVec2 at, std::string_view label, std::string_view key_label,
                bool primary) {
  const Rect where{at.x, at.y, button_width(label, key_label), button_height()};
  const bool pressed = press(id, where, label, Role::kButton, primary ? "primary" : "");
  const bool hovered = ImGui::IsItemHovered();
  fill(where, primary ? palette_->accent : hovered ? palette_->selected : palette_->raised, px(4));
  if (!primary) outline(where, palette_->line, px(4));
  const std::uint32_t ink = primary ? palette_->on_accent : palette_->text;
  text({at.x + px(7), at.y + px(3)}, Face::kBody, ink, label);
  if (!key_label.empty()) {
    const float x = at.x + px(7 + 6) + width(Face::kBody, label);
    const Rect cap{x, at.y + px(4), width(Face::kSmall, key_label) + px(8), px(16)};
    outline(cap, primary ? palette_->on_accent : palette_->line, px(3));
    text({x + px(4), cap.y}, Face::kSmall, primary ? palette_->on_accent : palette_->second,
         key_label);
  }
  return pressed;
}

void Ui::field(std::string_view id, std::string_view name) {
  hits_.push_back({std::string(id), std::string(name), ImGui::IsItemActive() ? "active" : "",
                   Role::kField, seen({ImGui::GetItemRectMin(), ImGui::GetItemRectMax()})});
  if (activated(id)) ImGui::SetKeyboardFocusHere(-1);
}

// --- shapes
// --------------------------------------------------------------------------------------------------------

void Ui::fill(const Rect& w, std::uint32_t rgb, float radius) const {
  ImGui::GetWindowDrawList()->AddRectFilled({w.x, w.y}, {w.right(), w.bottom()}, paint(rgb),
                                            radius);
}
void Ui::outline(const Rect& w, std::uint32_t rgb, float radius) const {
  ImGui::GetWindowDrawList()->AddRect({w.x, w.y}, {w.right(), w.bottom()}, paint(rgb), radius, 0,
                                      px(1));
}
void Ui::hairline(float x, float y, float right) const {
  fill({x, std::round(y), right - x, px(1)}, palette_->line);
}
void Ui::upright(float x, float y, float bottom) const {
  fill({std::round(x), y, px(1), bottom - y}, palette_->line);
}

void Ui::mark(ImVec2 c, float r, Hue hue) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImU32 ink = paint(mark_color(*palette_, hue));
  const float s = r * 0.85f;
  if (hue == Hue::kOwn)
    list.AddCircleFilled(c, r, ink);
  else if (hue == Hue::kAlien)
    list.AddNgonFilled(c, r * 1.2f, ink, 4);
  else if (hue == Hue::kUnknown)
    list.AddTriangleFilled({c.x, c.y - r}, {c.x + r, c.y + r * 0.8f}, {c.x - r, c.y + r * 0.8f},
                           ink);
  else if (hue == Hue::kInfra)
    list.AddRectFilled({c.x - s, c.y - s}, {c.x + s, c.y + s}, ink);
  else
    list.AddCircle(c, r * 0.8f, ink, 0, px(1));
}

float Ui::chip(ImVec2 at, std::string_view label, Hue hue) const {
  const Rect where{at.x, at.y, width(Face::kSmall, label) + px(10), px(18)};
  fill(where, tint_color(*palette_, hue), px(3));
  text({at.x + px(5), at.y + px(1)}, Face::kSmall, text_color(*palette_, hue), label);
  return where.w;
}

float Ui::key(ImVec2 at, std::string_view label) const {
  const Rect where{at.x, at.y, std::max(width(Face::kSmall, label) + px(8), px(18)), px(18)};
  outline(where, palette_->line, px(3));
  text({where.x + (where.w - width(Face::kSmall, label)) / 2, at.y + px(1)}, Face::kSmall,
       palette_->second, label);
  return where.w;
}

// --- panels
// --------------------------------------------------------------------------------------------------------

Rect Ui::begin_panel(const char* id, const Rect& where, std::string_view title,
                     std::string_view note) {
  const float inset = px(14), top = title.empty() ? px(6) : px(30);
  if (!title.empty()) {
    const float titled = width(Face::kTitle, title);
    text({where.x + inset, where.y + px(8)}, Face::kTitle, palette_->text, title);
    const float room = where.w - 2 * inset - titled - px(16);
    const float wide = std::min(width(Face::kSmall, note), room);
    if (!note.empty() && room > px(40)) {
      text_fit({where.right() - inset - wide, where.y + px(8)}, room, Face::kSmall, palette_->third,
               note);
    }
  }
  const Rect body{where.x + inset, where.y + top, where.w - inset - px(4), where.h - top - px(2)};
  ImGui::SetCursorScreenPos({body.x, body.y});
  ImGui::BeginChild(id, {body.w, std::max(body.h, 1.0f)}, ImGuiChildFlags_NavFlattened,
                    ImGuiWindowFlags_NoBackground);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  return {origin.x, origin.y, body.w - px(12), body.h};
}

void Ui::claim(float bottom_y) const {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy({1, std::max(bottom_y - at.y, 1.0f)});
}

bool Ui::input_waits() { return !ImGui::GetCurrentContext()->InputEventsQueue.empty(); }

}  // namespace crumb::wasm
