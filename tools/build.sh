# shellcheck shell=bash
# Building: the CMake presets, the fixtures that tests and the sample read, the page.

ensure_setup() {
  setup_is_current || tools/setup/setup.sh
}

# build_preset PRESET [TARGET...]: configures once; Ninja does the rest.
build_preset() {
  local preset="$1"
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "configuring $preset"
    cmake --preset "$preset" >"build/$preset.log" 2>&1 || { cat "build/$preset.log" >&2; exit 1; }
  fi
  say "building $preset"
  ninja -C "build/$preset" --quiet -j "$(nproc)" "$@" >&2
}

build_presets() {
  local preset presets=("$@")
  ensure_setup
  [ $# -gt 0 ] || presets=(native release wasm)
  for preset in "${presets[@]}"; do build_preset "$preset"; done
}

# The cases in build/fixtures; made again when the generator is newer.
build_fixtures() {
  local generator=build/release/crumbtrail-fixtures
  if [ build/fixtures/.stamp -nt "$generator" ]; then return; fi
  say "generating the sample cases"
  rm -rf build/fixtures
  mkdir -p build/fixtures
  "$generator" all -o build/fixtures
  touch build/fixtures/.stamp
}

# build/network.pack, made again when the packages that hold its data are newer.
pack_network() {
  ensure_setup
  if [ build/network.pack -nt package-lock.json ] && [ build/network.pack -nt tools/network_pack.mjs ]; then return; fi
  say "packing what is known of networks"
  node tools/network_pack.mjs -o build/network.pack
}

build_page() {
  ensure_setup
  build_preset release crumbtrail-fixtures
  build_fixtures
  build_preset wasm crumbtrail_wasm
  say "building the page"
  node web/build.mjs --sample build/fixtures/TP-1
}
