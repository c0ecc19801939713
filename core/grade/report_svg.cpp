// The session timeline as vectors: lanes, marks whose shape and colour say the origin class as on
// the screen, T0, an axis in UTC. Texts are escaped; nothing in it runs or loads.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "grade/report.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

constexpr int kWidth = 1000, kLeft = 190, kRight = 980, kTop = 46, kLane = 30;

struct ClassLook {
  std::string_view origin_class, words, colour;
};
constexpr std::array<ClassLook, 5> kLooks = {{{"ALIEN", "alien: diamond", "#b3261e"},
                                              {"UNKNOWN", "unknown: triangle", "#9a6700"},
                                              {"INFRA", "infrastructure: square", "#4a5a6a"},
                                              {"OWN", "own: circle", "#1a7f37"},
                                              {"", "no origin: bar", "#333333"}}};

std::string svg_text(int x, int y, std::string_view anchor, int size, std::string_view text) {
  return "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" text-anchor=\"" +
         std::string(anchor) + "\" font-size=\"" + std::to_string(size) +
         "\" font-family=\"sans-serif\">" + escape_html(make_visible(text)) + "</text>\n";
}

std::string shape(std::string_view origin_class, int x, int y, int r) {
  const auto at = std::ranges::find(kLooks, origin_class, &ClassLook::origin_class);
  const ClassLook& look = at == kLooks.end() ? kLooks.back() : *at;
  const auto n = [](int value) { return std::to_string(value); };
  const std::string fill = "\" fill=\"" + std::string(look.colour) + "\"";
  if (look.origin_class == "OWN")
    return "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(r) + fill + "/>";
  if (look.origin_class == "UNKNOWN")
    return "<polygon points=\"" + n(x) + "," + n(y - r - 1) + " " + n(x + r + 1) + "," + n(y + r) +
           " " + n(x - r - 1) + "," + n(y + r) + fill + "/>";
  if (look.origin_class == "ALIEN")
    return "<polygon points=\"" + n(x) + "," + n(y - r - 1) + " " + n(x + r + 1) + "," + n(y) +
           " " + n(x) + "," + n(y + r + 1) + " " + n(x - r - 1) + "," + n(y) + fill + "/>";
  const int half = look.origin_class == "INFRA" ? r : 1;
  return "<rect x=\"" + n(x - half) + "\" y=\"" + n(y - r) + "\" width=\"" + n(2 * half) +
         "\" height=\"" + n(2 * r) + fill + "/>";
}

// The step of the axis: at most nine labels.
std::int64_t axis_step(std::int64_t span) {
  constexpr std::array<std::int64_t, 11> kMinutes = {1,   5,   10,  15,   30,  60,
                                                     180, 360, 720, 1440, 2880};
  for (const std::int64_t minutes : kMinutes)
    if (span / (minutes * kTicksPerMinute) <= 9) return minutes * kTicksPerMinute;
  return (span / 9 / kTicksPerDay + 1) * kTicksPerDay;
}

std::string first_letters(std::string_view text, std::size_t most) {
  std::size_t at = 0, count = 0;
  for (; at < text.size() && count < most; ++count) at += decode_utf8(text, at).bytes;
  return std::string(text.substr(0, at)) + (at < text.size() ? "\u2026" : "");
}

}  // namespace

std::string strip_svg(const Strip& strip, std::string_view id) {
  const std::int64_t span = std::max<std::int64_t>(1, strip.end_ticks - strip.begin_ticks);
  const auto x_of = [&](std::int64_t ticks) {
    const double share = static_cast<double>(ticks - strip.begin_ticks) / static_cast<double>(span);
    return kLeft + static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * (kRight - kLeft)));
  };
  const int bottom = kTop + kLane * static_cast<int>(strip.lanes.size());
  const int height = bottom + 52;
  const std::string title = std::string(id) + "-title";
  std::string out = "<svg viewBox=\"0 0 " + std::to_string(kWidth) + " " + std::to_string(height) +
                    "\" role=\"img\" aria-labelledby=\"" + title + "\">\n<title id=\"" + title +
                    "\">" + escape_html(first_letters(make_visible(strip.title), 120)) +
                    "</title>\n";
  out += svg_text(4, 16, "start", 13, first_letters(make_visible(strip.title), 120));
  const std::int64_t step = axis_step(span);
  for (std::int64_t t = (strip.begin_ticks + step - 1) / step * step; t <= strip.end_ticks;
       t += step) {
    const std::string x = std::to_string(x_of(t));
    out += "<line x1=\"" + x + "\" y1=\"" + std::to_string(kTop - 6) + "\" x2=\"" + x + "\" y2=\"" +
           std::to_string(bottom) + "\" stroke=\"#cccccc\"/>\n";
    out += svg_text(x_of(t), kTop - 10, "middle", 10, format_datetime(t).substr(5, 11));
  }
  for (std::size_t i = 0; i < strip.lanes.size(); ++i) {
    const StripLane& lane = strip.lanes[i];
    const int y = kTop + kLane * static_cast<int>(i) + kLane / 2;
    out += svg_text(4, y + 1, "start", 12,
                    first_letters(make_visible(lane.title), 26) + (lane.alerted ? " (alert)" : ""));
    if (!lane.subtitle.empty())
      out += svg_text(4, y + 12, "start", 9, first_letters(make_visible(lane.subtitle), 34));
    out += "<line x1=\"" + std::to_string(kLeft) + "\" y1=\"" + std::to_string(y) + "\" x2=\"" +
           std::to_string(kRight) + "\" y2=\"" + std::to_string(y) + "\" stroke=\"#888888\"/>\n";
    for (const StripMark& mark : lane.marks) {
      if (mark.begin_ticks < strip.begin_ticks || mark.begin_ticks > strip.end_ticks) continue;
      out += "<g><title>" +
             escape_html(short_time(mark.begin_ticks) + " " + safe_text(mark.label) +
                         (mark.count > 1 ? " (" + std::to_string(mark.count) + " events)" : "")) +
             "</title>" + shape(mark.origin_class, x_of(mark.begin_ticks), y, 3 + mark.weight) +
             "</g>\n";
    }
  }
  if (strip.t0_ticks >= strip.begin_ticks && strip.t0_ticks <= strip.end_ticks) {
    const std::string x = std::to_string(x_of(strip.t0_ticks));
    out += "<line x1=\"" + x + "\" y1=\"" + std::to_string(kTop - 6) + "\" x2=\"" + x + "\" y2=\"" +
           std::to_string(bottom + 4) +
           "\" stroke=\"#000000\" stroke-width=\"2\" stroke-dasharray=\"5 3\"/>\n";
    out += svg_text(x_of(strip.t0_ticks), bottom + 16, "middle", 11, "T0");
  }
  int x = kLeft;
  for (const ClassLook& look : kLooks) {
    out += shape(look.origin_class, x, bottom + 36, 5) + "\n";
    out += svg_text(x + 10, bottom + 40, "start", 11, look.words);
    x += 150;
  }
  if (strip.lanes_left_out != 0)
    out += svg_text(4, bottom + 40, "start", 10,
                    std::to_string(strip.lanes_left_out) + " lanes left out");
  return out + "</svg>\n";
}

}  // namespace crumb::grade
