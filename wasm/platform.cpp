// See platform.h.
#include "platform.h"

#include <imgui.h>

#include <utility>

namespace crumb::wasm {
namespace {

struct KeyName {
  std::string_view code;
  ImGuiKey key;
};
constexpr KeyName kKeys[] = {
    {"Tab", ImGuiKey_Tab},
    {"ArrowLeft", ImGuiKey_LeftArrow},
    {"ArrowRight", ImGuiKey_RightArrow},
    {"ArrowUp", ImGuiKey_UpArrow},
    {"ArrowDown", ImGuiKey_DownArrow},
    {"PageUp", ImGuiKey_PageUp},
    {"PageDown", ImGuiKey_PageDown},
    {"Home", ImGuiKey_Home},
    {"End", ImGuiKey_End},
    {"Insert", ImGuiKey_Insert},
    {"Delete", ImGuiKey_Delete},
    {"Backspace", ImGuiKey_Backspace},
    {"Space", ImGuiKey_Space},
    {"Enter", ImGuiKey_Enter},
    {"NumpadEnter", ImGuiKey_KeypadEnter},
    {"Escape", ImGuiKey_Escape},
    {"Slash", ImGuiKey_Slash},
    {"Equal", ImGuiKey_Equal},
    {"Minus", ImGuiKey_Minus},
    {"Comma", ImGuiKey_Comma},
    {"Period", ImGuiKey_Period},
    {"NumpadAdd", ImGuiKey_KeypadAdd},
    {"NumpadSubtract", ImGuiKey_KeypadSubtract},
    {"F1", ImGuiKey_F1},
    {"F2", ImGuiKey_F2},
    {"F5", ImGuiKey_F5},
};
// Characters that stand on other keys in other layouts.
constexpr KeyName kSigns[] = {
    {"?", ImGuiKey_Slash}, {"+", ImGuiKey_Equal}, {"=", ImGuiKey_Equal}, {"-", ImGuiKey_Minus}};

ImGuiKey key_of(std::string_view code, std::string_view key) {
  if (key.size() == 1) {
    const char c = key[0];
    if (c >= 'a' && c <= 'z') return static_cast<ImGuiKey>(ImGuiKey_A + (c - 'a'));
    if (c >= 'A' && c <= 'Z') return static_cast<ImGuiKey>(ImGuiKey_A + (c - 'A'));
    if (c >= '0' && c <= '9') return static_cast<ImGuiKey>(ImGuiKey_0 + (c - '0'));
    for (const KeyName& row : kSigns)
      if (row.code == key) return row.key;
  }
  for (const KeyName& row : kKeys)
    if (row.code == code) return row.key;
  return ImGuiKey_None;
}

struct Hooks {
  std::function<void(const std::string&)> copy;
  std::string clipboard;
  ImeState ime;
};
Hooks& hooks() {
  static Hooks the_hooks;
  return the_hooks;
}

void tap(ImGuiKey key) {
  ImGui::GetIO().AddKeyEvent(key, true);
  ImGui::GetIO().AddKeyEvent(key, false);
}

}  // namespace

void key_event(std::string_view code, std::string_view key, bool down) {
  if (const ImGuiKey known = key_of(code, key); known != ImGuiKey_None)
    ImGui::GetIO().AddKeyEvent(known, down);
}

void modifiers(bool ctrl, bool shift, bool alt, bool meta) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, ctrl);
  io.AddKeyEvent(ImGuiMod_Shift, shift);
  io.AddKeyEvent(ImGuiMod_Alt, alt);
  io.AddKeyEvent(ImGuiMod_Super, meta);
}

void pointer_event(float x, float y, bool touch) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
  io.AddMousePosEvent(x, y);
}

void button_event(int button, bool down) {
  constexpr int kButtons[] = {0, 2, 1};
  if (button >= 0 && button < 3) ImGui::GetIO().AddMouseButtonEvent(kButtons[button], down);
}

void wheel_event(float x, float y) { ImGui::GetIO().AddMouseWheelEvent(x, y); }
void text_event(const std::string& text) { ImGui::GetIO().AddInputCharactersUTF8(text.c_str()); }

void paste_event(const std::string& text) {
  hooks().clipboard = text;
  const ImGuiIO& io = ImGui::GetIO();
  const ImGuiKey modifier = io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl;
  ImGui::GetIO().AddKeyEvent(modifier, true);
  tap(ImGuiKey_V);
  ImGui::GetIO().AddKeyEvent(modifier, false);
}

const ImeState& ime_state() { return hooks().ime; }

void start_platform(std::function<void(const std::string&)> copy, bool apple) {
  hooks().copy = std::move(copy);
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigMacOSXBehaviors = apple;
  io.ConfigInputTextCursorBlink = false;
  io.ConfigInputTrickleEventQueue = true;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures |
                     ImGuiBackendFlags_RendererHasVtxOffset | ImGuiBackendFlags_HasMouseCursors;
  ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
  platform.Platform_GetClipboardTextFn = [](ImGuiContext*) { return hooks().clipboard.c_str(); };
  platform.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
    hooks().clipboard = text;
    hooks().copy(hooks().clipboard);
  };
  platform.Platform_SetImeDataFn = [](ImGuiContext*, ImGuiViewport*, ImGuiPlatformImeData* data) {
    hooks().ime = {data->WantVisible || data->WantTextInput, data->InputPos.x, data->InputPos.y,
                   data->InputLineHeight};
  };
}

}  // namespace crumb::wasm
