// See timeline_parts.h.
#include "panels/timeline_parts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/time.h"
#include "ui/axis.h"
#include "ui/format.h"

namespace crumb::wasm {
namespace {

constexpr double kTicks = static_cast<double>(kTicksPerSecond);
constexpr double kPadding = 0.06;

float seconds_from(double base, std::int64_t ticks) {
  return static_cast<float>((static_cast<double>(ticks) - base) / kTicks);
}

gl::Shape shape_of(Hue hue) {
  constexpr gl::Shape kShapes[] = {gl::Shape::kCircle, gl::Shape::kCircle, gl::Shape::kSquare,
                                   gl::Shape::kDiamond, gl::Shape::kTriangle};
  return kShapes[static_cast<std::size_t>(hue)];
}

// Runs of one class within a session lane are its spans: where the class changes is where the
// session moved.
void add_spans(std::vector<gl::Instance>& out, const TimelineState& timeline,
               const LaneModel& model, const LaneLayout& lanes, const Ui& ui) {
  const auto& marks = model.marks.marks;
  for (std::size_t at = 0; at < marks.size();) {
    std::size_t end = at + 1;
    while (end < marks.size() && marks[end].lane == marks[at].lane &&
           marks[end].origin == marks[at].origin)
      ++end;
    const std::uint32_t lane = marks[at].lane;
    if (lane < model.lanes.lanes.size() && model.lanes.lanes[lane].kind == "session" &&
        end - at > 1) {
      const Hue hue = hue_of(marks[at].origin);
      out.push_back({seconds_from(timeline.base, marks[at].begin_ticks),
                     seconds_from(timeline.base, marks[end - 1].end_ticks),
                     lanes.middle(lane) - lanes.top, lanes.half() - ui.px(2), ui.px(4),
                     static_cast<float>(gl::Shape::kSpan), paint(mark_color(ui.colors(), hue))});
    }
    at = end;
  }
}

}  // namespace

Hue hue_of(timeline::OriginClass origin) {
  constexpr Hue kHues[] = {Hue::kNone, Hue::kOwn, Hue::kInfra, Hue::kAlien, Hue::kUnknown};
  return kHues[std::min<std::size_t>(static_cast<std::size_t>(origin), 4)];
}

std::pair<double, double> first_window(const grade::Verdict& verdict, const LaneModel& lanes) {
  double begin = static_cast<double>(verdict.t0_ticks) - 30.0 * 60 * kTicks;
  double end = static_cast<double>(verdict.t0_ticks) + 60.0 * 60 * kTicks;
  const double earliest = begin - 6.0 * 3600 * kTicks, latest = end + 12.0 * 3600 * kTicks;
  for (const timeline::Lane& lane : lanes.lanes.lanes) {
    if (lane.events == 0 || !lane.alerted) continue;
    begin = std::min(begin, std::max(static_cast<double>(lane.first_ticks), earliest));
    end = std::max(end, std::min(static_cast<double>(lane.last_ticks), latest));
  }
  const double padding = (end - begin) * kPadding;
  return {begin - padding, end + padding};
}

// What the analyst compares stands together: the alerted sessions, the device that clicked, mail,
// directory, alerts; then the user's other sessions, nearest to T0 first.
void arrange_lanes(TimelineState& timeline, const grade::Verdict& verdict, const LaneModel& model) {
  const auto& lanes = model.lanes.lanes;
  const auto rank = [&](const timeline::Lane& lane) {
    constexpr std::string_view kOrder[] = {"device", "mail", "directory", "alert", "session"};
    if (lane.kind == "session" && lane.alerted) return std::ptrdiff_t{-1};
    return std::ranges::find(kOrder, std::string_view(lane.kind)) - std::begin(kOrder);
  };
  const auto distance = [&](const timeline::Lane& lane) {
    if (lane.kind != "session" || lane.alerted) return lane.first_ticks;
    return std::max<std::int64_t>(
        {lane.first_ticks - verdict.t0_ticks, verdict.t0_ticks - lane.last_ticks, 0});
  };
  std::vector<std::uint32_t> order(lanes.size());
  for (std::uint32_t lane = 0; lane < lanes.size(); ++lane) order[lane] = lane;
  std::ranges::stable_sort(order, {}, [&](std::uint32_t lane) {
    return std::pair(rank(lanes[lane]), distance(lanes[lane]));
  });
  timeline.rows.resize(lanes.size());
  for (std::uint32_t row = 0; row < order.size(); ++row) timeline.rows[order[row]] = row;

  timeline.titles = timeline::titles_of(lanes);
  timeline.subtitles.clear();
  for (const timeline::Lane& lane : lanes) {
    std::string about = lane.alerted && lane.kind == "session" ? "alerted · " : "";
    about += lane.subtitle.empty() ? counted(lane.events, "event", "events") : lane.subtitle;
    timeline.subtitles.push_back(std::move(about));
  }
}

void draw_axis(const Ui& ui, const TimeScale& scale, float y, float grid_top, float grid_bottom) {
  const double needed = scale.ticks_per_px() * static_cast<double>(ui.px(74)) / kTicks;
  const double step = time_step(needed);
  const double step_ticks = step * kTicks;
  for (double at = std::ceil(scale.begin / step_ticks) * step_ticks; at < scale.end;
       at += step_ticks) {
    const float x = scale.x(at);
    const std::string label = time_caption(static_cast<std::int64_t>(at), step);
    const float half = ui.width(Face::kSmall, label) / 2;
    if (x - half < scale.left || x + half > scale.left + scale.width) continue;
    ui.text({x - half, y}, Face::kSmall, ui.colors().second, label);
    ui.fill({std::round(x), grid_top, ui.px(1), grid_bottom - grid_top}, ui.colors().raised);
  }
}

void draw_t0(const Ui& ui, const TimeScale& scale, std::int64_t t0, float top, float bottom) {
  const float x = std::round(scale.x(static_cast<double>(t0)));
  if (x < scale.left || x > scale.left + scale.width) return;
  for (float y = top; y < bottom; y += ui.px(6))
    ui.fill({x, y, ui.px(1), ui.px(3)}, ui.colors().text);
  const std::string label = "T0 " + clock_time(t0);
  const float wide = ui.width(Face::kSmall, label);
  const float at =
      x + ui.px(5) + wide > scale.left + scale.width ? x - ui.px(5) - wide : x + ui.px(5);
  ui.fill({at - ui.px(2), bottom - ui.px(16), wide + ui.px(4), ui.px(16)}, ui.colors().panel);
  ui.text({at, bottom - ui.px(16)}, Face::kSmall, ui.colors().text, label);
}

void draw_links(const Ui& ui, const TimeScale& scale, const LaneLayout& lanes, const Lanes& model) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const Link& link : model.links) {
    if (link.points.size() > 8)
      continue;  // a rule over many rows joins nothing that an eye can follow
    for (std::size_t at = 1; at < link.points.size(); ++at) {
      const auto& [lane_a, ticks_a] = link.points[at - 1];
      const auto& [lane_b, ticks_b] = link.points[at];
      if (lane_a == lane_b) continue;
      const ImVec2 a{scale.x(static_cast<double>(ticks_a)), lanes.middle(lane_a)};
      const ImVec2 b{scale.x(static_cast<double>(ticks_b)), lanes.middle(lane_b)};
      if (std::max(a.x, b.x) < scale.left || std::min(a.x, b.x) > scale.left + scale.width)
        continue;
      const float bend = (b.y - a.y) * 0.5f;
      list.AddBezierCubic(a, {a.x, a.y + bend}, {b.x, b.y - bend}, b, paint(ui.colors().second),
                          ui.px(1.2f));
      ui.text({std::min(a.x, b.x) - ui.px(24), (a.y + b.y) / 2 - ui.px(8)}, Face::kSmall,
              ui.colors().second, link.rule);
    }
  }
}

std::string label_of(const LaneModel& model, const timeline::Mark& mark) {
  const auto found = model.labels.find(mark.label);
  return found == model.labels.end() ? std::string() : found->second;
}

void draw_captions(Scene& scene, const TimeScale& scale, const LaneLayout& lanes,
                   const LaneModel& model, const Rect& plot) {
  Ui& ui = scene.ui;
  std::map<std::uint32_t, std::uint32_t>
      events;  // of each label: what happened once is told before what happened often
  std::vector<const timeline::Mark*> telling;
  for (const timeline::Mark& mark : model.marks.marks) {
    if (mark.weight < 2) continue;
    events[mark.label] += mark.count;
    const float x = scale.x(static_cast<double>(mark.begin_ticks + mark.end_ticks) / 2);
    if (x >= scale.left && x <= plot.right()) telling.push_back(&mark);
  }
  std::ranges::stable_sort(telling, {},
                           [&](const timeline::Mark* mark) { return events[mark->label]; });
  std::vector<Rect> taken;
  for (const timeline::Mark* mark : telling) {
    const float x = scale.x(static_cast<double>(mark->begin_ticks + mark->end_ticks) / 2);
    const float y = lanes.middle(mark->lane);
    const std::string id =
        "mark." + std::to_string(mark->lane) + "." + std::to_string(mark->first_event);
    const std::string label = label_of(model, *mark);
    const float reach = ui.px(7);
    ImGui::SetNextItemAllowOverlap();
    if (ui.press(id, {x - reach, y - reach, 2 * reach, 2 * reach},
                 clock_time(mark->begin_ticks) + " " + label, Role::kMark)) {
      choose_mark(scene, model, *mark);
    }
    const float wide = ui.width(Face::kSmall, label);
    if (label.empty() || wide > plot.w * 0.4f) continue;
    const Rect box{std::clamp(x - wide / 2, scale.left, std::max(plot.right() - wide, scale.left)),
                   lanes.y(mark->lane) - ui.px(1), wide + ui.px(10), ui.px(14)};
    const bool free = std::ranges::none_of(taken, [&](const Rect& other) {
      return other.y == box.y && other.x < box.right() && box.x < other.right();
    });
    if (!free) continue;
    ui.text({box.x, box.y}, Face::kSmall, text_color(ui.colors(), hue_of(mark->origin)), label);
    taken.push_back(box);
  }
}

void shape_marks(TimelineState& timeline, const LaneModel& model, const LaneLayout& lanes,
                 const Ui& ui) {
  std::vector<gl::Instance>& out = timeline.frame.instances;
  out.clear();
  timeline.base = static_cast<double>(model.marks.begin_ticks);
  add_spans(out, timeline, model, lanes, ui);
  for (const timeline::Mark& mark : model.marks.marks) {
    const Hue hue = hue_of(mark.origin);
    const float size = ui.px(mark.weight == 2 ? 6.0f : mark.weight == 1 ? 5.0f : 4.0f);
    gl::Instance point{seconds_from(timeline.base, mark.begin_ticks),
                       seconds_from(timeline.base, mark.end_ticks),
                       lanes.middle(mark.lane) - lanes.top,
                       size,
                       size,
                       static_cast<float>(shape_of(hue)),
                       paint(mark_color(ui.colors(), hue))};
    if (mark.begin_ticks != mark.end_ticks) {
      // Several events that crowd: a bar as wide as they lie, so that density shows.
      point.shape = static_cast<float>(gl::Shape::kBar);
      point.half_height = ui.px(4);
      point.half_width = ui.px(1.5f);
    }
    out.push_back(point);
  }
  timeline.frame.changed = true;
}

const timeline::Mark* mark_at(const LaneModel& model, const TimeScale& scale,
                              const LaneLayout& lanes, ImVec2 mouse, float reach) {
  const timeline::Mark* best = nullptr;
  float nearest = reach;
  for (const timeline::Mark& mark : model.marks.marks) {
    if (std::abs(lanes.y(mark.lane) + lanes.height / 2 - mouse.y) > lanes.height / 2) continue;
    const float begin = scale.x(static_cast<double>(mark.begin_ticks)),
                end = scale.x(static_cast<double>(mark.end_ticks));
    const float distance = mouse.x < begin ? begin - mouse.x : mouse.x > end ? mouse.x - end : 0;
    if (distance < nearest ||
        (distance == nearest && best != nullptr && mark.weight > best->weight)) {
      nearest = distance;
      best = &mark;
    }
  }
  return best;
}

void choose_mark(Scene& scene, const LaneModel& model, const timeline::Mark& mark) {
  Chosen& chosen = scene.state.chosen;
  chosen = {};
  chosen.id = "mark." + std::to_string(mark.lane) + "." + std::to_string(mark.first_event);
  chosen.title = clock_time(mark.begin_ticks) + "  " + label_of(model, mark);
  if (mark.count > 1) chosen.title += "  " + counted(mark.count, "event", "events");
  chosen.ask = ++scene.state.asks;
  scene.post(LaneAsk{chosen.ask, scene.state.verdict, mark.lane, mark.first_event, mark.count});
}

void draw_coverage(Scene& scene, const Rect& where) {
  const Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  ui.text({where.x, where.y}, Face::kSmall, p.second, "Coverage");
  float x = where.x + ui.px(176);
  const auto chip = [&](const std::string& label, Hue hue) {
    const float wide = ui.width(Face::kSmall, label) + ui.px(10);
    if (x + wide > where.right()) return;
    x += ui.chip({x, where.y - ui.px(1)}, label, hue) + ui.px(6);
  };
  struct Span {
    std::int64_t first = 0, last = 0;
    bool cut = false;
  };
  std::map<std::string, Span> tables;
  for (const FileState& file : scene.model.files.files) {
    if (file.table.empty() || file.rows == 0) continue;
    Span& span = tables[file.table];
    if (span.first == 0 || file.first_ticks < span.first) span.first = file.first_ticks;
    span.last = std::max(span.last, file.last_ticks);
    span.cut = span.cut || file.truncated;
  }
  for (const auto& [name, span] : tables) {
    const auto days =
        static_cast<std::uint64_t>((span.last - span.first + kTicksPerDay / 2) / kTicksPerDay);
    chip(name + " " + grouped(days) + " d" + (span.cut ? ", cut" : ""),
         span.cut ? Hue::kUnknown : Hue::kOwn);
  }
  if (const grade::Verdict* v = scene.verdict())
    for (const grade::MissingTable& missing : v->missing) chip("no " + missing.table, Hue::kNone);
}

}  // namespace crumb::wasm
