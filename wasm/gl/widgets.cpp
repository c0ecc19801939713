// The WebGL2 side of Dear ImGui. See widgets.h.
#include "gl/widgets.h"

#include <algorithm>
#include <cstddef>

#include "gl/program.h"

namespace crumb::wasm::gl {
namespace {

void* at_byte(std::size_t bytes) { return reinterpret_cast<void*>(bytes); }

GLuint name_of(const ImTextureData& texture) { return static_cast<GLuint>(texture.GetTexID()); }

// WebGL2 has no base vertex: the attributes themselves start at the list's part.
void start_at(std::size_t vertex) {
  const std::size_t base = vertex * sizeof(ImDrawVert);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, sizeof(ImDrawVert),
                        at_byte(base + offsetof(ImDrawVert, pos)));
  glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, sizeof(ImDrawVert),
                        at_byte(base + offsetof(ImDrawVert, uv)));
  glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(ImDrawVert),
                        at_byte(base + offsetof(ImDrawVert, col)));
}

void upload(ImTextureData& texture, const ImTextureRect& area) {
  glBindTexture(GL_TEXTURE_2D, name_of(texture));
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, texture.Width);
  glTexSubImage2D(GL_TEXTURE_2D, 0, area.x, area.y, area.w, area.h, GL_RED, GL_UNSIGNED_BYTE,
                  texture.GetPixelsAt(area.x, area.y));
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

void create_texture(ImTextureData& texture) {
  GLuint name = 0;
  glGenTextures(1, &name);
  glBindTexture(GL_TEXTURE_2D, name);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, texture.Width, texture.Height, 0, GL_RED, GL_UNSIGNED_BYTE,
               texture.GetPixels());
  texture.SetTexID(static_cast<ImTextureID>(name));
}

void update_texture(ImTextureData& texture) {
  if (texture.Status == ImTextureStatus_WantCreate) {
    create_texture(texture);
  } else if (texture.Status == ImTextureStatus_WantUpdates) {
    for (const ImTextureRect& area : texture.Updates) upload(texture, area);
  } else if (texture.Status == ImTextureStatus_WantDestroy && texture.UnusedFrames > 0) {
    const GLuint name = name_of(texture);
    glDeleteTextures(1, &name);
    texture.SetTexID(ImTextureID_Invalid);
    texture.SetStatus(ImTextureStatus_Destroyed);
    return;
  } else {
    return;
  }
  texture.SetStatus(ImTextureStatus_OK);
}

}  // namespace

bool Widgets::create() {
  program_ = make_program("ui", {"a_position", "a_uv", "a_color"});
  if (program_ == 0) return false;
  size_ = glGetUniformLocation(program_, "u_size");
  glGenVertexArrays(1, &array_);
  glGenBuffers(1, &vertices_);
  glGenBuffers(1, &indices_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_);
  for (GLuint index = 0; index < 3; ++index) glEnableVertexAttribArray(index);
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    if (texture->Status == ImTextureStatus_OK || texture->Status == ImTextureStatus_WantUpdates) {
      texture->SetStatus(ImTextureStatus_WantCreate);  // the old context took them along
    }
  }
  return true;
}

void Widgets::set_state(const ImDrawData& data) const {
  glUseProgram(program_);
  glUniform2f(size_, data.DisplaySize.x, data.DisplaySize.y);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glActiveTexture(GL_TEXTURE0);
}

void Widgets::draw(ImDrawData& data, ImU32 ground) {
  if (data.Textures != nullptr)
    for (ImTextureData* texture : *data.Textures) update_texture(*texture);
  glViewport(0, 0, static_cast<GLsizei>(data.DisplaySize.x),
             static_cast<GLsizei>(data.DisplaySize.y));
  glDisable(GL_SCISSOR_TEST);
  const ImVec4 clear = ImGui::ColorConvertU32ToFloat4(ground);
  glClearColor(clear.x, clear.y, clear.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glEnable(GL_BLEND);
  glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
  glEnable(GL_SCISSOR_TEST);
  set_state(data);
  for (const ImDrawList* list : data.CmdLists) draw_list(data, *list);
}

void Widgets::draw_list(const ImDrawData& data, const ImDrawList& list) const {
  glBufferData(GL_ARRAY_BUFFER, list.VtxBuffer.size_in_bytes(), list.VtxBuffer.Data,
               GL_STREAM_DRAW);
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, list.IdxBuffer.size_in_bytes(), list.IdxBuffer.Data,
               GL_STREAM_DRAW);
  for (const ImDrawCmd& command : list.CmdBuffer) {
    const ImVec4 clip = command.ClipRect;
    const float width = clip.z - clip.x, height = clip.w - clip.y;
    if (width <= 0 || height <= 0) continue;
    glScissor(static_cast<GLint>(clip.x), static_cast<GLint>(data.DisplaySize.y - clip.w),
              static_cast<GLsizei>(width), static_cast<GLsizei>(height));
    if (command.UserCallback != nullptr) {
      command.UserCallback(&list, &command);
      set_state(data);
      glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_);
      continue;
    }
    start_at(command.VtxOffset);
    glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(command.GetTexID()));
    const GLenum type = sizeof(ImDrawIdx) == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT;
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(command.ElemCount), type,
                   at_byte(command.IdxOffset * sizeof(ImDrawIdx)));
  }
}

}  // namespace crumb::wasm::gl
