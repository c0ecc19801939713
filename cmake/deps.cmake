# Where the third-party sources lie: build/deps.env, written by `./dev setup`. Finds nothing by itself.
# Each line KEY=PATH becomes a variable, unless -DKEY=PATH was given.
set(crumb_deps_env ${CMAKE_CURRENT_LIST_DIR}/../build/deps.env)
if(NOT EXISTS ${crumb_deps_env})
  message(FATAL_ERROR "build/deps.env is missing: run ./dev setup first.")
endif()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${crumb_deps_env})
file(STRINGS ${crumb_deps_env} crumb_deps_lines REGEX "^[A-Z0-9_]+=.")
foreach(line IN LISTS crumb_deps_lines)
  string(REGEX MATCH "^([A-Z0-9_]+)=(.*)$" _ "${line}")
  if(NOT DEFINED ${CMAKE_MATCH_1})
    set(${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
  endif()
endforeach()
