// The timeline's marks as instances of one quad: spans and points, thousands in one call.
// Not which marks there are, nor where the lanes lie: the timeline panel decides.
#pragma once

#include <GLES3/gl3.h>
#include <imgui.h>

#include <cstdint>
#include <vector>

namespace crumb::wasm::gl {

enum class Shape : std::uint8_t {
  kCircle,
  kDiamond,
  kSquare,
  kSquareOutline,
  kTriangle,
  kSpan,
  kBar
};

struct Instance {
  float begin_s = 0, end_s = 0;         // seconds from the base
  float centre_y = 0, half_height = 0;  // pixels from the lanes' top
  float half_width = 0, shape = 0;      // half_width: at least, pixels
  std::uint32_t color = 0;              // as ImGui packs it
};

struct MarksFrame {
  std::vector<Instance> instances;
  double left_s = 0;  // seconds from the base at the left edge
  double pixels_per_s = 0;
  float left_px = 0, top_px = 0, ratio = 1;
  bool changed = true;  // instances differ from the last draw; false saves the upload
};

class Marks {
 public:
  [[nodiscard]] bool create();
  // Queues a draw at this place of the list, clipped as the list is; `frame` must live until the
  // frame is drawn.
  void enqueue(ImDrawList& list, MarksFrame& frame);

 private:
  void draw(MarksFrame& frame, ImVec2 display);
  static void callback(const ImDrawList* list, const ImDrawCmd* command);

  GLuint program_ = 0, array_ = 0, corners_ = 0, instances_ = 0;
  GLint size_ = -1, time_ = -1, place_ = -1;
  std::size_t uploaded_ = 0;
};

}  // namespace crumb::wasm::gl
