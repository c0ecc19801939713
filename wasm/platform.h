// The page's events as Dear ImGui's input: pointer, wheel, keys by name, typed and composed text,
// clipboard, focus. Knows neither the DOM nor Emscripten: the bindings hand over plain values.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace crumb::wasm {

// `code` is KeyboardEvent.code, `key` KeyboardEvent.key: letters go by key (the layout's), the rest
// by code.
void key_event(std::string_view code, std::string_view key, bool down);
void modifiers(bool ctrl, bool shift, bool alt, bool meta);
void pointer_event(float x, float y, bool touch);
void button_event(int button, bool down);   // 0 left, 1 middle, 2 right, as in MouseEvent
void wheel_event(float x, float y);         // in lines
void text_event(const std::string& text);   // typed, composed or pasted
void paste_event(const std::string& text);  // puts it on the inner clipboard and presses paste

struct ImeState {
  bool wanted = false;  // a text field has the keyboard
  float x = 0, y = 0, height = 0;
};
[[nodiscard]] const ImeState& ime_state();

// Makes Dear ImGui's context and its hooks. `copy` writes the system's clipboard.
void start_platform(std::function<void(const std::string&)> copy, bool apple);

}  // namespace crumb::wasm
