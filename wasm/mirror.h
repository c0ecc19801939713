// The screen as text, for the page's mirror: verdict, checks, the chosen row's place, and every
// pressable thing with its rectangle in CSS pixels. JSON, made from what the panels registered;
// nothing is drawn from it.
#pragma once

#include <string>

#include "scene.h"

namespace crumb::wasm {

[[nodiscard]] std::string mirror_text(const Scene& scene);

}  // namespace crumb::wasm
