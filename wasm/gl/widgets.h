// Draws what Dear ImGui asks for: vertex lists and the glyph textures that it grows on demand.
// Not the timeline's marks (marks.h), which it calls at their place in the order.
#pragma once

#include <GLES3/gl3.h>
#include <imgui.h>

namespace crumb::wasm::gl {

class Widgets {
 public:
  [[nodiscard]] bool create();  // in a current context; again after the context was lost
  void draw(ImDrawData& data, ImU32 ground);

 private:
  void set_state(const ImDrawData& data) const;
  void draw_list(const ImDrawData& data, const ImDrawList& list) const;

  GLuint program_ = 0, vertices_ = 0, indices_ = 0, array_ = 0;
  GLint size_ = -1;
};

}  // namespace crumb::wasm::gl
