// Compiles and links. See program.h.
#include "gl/program.h"

#include <cstdio>
#include <string>

#include "embedded.h"

namespace crumb::wasm::gl {
namespace {

std::string_view source_of(const std::string& path) {
  for (const EmbeddedFile& file : embedded_shaders())
    if (file.path == path) return file.text;
  return {};
}

GLuint compile(GLenum kind, const std::string& path) {
  const std::string_view text = source_of(path);
  const char* begin = text.data();
  const auto length = static_cast<GLint>(text.size());
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &begin, &length);
  glCompileShader(shader);
  GLint fine = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &fine);
  if (fine == 0) {
    char log[1024] = "";
    glGetShaderInfoLog(shader, sizeof log, nullptr, log);
    std::fprintf(stderr, "%s: %s\n", path.c_str(), log);
  }
  return shader;
}

}  // namespace

GLuint make_program(std::string_view name, std::initializer_list<const char*> attributes) {
  const GLuint vertex = compile(GL_VERTEX_SHADER, std::string(name) + ".vert");
  const GLuint fragment = compile(GL_FRAGMENT_SHADER, std::string(name) + ".frag");
  const GLuint program = glCreateProgram();
  glAttachShader(program, vertex);
  glAttachShader(program, fragment);
  GLuint index = 0;
  for (const char* attribute : attributes) glBindAttribLocation(program, index++, attribute);
  glLinkProgram(program);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  GLint fine = 0;
  glGetProgramiv(program, GL_LINK_STATUS, &fine);
  if (fine != 0) return program;
  glDeleteProgram(program);
  return 0;
}

}  // namespace crumb::wasm::gl
