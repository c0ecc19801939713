// Instanced drawing of the timeline's marks. See marks.h and shaders/mark.vert.
#include "gl/marks.h"

#include <cstddef>

#include "gl/program.h"

namespace crumb::wasm::gl {
namespace {

void* byte_offset(std::size_t bytes) { return reinterpret_cast<void*>(bytes); }
struct Call {
  Marks* marks;
  MarksFrame* frame;
};

}  // namespace

bool Marks::create() {
  program_ = make_program("mark", {"a_corner", "a_seconds", "a_lane", "a_color"});
  if (program_ == 0) return false;
  size_ = glGetUniformLocation(program_, "u_size");
  time_ = glGetUniformLocation(program_, "u_time");
  place_ = glGetUniformLocation(program_, "u_place");
  glGenVertexArrays(1, &array_);
  glGenBuffers(1, &corners_);
  glGenBuffers(1, &instances_);
  glBindVertexArray(array_);
  constexpr float kCorners[] = {-1, -1, 1, -1, -1, 1, 1, 1};
  glBindBuffer(GL_ARRAY_BUFFER, corners_);
  glBufferData(GL_ARRAY_BUFFER, sizeof kCorners, kCorners, GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, nullptr);
  glBindBuffer(GL_ARRAY_BUFFER, instances_);
  for (GLuint index = 1; index < 4; ++index) {
    glEnableVertexAttribArray(index);
    glVertexAttribDivisor(index, 1);
  }
  glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, sizeof(Instance),
                        byte_offset(offsetof(Instance, begin_s)));
  glVertexAttribPointer(2, 4, GL_FLOAT, GL_FALSE, sizeof(Instance),
                        byte_offset(offsetof(Instance, centre_y)));
  glVertexAttribPointer(3, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(Instance),
                        byte_offset(offsetof(Instance, color)));
  glBindVertexArray(0);
  uploaded_ = 0;
  return true;
}

void Marks::enqueue(ImDrawList& list, MarksFrame& frame) {
  Call call{this, &frame};
  list.AddCallback(callback, &call, sizeof call);
}

void Marks::callback(const ImDrawList*, const ImDrawCmd* command) {
  const auto* call = static_cast<const Call*>(command->UserCallbackData);
  call->marks->draw(*call->frame, ImGui::GetIO().DisplaySize);
}

void Marks::draw(MarksFrame& frame, ImVec2 display) {
  if (frame.instances.empty()) return;
  glUseProgram(program_);
  glUniform2f(size_, display.x, display.y);
  glUniform2f(time_, static_cast<float>(frame.left_s), static_cast<float>(frame.pixels_per_s));
  glUniform4f(place_, frame.left_px, frame.top_px, frame.ratio, 0);
  glBindVertexArray(array_);
  if (frame.changed || uploaded_ != frame.instances.size()) {
    glBindBuffer(GL_ARRAY_BUFFER, instances_);
    glBufferData(GL_ARRAY_BUFFER,
                 static_cast<GLsizeiptr>(frame.instances.size() * sizeof(Instance)),
                 frame.instances.data(), GL_DYNAMIC_DRAW);
    uploaded_ = frame.instances.size();
    frame.changed = false;
  }
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(uploaded_));
}

}  // namespace crumb::wasm::gl
