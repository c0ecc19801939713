// See axis.h.
#include "ui/axis.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

constexpr double kSteps[] = {1,     2,     5,      10,     15,      30,     60,    120,
                             300,   600,   900,    1800,   3600,    7200,   10800, 21600,
                             43200, 86400, 172800, 604800, 1209600, 2592000};

}  // namespace

double time_step(double seconds) {
  const auto found = std::ranges::lower_bound(kSteps, seconds);
  if (found != std::end(kSteps)) return *found;
  return kSteps[std::size(kSteps) - 1] * std::ceil(seconds / kSteps[std::size(kSteps) - 1]);
}

std::string time_caption(std::int64_t ticks, double step_s) {
  if (step_s >= 86400) return day_or_time(ticks, 0);
  const std::string clock = clock_time(ticks);
  if (clock == "00:00:00") return day_or_time(ticks, 0);
  return step_s < 60 ? clock : clock.substr(0, 5);
}

double number_step(double value) {
  if (!(value > 0) || !std::isfinite(value)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= value * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

std::string figure(double value) {
  if (std::fabs(value) < 1e15 && value == std::floor(value))
    return (value < 0 ? "−" : "") + grouped(static_cast<std::uint64_t>(std::fabs(value)));
  char out[32];
  std::snprintf(out, sizeof out, "%.6g", value);
  return out;
}

}  // namespace crumb::wasm
