# How our own code is built: a room (library), a program, a room's tests.

# Half of a file's compile time is the standard headers. crumb_joined(TARGET [ALONE file...]) compiles the
# target's files eight at a time; ALONE names those that use the same words for other things.
# -DCRUMB_JOINED=OFF compiles each file by itself, as clang-tidy and a strict reader of #include lines want.
option(CRUMB_JOINED "compile files in groups" ON)
function(crumb_joined target)
  cmake_parse_arguments(ARG "" "" "ALONE" ${ARGN})
  if(CRUMB_JOINED)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    set_source_files_properties(${ARG_ALONE} TARGET_DIRECTORY ${target}
      PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()

# crumb_room(NAME [DEPS room...] [PRIVATE target...] [ALONE file...]): library crumb_NAME from core/NAME/**.cpp.
# A room without sources is an empty library, so that the rooms above it still configure.
function(crumb_room name)
  cmake_parse_arguments(ARG "" "" "DEPS;PRIVATE;ALONE" ${ARGN})
  list(TRANSFORM ARG_DEPS PREPEND crumb_)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS core/${name}/*.cpp)
  if(sources)
    add_library(crumb_${name} STATIC ${sources})
    crumb_joined(crumb_${name} ALONE ${ARG_ALONE})
    target_include_directories(crumb_${name} PUBLIC ${PROJECT_SOURCE_DIR}/core)
    target_link_libraries(crumb_${name} PUBLIC ${ARG_DEPS} crumb_flags
                                        PRIVATE ${ARG_PRIVATE} crumb_warnings)
  else()
    add_library(crumb_${name} INTERFACE)
    target_include_directories(crumb_${name} INTERFACE ${PROJECT_SOURCE_DIR}/core)
    target_link_libraries(crumb_${name} INTERFACE ${ARG_DEPS} crumb_flags)
  endif()
  set_property(GLOBAL APPEND PROPERTY CRUMB_ROOMS ${name})
endfunction()

# crumb_program(NAME SOURCES folder DEPS room...): skipped while the folder has no sources.
function(crumb_program name)
  cmake_parse_arguments(ARG "" "SOURCES" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${ARG_SOURCES}/*.cpp)
  if(NOT sources)
    return()
  endif()
  list(TRANSFORM ARG_DEPS PREPEND crumb_)
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} crumb_flags crumb_warnings)
  if(EMSCRIPTEN)
    crumb_node_program(${name})
  endif()
endfunction()

# crumb_node_program(NAME): links NAME as build/wasm/NAME.mjs, which Node runs and which sees real files.
function(crumb_node_program name)
  set_target_properties(${name} PROPERTIES
    SUFFIX .mjs RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  target_link_options(${name} PRIVATE
    -O1 -sENVIRONMENT=node -sNODERAWFS -sEXIT_RUNTIME -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB
    -sSTACK_SIZE=1MB --extern-post-js ${PROJECT_SOURCE_DIR}/cmake/run_main.js)
endfunction()
