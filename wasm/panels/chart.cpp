// A query's chart: axes, series, legend, the value under the mouse. Which column is what was
// decided in core/kql/chart.h.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/time.h"
#include "panels/query_parts.h"
#include "ui/axis.h"
#include "ui/format.h"

namespace crumb::wasm {
namespace {

using kql::Chart;
using Form = Chart::Form;

constexpr double kTicks = static_cast<double>(kTicksPerSecond);
constexpr float kReach = 14;  // css pixels between the mouse and the point that it means

// From `begin` to `end`, on the screen from `from` to `to`.
struct Scale {
  double begin = 0, end = 1;
  float from = 0, to = 1;
  [[nodiscard]] float at(double value) const {
    return from + static_cast<float>((value - begin) / (end - begin)) * (to - from);
  }
};

// A point where it is drawn: stacked ones begin where those below end.
struct Placed {
  const Chart::Point* point;
  std::size_t series;
  double low, high;
};

bool stands_on_zero(const Chart& chart) {
  return chart.form != Form::kLine && chart.form != Form::kScatter;
}

std::vector<Placed> place(const Chart& chart) {
  std::vector<Placed> out;
  std::map<double, double> sums, up, down;
  if (chart.shares)
    for (const auto& series : chart.series)
      for (const auto& point : series.points) sums[point.x] += std::fabs(point.y);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    for (const Chart::Point& point : chart.series[s].points) {
      const double share = chart.shares && sums[point.x] > 0 ? 100 / sums[point.x] : 1;
      const double y = point.y * share;
      if (chart.stacked) {
        double& base = (y < 0 ? down : up)[point.x];
        out.push_back({&point, s, base, base + y});
        base += y;
      } else {
        out.push_back({&point, s, 0, y});
      }
    }
  }
  return out;
}

std::string caption_x(const Chart& chart, double x) {
  if (chart.axis == Chart::Axis::kTime) return date_time(static_cast<std::int64_t>(x));
  const auto index = static_cast<std::size_t>(x);
  if (chart.axis == Chart::Axis::kText && index < chart.categories.size())
    return chart.categories[index].empty() ? "(empty)" : chart.categories[index];
  return figure(x);
}

class Plot {
 public:
  Plot(Ui& ui, const Chart& chart, const Rect& where)
      : ui_(ui), chart_(chart), where_(where), placed_(place(chart)) {
    for (const Placed& each : placed_) xs_.insert(each.point->x);
  }

  std::uint64_t draw() {
    const float head = heading();
    Rect body{where_.x, where_.y + head, where_.w, where_.h - head};
    if (chart_.legend && chart_.series.size() > 1) body.w -= legend(body);
    if (chart_.form == Form::kBar || chart_.form == Form::kPie) return bars(body);
    return plane(body);
  }

 private:
  float heading() {
    float y = where_.y;
    if (!chart_.title.empty()) {
      ui_.text_fit({where_.x, y}, where_.w, Face::kStrong, ui_.colors().text, chart_.title);
      y += ui_.line(Face::kStrong) + ui_.px(4);
    }
    for (const std::string& sentence : chart_.left_out) {
      ui_.text_fit({where_.x, y}, where_.w, Face::kSmall, ui_.colors().unknown_text, sentence);
      y += ui_.line(Face::kSmall) + ui_.px(2);
    }
    return y - where_.y;
  }

  [[nodiscard]] ImU32 ink(std::size_t series, float alpha = 1) const {
    return paint(series_color(ui_.colors(), series), alpha);
  }

  float legend(const Rect& body) {
    const float width = std::min(ui_.px(220), body.w * 0.3f),
                line = ui_.line(Face::kSmall) + ui_.px(2);
    float y = body.y;
    const float x = body.right() - width + ui_.px(14);
    for (std::size_t s = 0; s < chart_.series.size(); ++s, y += line) {
      const std::size_t left = chart_.series.size() - s;
      if (y + 2 * line > body.bottom() && left > 1) {
        ui_.text({x, y}, Face::kSmall, ui_.colors().third, "and " + grouped(left) + " more");
        break;
      }
      ImGui::GetWindowDrawList()->AddRectFilled({x, y + ui_.px(4)}, {x + ui_.px(9), y + ui_.px(13)},
                                                ink(s), ui_.px(2));
      ui_.text_fit({x + ui_.px(15), y}, width - ui_.px(30), Face::kSmall, ui_.colors().text,
                   chart_.series[s].name);
    }
    return width;
  }

  void bounds(double& least, double& most) const {
    least = most = stands_on_zero(chart_) || placed_.empty() ? 0 : placed_[0].high;
    for (const Placed& each : placed_) {
      least = std::min(least, each.high);
      most = std::max(most, each.high);
    }
    if (least > 0 && least < most * 0.7) least = 0;
    if (chart_.least) least = *chart_.least;
    if (chart_.most) most = *chart_.most;
    if (!(most > least)) most = least + 1;
  }

  // --- upright axes: lines, areas, columns, points
  std::uint64_t plane(const Rect& body) {
    double least = 0, most = 1;
    bounds(least, most);
    const float low = ui_.line(Face::kSmall) * 2 + ui_.px(10);
    const double step = number_step((most - least) *
                                    static_cast<double>(ui_.px(44) / std::max(body.h - low, 1.0f)));
    if (!chart_.most) most = std::ceil(most / step) * step;
    if (!chart_.least) least = std::floor(least / step) * step;
    float left = 0;
    for (double at = least; at <= most + step / 2; at += step)
      left = std::max(left, ui_.width(Face::kSmall, figure(at)));
    const Rect plot{body.x + left + ui_.px(10), body.y + ui_.px(28), body.w - left - ui_.px(20),
                    body.h - low - ui_.px(28)};
    if (plot.w < ui_.px(60) || plot.h < ui_.px(40)) return UINT64_MAX;
    y_ = {least, most, plot.bottom(), plot.y};
    for (double at = least; at <= most + step / 2; at += step) {
      const float y = y_.at(at);
      ui_.hairline(plot.x, y, plot.right());
      ui_.text_right({plot.x - ui_.px(6), y - ui_.line(Face::kSmall) / 2}, Face::kSmall,
                     ui_.colors().second, figure(at));
    }
    ui_.text({body.x, body.y - ui_.px(2)}, Face::kSmall, ui_.colors().third,
             chart_.shares ? chart_.y_title + ", %" : chart_.y_title);
    x_axis(plot);
    ImGui::PushClipRect({plot.x, plot.y - ui_.px(4)}, {plot.right(), plot.bottom() + ui_.px(1)},
                        true);
    if (chart_.form == Form::kColumn)
      columns();
    else if (chart_.form != Form::kScatter)
      lines();
    if (chart_.form != Form::kColumn) points();
    ImGui::PopClipRect();
    return hover(plot);
  }

  void x_axis(const Rect& plot) {
    const bool text = chart_.axis == Chart::Axis::kText;
    const double first = xs_.empty() ? 0 : *xs_.begin(), last = xs_.empty() ? 1 : *xs_.rbegin();
    gap_ = last - first > 0 ? last - first : 1;
    for (auto at = xs_.begin(); at != xs_.end() && std::next(at) != xs_.end(); ++at)
      gap_ = std::min(gap_, *std::next(at) - *at);
    const double side = chart_.form == Form::kColumn || text ? gap_ / 2 : last > first ? 0 : 0.5;
    x_ = {first - side, last + side, plot.x, plot.right()};
    const float y = plot.bottom() + ui_.px(4);
    const double per_px = (x_.end - x_.begin) / static_cast<double>(plot.w);
    if (text) {
      float free = plot.x;
      for (const double x : xs_) {
        const std::string label = caption_x(chart_, x);
        const float room = std::max(static_cast<float>(gap_ / per_px) - ui_.px(6), ui_.px(24));
        const float wide = std::min(ui_.width(Face::kSmall, label), room);
        const float at = x_.at(x) - wide / 2;
        if (at < free) continue;
        ui_.text_fit({at, y}, room, Face::kSmall, ui_.colors().second, label);
        free = at + wide + ui_.px(6);
      }
    } else {
      const bool time = chart_.axis == Chart::Axis::kTime;
      const double room = per_px * static_cast<double>(ui_.px(80));
      const double step = time ? time_step(room / kTicks) * kTicks : number_step(room);
      for (double at = std::ceil(x_.begin / step) * step; at <= x_.end; at += step) {
        const std::string label =
            time ? time_caption(static_cast<std::int64_t>(at), step / kTicks) : figure(at);
        const float half = ui_.width(Face::kSmall, label) / 2;
        const float x = std::clamp(x_.at(at) - half, plot.x - ui_.px(20), plot.right() - 2 * half);
        ui_.text({x, y}, Face::kSmall, ui_.colors().second, label);
        ui_.fill({std::round(x_.at(at)), plot.bottom(), ui_.px(1), ui_.px(4)}, ui_.colors().line);
      }
    }
    ui_.text({plot.x, y + ui_.line(Face::kSmall)}, Face::kSmall, ui_.colors().third,
             chart_.axis == Chart::Axis::kTime ? chart_.x_title + ", UTC" : chart_.x_title);
  }

  void lines() const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (std::size_t at = 0; at + 1 < placed_.size(); ++at) {
      const Placed &a = placed_[at], &b = placed_[at + 1];
      if (a.series != b.series) continue;
      const ImVec2 from{x_.at(a.point->x), y_.at(a.high)}, to{x_.at(b.point->x), y_.at(b.high)};
      if (chart_.form == Form::kArea)
        list.AddQuadFilled({from.x, y_.at(a.low)}, from, to, {to.x, y_.at(b.low)},
                           ink(a.series, chart_.stacked ? 0.55f : 0.25f));
      list.AddLine(from, to, ink(a.series), ui_.px(2));
    }
  }

  void points() const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const bool few = placed_.size() < 200;
    for (const Placed& each : placed_) {
      const ImVec2 at{x_.at(each.point->x), y_.at(each.high)};
      if (chart_.form == Form::kScatter || few)
        list.AddCircleFilled(at, ui_.px(few ? 3 : 2), ink(each.series));
      if (each.point->marked)
        list.AddCircle(at, ui_.px(6), paint(ui_.colors().alien), 0, ui_.px(2));
    }
  }

  // One slot of an x, shared by the series unless they are stacked.
  [[nodiscard]] std::pair<float, float> slot(const Placed& each) const {
    const float room = std::max((x_.at(gap_) - x_.at(0)) * 0.8f, ui_.px(1));
    const float begin = x_.at(each.point->x) - room / 2;
    if (chart_.stacked) return {begin, begin + room};
    const float part = room / static_cast<float>(chart_.series.size());
    const float left = begin + part * static_cast<float>(each.series);
    return {left, left + std::max(part - ui_.px(1), ui_.px(1))};
  }

  void columns() const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const Placed& each : placed_) {
      const auto [left, right] = slot(each);
      const float a = y_.at(each.low), b = y_.at(each.high);
      list.AddRectFilled({left, std::min(a, b)}, {right, std::max(a, b)}, ink(each.series));
    }
  }

  std::uint64_t hover(const Rect& plot) {
    const bool pressed = ui_.press("query.chart", plot, "Chart, " + chart_.y_title, Role::kMark);
    if (!ImGui::IsItemHovered()) return UINT64_MAX;
    const ImVec2 mouse = ImGui::GetMousePos();
    const Placed* nearest = nullptr;
    float best = ui_.px(kReach);
    for (const Placed& each : placed_) {
      const ImVec2 at{x_.at(each.point->x), y_.at(each.high)};
      float away = std::hypot(at.x - mouse.x, at.y - mouse.y);
      if (chart_.form == Form::kColumn) {
        const auto [left, right] = slot(each);
        const float a = y_.at(each.low), b = y_.at(each.high);
        const bool in = mouse.x >= left && mouse.x <= right &&
                        mouse.y >= std::min(a, b) - ui_.px(3) &&
                        mouse.y <= std::max(a, b) + ui_.px(3);
        away = in ? 0 : ui_.px(kReach);
      }
      if (away < best) best = away, nearest = &each;
    }
    if (nearest == nullptr) return UINT64_MAX;
    tell(*nearest);
    return pressed ? nearest->point->row : UINT64_MAX;
  }

  void tell(const Placed& each) const {
    const ImVec2 at{x_.at(each.point->x), y_.at(each.high)};
    if (chart_.form != Form::kColumn)
      ImGui::GetWindowDrawList()->AddCircle(at, ui_.px(5), paint(ui_.colors().text), 0, ui_.px(2));
    ImGui::BeginTooltip();
    ImGui::TextUnformatted(caption_x(chart_, each.point->x).c_str());
    ImGui::TextUnformatted(value_line(each).c_str());
    ImGui::TextDisabled("%s", "press for the row");
    ImGui::EndTooltip();
  }
  [[nodiscard]] std::string value_line(const Placed& each) const {
    std::string line = chart_.series[each.series].name + "  " + figure(each.point->y);
    if (chart_.shares) line += " (" + figure(std::round((each.high - each.low) * 10) / 10) + " %)";
    return line + (each.point->marked ? ", anomaly" : "");
  }

  // --- lying bars, one line an x; a pie is told as shares of the whole
  std::uint64_t bars(const Rect& body) {
    double least = 0, most = 1, sum = 0;
    bounds(least, most);
    for (const Placed& each : placed_) sum += std::fabs(each.point->y);
    float left = 0;
    for (const double x : xs_) left = std::max(left, ui_.width(Face::kSmall, caption_x(chart_, x)));
    left = std::min(left, body.w * 0.35f);
    const std::size_t lanes = chart_.stacked ? 1 : std::max<std::size_t>(chart_.series.size(), 1);
    const float line = ui_.px(lanes == 1 ? 20 : 14) * static_cast<float>(lanes) + ui_.px(4);
    const float right = ui_.px(110);
    std::uint64_t chosen = UINT64_MAX;
    ImGui::SetCursorScreenPos({body.x, body.y});
    ImGui::BeginChild("bars", {body.w, body.h}, ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoBackground);
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    x_ = {least, most, origin.x + left + ui_.px(10), origin.x + body.w - right};
    std::map<double, float> tops;
    float y = origin.y;
    for (const double x : xs_) {
      ui_.text_fit({origin.x, y + (line - ui_.line(Face::kSmall)) / 2}, left, Face::kSmall,
                   ui_.colors().text, caption_x(chart_, x));
      tops[x] = y;
      y += line;
    }
    for (const Placed& each : placed_) {
      const float high = (line - ui_.px(4)) / static_cast<float>(lanes);
      const float top = tops[each.point->x] + ui_.px(2) +
                        (chart_.stacked ? 0 : high * static_cast<float>(each.series));
      const float a = x_.at(each.low), b = x_.at(each.high);
      const Rect bar{std::min(a, b), top, std::max(std::fabs(b - a), ui_.px(1)), high - ui_.px(1)};
      const std::string says = caption_x(chart_, each.point->x) + ", " + value_line(each);
      if (ui_.press(
              "query.bar." + std::to_string(each.point->row) + "." + std::to_string(each.series),
              bar, says, Role::kMark))
        chosen = each.point->row;
      if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", says.c_str());
      ui_.fill(bar, series_color(ui_.colors(), each.series), ui_.px(2));
      if (chart_.stacked) continue;
      std::string label = figure(each.point->y);
      if (chart_.form == Form::kPie && sum > 0)
        label += "  " + figure(std::round(std::fabs(each.point->y) / sum * 1000) / 10) + " %";
      ui_.text({std::max(a, b) + ui_.px(6), top + (bar.h - ui_.line(Face::kSmall)) / 2},
               Face::kSmall, ui_.colors().second, label);
    }
    ui_.claim(y);
    ImGui::EndChild();
    return chosen;
  }

  Ui& ui_;
  const Chart& chart_;
  Rect where_;
  std::vector<Placed> placed_;
  std::set<double> xs_;
  double gap_ = 1;  // the least distance of two x
  Scale x_, y_;
};

}  // namespace

std::uint64_t draw_chart(Ui& ui, const Chart& chart, const Rect& where) {
  return Plot(ui, chart, where).draw();
}

}  // namespace crumb::wasm
