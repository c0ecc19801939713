// The view role: the screen on the main thread. Takes messages and input, draws one frame when
// asked, never waits. Knows no browser: what only the page can do it asks of the Host.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "gl/marks.h"
#include "gl/widgets.h"
#include "model.h"
#include "scene.h"
#include "state.h"
#include "ui/ui.h"

namespace crumb::wasm {

struct ViewSetup {
  Host host;
  std::string preferences;         // JSON that `remember` was given, or empty
  std::string sans, strong, mono;  // TrueType bytes
  bool apple = false, has_sample = false,
       light = false;  // light: the system's wish, when nothing is remembered
};

struct FrameWish {
  double again_in_ms = -1;   // 0: at the next frame; negative: only when something happens
  int cursor = 0;            // ImGuiMouseCursor
  std::uint32_t mirror = 0;  // grows when the mirror's text changed
};

class ViewRole {
 public:
  explicit ViewRole(ViewSetup setup);
  [[nodiscard]] bool create_graphics();  // in a current WebGL2 context; again after it was lost
  void resize(float width_px, float height_px, float ratio);
  // In how many ms it wants to be drawn: progress may wait, answers may not.
  double receive(std::span<const std::uint8_t> message);
  void engine_stopped(std::string why);
  void activate(std::string id) { state_.press_next = std::move(id); }
  void close_case();
  [[nodiscard]] FrameWish frame(double now_ms, bool input);
  [[nodiscard]] const std::string& mirror() const { return mirror_; }

 private:
  void take_answers(Scene& scene);
  void keep_choice();
  void draw(Scene& scene);

  ViewSetup setup_;
  Model model_;
  State state_;
  Fonts fonts_;
  Ui ui_;
  gl::Widgets widgets_;
  gl::Marks marks_;
  float ratio_ = 1;
  Theme applied_theme_ = Theme::kDark;
  float applied_ratio_ = 0;
  double last_ms_ = 0, awake_until_ms_ = 0;
  int frames_owed_ = 0;
  std::uint32_t graded_ = 0;  // revision of the grade that the state was fitted to
  std::string graded_subject_;
  std::string mirror_;
  std::uint32_t mirror_revision_ = 0;
};

}  // namespace crumb::wasm
