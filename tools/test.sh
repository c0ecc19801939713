# shellcheck shell=bash
# `./dev test [GROUP...]`: builds what the groups need; tools/test.mjs runs them and counts.

# build_for GROUP
build_for() {
  case "$1" in
    arrows | types) return ;;
    browser) build_page; return ;;
  esac
  build_preset release
  build_fixtures
  if [ "$1" = native ]; then build_preset native; else build_preset wasm; fi
}

run_tests() {
  local group groups
  ensure_setup
  groups="$(node tools/test.mjs --list "$@")"
  for group in $groups; do build_for "$group"; done
  node tools/test.mjs "$@"
}
