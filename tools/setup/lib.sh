# shellcheck shell=bash
# Shared by the set-up scripts: places, messages, root. Sourced, never run.
# Everything that does not come from apt or npm goes to CACHE, outside the checkout.
set -euo pipefail
shopt -s inherit_errexit

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
CACHE="${CRUMBTRAIL_CACHE:-$HOME/.cache/crumbtrail}"
DEPS_ENV="$ROOT/build/deps.env"
# shellcheck source=versions.env
source "$ROOT/versions.env"

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else die "this needs root or sudo: $*"
  fi
}

# Debian's release number; 0 on any other system.
debian_release() {
  local id version
  id="$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null || true)"
  version="$(sed -n 's/^VERSION_ID="\{0,1\}\([0-9]*\).*/\1/p' /etc/os-release 2>/dev/null || true)"
  if [ "$id" = debian ]; then printf '%s\n' "${version:-99}"; else printf '0\n'; fi
}

# version_at_least HAVE WANTED
version_at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# make_once NAME FUNCTION: FUNCTION is run in an empty folder and fills ./result, which becomes
# CACHE/NAME whole or not at all. Never call it in a condition: that would switch errexit off.
make_once() {
  local target="$CACHE/$1" work
  if [ -d "$target" ]; then return; fi
  say "preparing $1"
  mkdir -p "$CACHE"
  work="$(mktemp -d "$CACHE/.making.XXXXXX")"
  mkdir "$work/result"
  (cd "$work" && "$2" "$target")
  mv -T "$work/result" "$target" || [ -d "$target" ]
  rm -rf "$work"
}

# dep KEY PATH: one line of build/deps.env, which CMake and ./dev read.
dep() { printf '%s=%s\n' "$1" "$2" >>"$DEPS_ENV.new"; }

# What the result of a set-up depends on; equal fingerprints mean that there is nothing to do.
setup_fingerprint() {
  (cd "$ROOT" && sha256sum versions.env package-lock.json tools/setup/*.sh && printf '%s\n' "$CACHE")
}

setup_is_current() {
  local path
  [ "$(setup_fingerprint)" = "$(cat "$ROOT/build/setup.stamp" 2>/dev/null)" ] || return 1
  [ -d "$ROOT/node_modules" ] || return 1
  while IFS='=' read -r _ path; do
    [ -e "$path" ] || return 1
  done <"$DEPS_ENV"
}
