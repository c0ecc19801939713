# The toolchain file of the `wasm` preset: Emscripten's own, from where `./dev setup` found or put it.
include(${CMAKE_CURRENT_LIST_DIR}/deps.cmake)
include(${EMSCRIPTEN_DIR}/cmake/Modules/Platform/Emscripten.cmake)
