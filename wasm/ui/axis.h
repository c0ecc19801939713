// Captions of an axis: steps that people count in, and how a value is written beside them. Draws
// nothing.
#pragma once

#include <cstdint>
#include <string>

namespace crumb::wasm {

// The least step of 1, 2, 5, 10, 15, 30 s ... 30 d that is at least `seconds`.
[[nodiscard]] double time_step(double seconds);
[[nodiscard]] std::string time_caption(std::int64_t ticks, double step_s);  // "09:21", "Oct 18"

// The least of 1, 2, 5 times a power of ten that is at least `value`.
[[nodiscard]] double number_step(double value);
[[nodiscard]] std::string figure(double value);  // 48,211; 0.25; 1.5e+20

}  // namespace crumb::wasm
