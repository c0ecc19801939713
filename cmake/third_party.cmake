# Third-party code, each its own target without our warnings; its headers are system headers to us.
# Sources come from node_modules/ and from the folders that `./dev setup` prepared.
function(crumb_third_party name)
  cmake_parse_arguments(ARG "" "" "SOURCES;INCLUDE;DEFINE" ${ARGN})
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_include_directories(${name} SYSTEM PUBLIC ${ARG_INCLUDE})
  target_compile_definitions(${name} PUBLIC ${ARG_DEFINE})
  target_compile_options(${name} PRIVATE -w)
  target_link_libraries(${name} PUBLIC crumb_flags)
endfunction()

set(simdjson_dir ${PROJECT_SOURCE_DIR}/node_modules/@nozbe/simdjson/src)
crumb_third_party(third_party_simdjson
  SOURCES ${simdjson_dir}/simdjson.cpp INCLUDE ${simdjson_dir} DEFINE SIMDJSON_EXCEPTIONS=0)
if(EMSCRIPTEN)
  # simdjson has no WebAssembly kernel. Its Westmere kernel works through Emscripten's SSE4.2 headers and
  # parses three times as fast as the scalar one that it would choose.
  target_include_directories(third_party_simdjson SYSTEM BEFORE PUBLIC
    ${PROJECT_SOURCE_DIR}/cmake/simdjson_wasm)
  target_compile_options(third_party_simdjson PUBLIC -msse4.2)
  target_compile_definitions(third_party_simdjson PUBLIC
    __PCLMUL__=1 SIMDJSON_IS_X86_64=1 SIMDJSON_IMPLEMENTATION_HASWELL=0 SIMDJSON_AVX512_ALLOWED=0
    SIMDJSON_NO_PORTABILITY_WARNING)
endif()

file(GLOB re2_sources ${RE2_DIR}/re2/*.cc)
crumb_third_party(third_party_re2
  SOURCES ${re2_sources} ${RE2_DIR}/util/rune.cc ${RE2_DIR}/util/strutil.cc INCLUDE ${RE2_DIR})

# Workbooks and containers: what inflates, and the parser of XML without document types.
file(GLOB zlib_sources ${ZLIB_DIR}/*.c)
crumb_third_party(third_party_zlib SOURCES ${zlib_sources} INCLUDE ${ZLIB_DIR})
file(GLOB expat_sources ${EXPAT_DIR}/*.c)
list(FILTER expat_sources EXCLUDE REGEX xmltok_)  # included by xmltok.c
crumb_third_party(third_party_expat SOURCES ${expat_sources} INCLUDE ${EXPAT_DIR} DEFINE XML_STATIC)
target_include_directories(third_party_expat PRIVATE ${PROJECT_SOURCE_DIR}/cmake/expat)

if(EMSCRIPTEN)
  set(imgui_names imgui imgui_draw imgui_tables imgui_widgets)
  list(TRANSFORM imgui_names PREPEND ${IMGUI_DIR}/ OUTPUT_VARIABLE imgui_sources)
  list(TRANSFORM imgui_sources APPEND .cpp)
  crumb_third_party(third_party_imgui SOURCES ${imgui_sources} INCLUDE ${IMGUI_DIR})
endif()

add_library(third_party_doctest INTERFACE)
target_include_directories(third_party_doctest SYSTEM INTERFACE ${DOCTEST_DIR})
target_compile_definitions(third_party_doctest INTERFACE
  DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS)
