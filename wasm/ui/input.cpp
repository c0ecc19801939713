// See input.h.
#include "ui/input.h"

#include <imgui_internal.h>

#include <algorithm>
#include <utility>

namespace crumb::wasm {
namespace {

int grow(ImGuiInputTextCallbackData* data) {
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    auto& text = *static_cast<std::string*>(data->UserData);
    text.resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = text.data();
  }
  return 0;
}

struct Code {
  std::string* text;
  Caret* caret;
};
int write(ImGuiInputTextCallbackData* data) {
  const Code& code = *static_cast<Code*>(data->UserData);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    data->UserData = code.text;
    return grow(data);
  }
  if (const auto edit = std::exchange(code.caret->edit, std::nullopt)) {
    const int size = data->BufTextLen, begin = std::min(static_cast<int>(edit->begin), size);
    data->DeleteChars(begin, std::clamp(static_cast<int>(edit->end), begin, size) - begin);
    data->InsertChars(begin, edit->text.data(), edit->text.data() + edit->text.size());
    data->CursorPos = begin + static_cast<int>(edit->text.size());
    data->SelectionStart = data->SelectionEnd = data->CursorPos;
  }
  code.caret->at = static_cast<std::uint32_t>(data->CursorPos);
  return 0;
}

}  // namespace

bool input_line(const char* id, const char* hint, std::string& text, ImGuiInputTextFlags flags) {
  return ImGui::InputTextWithHint(id, hint, text.data(), text.capacity() + 1,
                                  flags | ImGuiInputTextFlags_CallbackResize, grow, &text);
}

bool input_code(const char* id, std::string& text, Caret& caret, ImVec2 size,
                ImGuiInputTextFlags flags) {
  Code code{&text, &caret};
  return ImGui::InputTextMultiline(
      id, text.data(), text.capacity() + 1, size,
      flags | ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_CallbackAlways, write,
      &code);
}

void enter_field(const char* id) {
  ImGuiContext& g = *ImGui::GetCurrentContext();
  ImGui::SetNavWindow(ImGui::GetCurrentWindow());
  g.NavNextActivateId = ImGui::GetID(id);
  g.NavNextActivateFlags = ImGuiActivateFlags_PreferInput | ImGuiActivateFlags_TryToPreserveState;
}

bool take_key(ImGuiKey key) {
  const bool pressed = ImGui::IsKeyPressed(key, true);
  ImGui::SetKeyOwner(key, ImGui::GetID("taken"), ImGuiInputFlags_LockThisFrame);
  return pressed;
}

void leave_field() { ImGui::ClearActiveID(); }

}  // namespace crumb::wasm
