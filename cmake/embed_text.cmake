# Script: writes the C++ file that holds the text files of one folder. Not for binary files.
# -DNAME= -DROOT= -DLIST=<file with a CMake list of paths> -DOUTPUT=
file(STRINGS ${LIST} files)
set(entries "")
set(count 0)
foreach(file IN LISTS files)
  file(READ ${file} text)
  file(RELATIVE_PATH path ${ROOT} ${file})
  # Short raw strings, one after another: compilers limit the length of a single literal.
  string(LENGTH "${text}" length)
  set(literal "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 12000 part)
    string(APPEND literal "R\"crumb~(${part})crumb~\"\n")
    math(EXPR at "${at} + 12000")
  endwhile()
  string(APPEND entries "    {\"${path}\"sv,\n${literal}\"\"sv},\n")
  math(EXPR count "${count} + 1")
endforeach()
string(REGEX REPLACE "_data$" "" function "embedded_${NAME}")
if(function STREQUAL "embedded_dialect")
  set(function embedded_dialects)
elseif(function STREQUAL "embedded_shader")
  set(function embedded_shaders)
endif()
file(WRITE ${OUTPUT} "// Generated from ${NAME}. Do not edit.
#include \"embedded.h\"
#include <array>
using namespace std::literals;
namespace {
constexpr std::array<EmbeddedFile, ${count}> kFiles = {{
${entries}}};
}
std::span<const EmbeddedFile> ${function}() { return kFiles; }
")
