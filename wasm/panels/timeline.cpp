// The session timeline: lanes, wheel to zoom at the cursor, drag to pan, click a mark for its rows.
// What to draw within it is in timeline_parts.cpp; which marks there are, the engine says.
#include <algorithm>
#include <cmath>

#include "panels/panels.h"
#include "panels/timeline_parts.h"
#include "ui/format.h"

namespace crumb::wasm {
namespace {

constexpr double kAskMargin =
    0.5;  // marks are asked for beyond the edges, so that a pan shows them at once

void zoom(TimelineState& t, double at, double factor) {
  const double length = std::clamp((t.end - t.begin) * factor, kShortestWindow, kLongestWindow);
  const double share = (at - t.begin) / (t.end - t.begin);
  t.begin = at - length * share;
  t.end = t.begin + length;
}

void take_input(Scene& scene, const TimeScale& scale, const LaneModel& model,
                const LaneLayout& lanes, const Rect& plot) {
  TimelineState& t = scene.state.timeline;
  ImGuiIO& io = ImGui::GetIO();
  ImGui::SetCursorScreenPos({plot.x, plot.y});
  ImGui::SetNextItemAllowOverlap();
  ImGui::InvisibleButton("plot", {std::max(plot.w, 1.0f), std::max(plot.h, 1.0f)},
                         ImGuiButtonFlags_EnableNav);
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
  if (hovered && io.MouseWheel != 0)
    zoom(t, scale.ticks(io.MousePos.x), std::pow(0.8, static_cast<double>(io.MouseWheel)));
  if (hovered && io.MouseWheelH != 0) {
    const double shift = static_cast<double>(io.MouseWheelH) * (t.end - t.begin) * 0.08;
    t.begin -= shift, t.end -= shift;
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, scene.ui.px(3))) {
    const double shift = static_cast<double>(io.MouseDelta.x) * scale.ticks_per_px();
    t.begin -= shift, t.end -= shift;
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
  }
  if (!hovered) return;
  const timeline::Mark* mark = mark_at(model, scale, lanes, io.MousePos, scene.ui.px(8));
  if (mark == nullptr) return;
  ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (ImGui::BeginTooltip()) {
    std::string text =
        date_time(mark->begin_ticks) + "  local " +
        scene.host.local_time(static_cast<double>(mark->begin_ticks - 621355968000000000) / 1e4) +
        "\n" + label_of(model, *mark);
    if (mark->count > 1)
      text +=
          "\n" + counted(mark->count, "event", "events") + " until " + clock_time(mark->end_ticks);
    ImGui::TextUnformatted(text.c_str());
    ImGui::EndTooltip();
  }
  const float slack = scene.ui.px(3);  // more is a drag, not a click
  if (ImGui::IsMouseReleased(ImGuiMouseButton_Left) &&
      io.MouseDragMaxDistanceSqr[0] < slack * slack) {
    choose_mark(scene, model, *mark);
  }
}

void ask_marks(Scene& scene, float width) {
  TimelineState& t = scene.state.timeline;
  const double length = t.end - t.begin;
  const auto pixels = static_cast<std::uint32_t>(width / std::max(scene.ui.px(3), 1.0f));
  const bool inside = t.asked_begin <= t.begin && t.asked_end >= t.end;
  const bool alike = (t.asked_end - t.asked_begin) < length * (1 + 2 * kAskMargin) * 1.15;
  if (inside && alike && t.asked_pixels == pixels) return;
  t.asked_begin = t.begin - length * kAskMargin;
  t.asked_end = t.end + length * kAskMargin;
  t.asked_pixels = pixels;
  scene.post(
      MarksAsk{scene.state.verdict, static_cast<std::int64_t>(t.asked_begin),
               static_cast<std::int64_t>(t.asked_end),
               static_cast<std::uint32_t>(static_cast<double>(pixels) * (1 + 2 * kAskMargin))});
}

void draw_lanes(const Ui& ui, const TimelineState& t, const LaneModel& model,
                const LaneLayout& lanes, const Rect& body, float labels) {
  const Palette& p = ui.colors();
  for (std::uint32_t lane = 0; lane < model.lanes.lanes.size(); ++lane) {
    const timeline::Lane& each = model.lanes.lanes[lane];
    const float y = lanes.y(lane);
    if (t.rows[lane] % 2 == 0) ui.fill({body.x, y, body.w, lanes.height}, p.stripe);
    if (each.alerted) ui.fill({body.x, y + ui.px(4), ui.px(2), lanes.height - ui.px(8)}, p.unknown);
    const float middle = y + lanes.height / 2;
    ui.text_fit({body.x + ui.px(8), middle - ui.px(17)}, labels - ui.px(12), Face::kBody, p.text,
                t.titles[lane]);
    ui.text_fit({body.x + ui.px(8), middle}, labels - ui.px(12), Face::kSmall, p.third,
                t.subtitles[lane]);
  }
}

void draw_marks(Scene& scene, const TimeScale& scale, const LaneModel& model,
                const LaneLayout& lanes, const Rect& plot) {
  TimelineState& t = scene.state.timeline;
  const auto theme = static_cast<std::uint64_t>(scene.state.theme);
  const std::uint64_t shaped_for = theme + static_cast<std::uint64_t>(lanes.height) * 8 +
                                   static_cast<std::uint64_t>(scene.ui.scale() * 64) * 100000;
  if (t.revision != model.revision || t.shaped_for != shaped_for) {
    shape_marks(t, model, lanes, scene.ui);
    t.revision = model.revision;
    t.shaped_for = shaped_for;
  }
  t.frame.left_s = (t.begin - t.base) / 1e7;
  t.frame.pixels_per_s = 1e7 / scale.ticks_per_px();
  t.frame.left_px = plot.x;
  t.frame.top_px = lanes.top;
  t.frame.ratio = scene.ui.scale();
  scene.marks.enqueue(*ImGui::GetWindowDrawList(), t.frame);
}

}  // namespace

void timeline_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  TimelineState& t = scene.state.timeline;
  const auto found = scene.model.lanes.find(scene.state.verdict);
  static const LaneModel kNothing;
  const LaneModel& model = found == scene.model.lanes.end() ? kNothing : found->second;
  if (t.verdict != scene.state.verdict || t.begin >= t.end) {
    std::tie(t.begin, t.end) = first_window(*v, model);
    t.verdict = model.lanes.lanes.empty() ? UINT32_MAX
                                          : scene.state.verdict;  // again when the lanes are known
    t.asked_end = 0;
    t.revision = UINT32_MAX;
  }
  if (t.rows.size() != model.lanes.lanes.size() || t.revision != model.revision)
    arrange_lanes(t, *v, model);
  const Rect area =
      ui.begin_panel("timeline", {where.x, where.y, where.w, where.h - ui.px(24)}, "Sessions",
                     "drag to pan · wheel zooms · + − 0 · click a mark for its rows");
  const auto count = static_cast<float>(std::max<std::size_t>(model.lanes.lanes.size(), 1));
  const float axis = ui.px(20), labels = ui.px(176), foot = ui.px(18);
  const LaneLayout lanes{
      area.y + axis, std::clamp(std::floor((area.h - axis - foot) / count), ui.px(34), ui.px(46)),
      ui.px(14), t.rows};
  const float bottom = lanes.top + lanes.height * count;
  const TimeScale scale{t.begin, t.end, area.x + labels, area.w - labels};
  const Rect plot{scale.left, area.y, scale.width, bottom - area.y};
  ask_marks(scene, plot.w);
  draw_lanes(ui, t, model, lanes, area, labels);
  ImGui::PushClipRect({plot.x, plot.y}, {plot.right(), bottom + foot}, true);
  draw_axis(ui, scale, area.y, lanes.top, bottom);
  take_input(scene, scale, model, lanes, plot);
  draw_links(ui, scale, lanes, model.lanes);
  draw_marks(scene, scale, model, lanes, plot);
  draw_captions(scene, scale, lanes, model, plot);
  draw_t0(ui, scale, v->t0_ticks, lanes.top, bottom + foot);
  ImGui::PopClipRect();
  if (model.lanes.lanes.empty()) {
    const std::string why = model.lanes.problem.empty() ? "no sessions yet" : model.lanes.problem;
    ui.text({plot.x, lanes.top + ui.px(8)}, Face::kSmall, ui.colors().third, why);
  }
  ui.claim(bottom + foot);
  ui.end_panel();
  draw_coverage(scene,
                {where.x + ui.px(14), where.bottom() - ui.px(23), where.w - ui.px(28), ui.px(18)});
}

}  // namespace crumb::wasm
