// The parts of the timeline panel: its scale, the instances made from marks, axis and captions.
// Input and layout are in timeline.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scene.h"

namespace crumb::wasm {

// Time to pixels. The window is in ticks as double: 1 tick is below a pixel by orders of magnitude.
struct TimeScale {
  double begin = 0, end = 1;
  float left = 0, width = 1;
  [[nodiscard]] double ticks_per_px() const { return (end - begin) / static_cast<double>(width); }
  [[nodiscard]] float x(double ticks) const {
    return left + static_cast<float>((ticks - begin) / ticks_per_px());
  }
  [[nodiscard]] double ticks(float px) const {
    return begin + static_cast<double>(px - left) * ticks_per_px();
  }
};

struct LaneLayout {
  float top = 0, height = 0;  // of the first lane, of each
  float caption = 0;          // room for captions above the marks of a lane
  const std::vector<std::uint32_t>& rows;
  [[nodiscard]] float y(std::uint32_t lane) const {
    return top + static_cast<float>(lane < rows.size() ? rows[lane] : lane) * height;
  }
  [[nodiscard]] float middle(std::uint32_t lane) const {
    return y(lane) + caption + (height - caption) / 2;
  }
  [[nodiscard]] float half() const { return (height - caption) / 2; }
};

inline constexpr double kShortestWindow = 1e7;           // a second
inline constexpr double kLongestWindow = 400.0 * 864e9;  // 400 days

[[nodiscard]] std::pair<double, double> first_window(const grade::Verdict& verdict,
                                                     const LaneModel& lanes);
void arrange_lanes(TimelineState& timeline, const grade::Verdict& verdict,
                   const LaneModel& model);  // order and names
void draw_axis(const Ui& ui, const TimeScale& scale, float y, float grid_top, float grid_bottom);
void draw_t0(const Ui& ui, const TimeScale& scale, std::int64_t t0, float top, float bottom);
void draw_links(const Ui& ui, const TimeScale& scale, const LaneLayout& lanes, const Lanes& model);
void draw_captions(Scene& scene, const TimeScale& scale, const LaneLayout& lanes,
                   const LaneModel& model, const Rect& plot);
void shape_marks(TimelineState& timeline, const LaneModel& model, const LaneLayout& lanes,
                 const Ui& ui);
// The mark under the mouse, or nullptr.
[[nodiscard]] const timeline::Mark* mark_at(const LaneModel& model, const TimeScale& scale,
                                            const LaneLayout& lanes, ImVec2 mouse, float reach);
[[nodiscard]] std::string label_of(const LaneModel& model, const timeline::Mark& mark);
[[nodiscard]] Hue hue_of(timeline::OriginClass origin);
void choose_mark(Scene& scene, const LaneModel& model, const timeline::Mark& mark);
void draw_coverage(Scene& scene, const Rect& where);

}  // namespace crumb::wasm
