// Dear ImGui's text fields over std::string. Not a widget of our own.
#pragma once

#include <imgui.h>

#include <string>

namespace crumb::wasm {

// True when the text changed, or with ImGuiInputTextFlags_EnterReturnsTrue when Enter was pressed.
bool input_line(const char* id, const char* hint, std::string& text, ImGuiInputTextFlags flags = 0);
bool input_text(const char* id, std::string& text, ImVec2 size, ImGuiInputTextFlags flags = 0);

}  // namespace crumb::wasm
