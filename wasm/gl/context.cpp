// Asks Emscripten for a WebGL2 context. One of the two files that see Emscripten's headers.
#include "gl/context.h"

#include <emscripten/html5_webgl.h>

namespace crumb::wasm::gl {

bool create_context(const char* canvas_selector) {
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.alpha = false;
  attributes.depth = false;
  attributes.antialias = false;  // shapes and text bring their own edges
  attributes.preserveDrawingBuffer = false;
  attributes.majorVersion = 2;
  attributes.enableExtensionsByDefault = false;
  const EMSCRIPTEN_WEBGL_CONTEXT_HANDLE handle =
      emscripten_webgl_create_context(canvas_selector, &attributes);
  return handle > 0 && emscripten_webgl_make_context_current(handle) == EMSCRIPTEN_RESULT_SUCCESS;
}

}  // namespace crumb::wasm::gl
