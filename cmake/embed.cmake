# crumb_embed(NAME FUNCTION FOLDER PATTERN...): the folder's text files as library crumb_NAME, which
# defines FUNCTION.
# crumb_embed_files(NAME FUNCTION ROOT FILE...): the same of files that a command may yet have to make.
# Readers include "embedded.h"; paths are relative to the folder and sorted.
function(crumb_embed name function folder)
  set(root ${PROJECT_SOURCE_DIR}/${folder})
  list(TRANSFORM ARGN PREPEND ${root}/ OUTPUT_VARIABLE patterns)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
  list(SORT files)
  crumb_embed_files(${name} ${function} ${root} ${files})
endfunction()

function(crumb_embed_files name function root)
  set(files ${ARGN})
  set(generated ${PROJECT_BINARY_DIR}/generated/${name}.cpp)
  set(list_file ${PROJECT_BINARY_DIR}/generated/${name}.list)
  # Rewritten only when the list changes, so that a file that goes away is noticed too.
  list(JOIN files "\n" lines)
  file(CONFIGURE OUTPUT ${list_file} CONTENT "${lines}\n" @ONLY)
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DFUNCTION=${function} -DROOT=${root} -DLIST=${list_file} -DOUTPUT=${generated}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_text.cmake
    DEPENDS ${files} ${list_file} ${PROJECT_SOURCE_DIR}/cmake/embed_text.cmake
    COMMENT "Embedding ${name}" VERBATIM)
  add_library(crumb_${name} STATIC EXCLUDE_FROM_ALL ${generated})
  target_include_directories(crumb_${name} PUBLIC ${PROJECT_SOURCE_DIR}/cmake/include)
  target_compile_options(crumb_${name} PRIVATE -Wno-overlength-strings)
  target_link_libraries(crumb_${name} PUBLIC crumb_flags)
endfunction()
