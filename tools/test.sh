# shellcheck shell=bash
# `./dev test [GROUP...]`: builds what the groups need; tools/test.mjs runs them and counts.

wants() {
  local group="$1" each
  shift
  [ $# -gt 0 ] || return 0
  for each in "$@"; do [ "$each" != "$group" ] || return 0; done
  return 1
}

run_tests() {
  ensure_setup
  build_preset release
  build_fixtures
  if wants native "$@"; then build_preset native; fi
  if wants wasm "$@" || wants golden "$@"; then build_preset wasm; fi
  if wants browser "$@"; then build_page; fi
  node tools/test.mjs "$@"
}
