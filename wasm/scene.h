// What a panel is given: the model to read, the analyst's state to change, the tools to draw, and
// the way out. Not a place for a panel's own memory.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "gl/marks.h"
#include "model.h"
#include "state.h"
#include "ui/ui.h"

namespace crumb::wasm {

// What only the page can do. Set once by the bindings.
struct Host {
  std::function<void(std::span<const std::uint8_t>)> post;                     // to the engine
  std::function<void(const std::string&)> copy;                                // to the clipboard
  std::function<void(const std::string& name, const std::string& text)> save;  // a download
  std::function<void(const std::string& what)>
      act;  // "pick-files", "pick-folder", "sample", "cancel", "close-case"
  std::function<void(const std::string& json)> remember;  // preferences
  std::function<std::string(double unix_ms)> local_time;  // "10:21:58 GMT+1"
  std::function<std::string()> proof;  // what the page has loaded since it was opened
  GlyphSource glyph;
};

struct Scene {
  const Model& model;
  State& state;
  Ui& ui;
  const Host& host;
  gl::Marks& marks;
  double now_ms = 0;  // the page's clock, for notices and decisions' times
  bool has_sample = false;

  void post(const auto& message) const { host.post(encode(message).bytes()); }
  [[nodiscard]] const grade::Verdict* verdict() const {
    const auto& all = model.verdicts.verdicts;
    return state.verdict < all.size() ? &all[state.verdict] : nullptr;
  }
};

// --- what several panels do
// --------------------------------------------------------------------------------

void notify(Scene& scene, std::string notice);
void copy(Scene& scene, const std::string& text, std::string what);  // and say so
void choose(Scene& scene, std::string id, std::string title, std::span<const grade::Origin> origin);
void choose_record(Scene& scene, RowRef row);
void select_verdict(Scene& scene, std::uint32_t index);
void send_decisions(Scene& scene);
void remember(const Scene& scene);  // preferences, after a change
void restore(State& state, const std::string& json);
[[nodiscard]] std::string rows_label(
    std::span<const grade::Origin> origin);  // "CloudAppEvents 1,204"
[[nodiscard]] std::string verdict_words(std::string_view classification);
[[nodiscard]] std::string stage_words(std::string_view stage);

}  // namespace crumb::wasm
