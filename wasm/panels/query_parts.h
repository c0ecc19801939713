// The parts of the query pane: the editor with what may stand at its caret, and a result as a
// chart.
#pragma once

#include "scene.h"

namespace crumb::wasm {

// True: run it. The text is the state's.
bool query_editor(Scene& scene, const Rect& where);
[[nodiscard]] float editor_height(const Scene& scene, float room);

// Draws the result's chart. Its points lead to their rows: the row that was pressed, else
// UINT64_MAX.
[[nodiscard]] std::uint64_t draw_chart(Ui& ui, const kql::Chart& chart, const Rect& where);

}  // namespace crumb::wasm
