// Dear ImGui's text fields over std::string. Not a widget of our own.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <optional>
#include <string>

namespace crumb::wasm {

// True when the text changed, or with ImGuiInputTextFlags_EnterReturnsTrue when Enter was pressed.
bool input_line(const char* id, const char* hint, std::string& text, ImGuiInputTextFlags flags = 0);

// Where the caret of a text of several lines stands, and a change to be made there as if typed (so
// that it can be undone). Offsets are bytes.
struct TextEdit {
  std::uint32_t begin = 0, end = 0;
  std::string text;
};
struct Caret {
  std::uint32_t at = 0;
  std::optional<TextEdit> edit;  // taken when the field is active
};
bool input_code(const char* id, std::string& text, Caret& caret, ImVec2 size,
                ImGuiInputTextFlags flags = 0);

// The field gets the keyboard in the next frame, its caret where it was. (Dear ImGui's own
// SetKeyboardFocusHere passes over fields that take tabs.)
void enter_field(const char* id);
// Pressed in this frame; in any case the widgets that are drawn after do not see the key.
bool take_key(ImGuiKey key);
// The active field gives up the keyboard and keeps its text (Escape would bring the old one back).
void leave_field();

}  // namespace crumb::wasm
