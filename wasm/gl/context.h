// The canvas's WebGL2 context. Nothing is drawn here.
#pragma once

namespace crumb::wasm::gl {

// Makes the context of the canvas that the selector names current. False: this browser has no
// WebGL2.
[[nodiscard]] bool create_context(const char* canvas_selector);

}  // namespace crumb::wasm::gl
