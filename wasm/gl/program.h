// A linked pair of shaders from shaders/. Not their inputs: each renderer binds its own.
#pragma once

#include <GLES3/gl3.h>

#include <initializer_list>
#include <string_view>

namespace crumb::wasm::gl {

// `name`.vert and `name`.frag of the embedded shaders, attributes bound to 0, 1, 2... in the order
// given. 0 when they do not compile; the log goes to stderr, which the page shows in its console.
[[nodiscard]] GLuint make_program(std::string_view name,
                                  std::initializer_list<const char*> attributes);

}  // namespace crumb::wasm::gl
