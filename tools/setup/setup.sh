#!/usr/bin/env bash
# `./dev setup`: brings a machine to the state in which everything builds and every test runs.
# Idempotent; a second run only looks. Writes build/deps.env last.
here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tools/setup/lib.sh
source "$here/lib.sh"
# shellcheck source=tools/setup/apt.sh
source "$here/apt.sh"
# shellcheck source=tools/setup/private_apt.sh
source "$here/private_apt.sh"
# shellcheck source=tools/setup/emscripten.sh
source "$here/emscripten.sh"
# shellcheck source=tools/setup/sources.sh
source "$here/sources.sh"
# shellcheck source=tools/setup/npm.sh
source "$here/npm.sh"

mkdir -p "$ROOT/build"
: >"$DEPS_ENV.new"
setup_programs
check_programs
npm_ci "$ROOT"
setup_sources
setup_emscripten
# Only a change of content may make CMake configure again.
if cmp -s "$DEPS_ENV.new" "$DEPS_ENV"; then rm "$DEPS_ENV.new"; else mv "$DEPS_ENV.new" "$DEPS_ENV"; fi
setup_fingerprint >"$ROOT/build/setup.stamp"
say "set up"
