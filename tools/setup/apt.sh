# shellcheck shell=bash
# The packages that Debian provides. Elsewhere only checks that the programs are there. Needs lib.sh.

apt_packages() {
  printf '%s\n' "clang-$CLANG_MAJOR" "lld-$CLANG_MAJOR" "llvm-$CLANG_MAJOR" \
    "clang-format-$CLANG_MAJOR" "clang-tidy-$CLANG_MAJOR" "libclang-rt-$CLANG_MAJOR-dev" \
    "libc++-$CLANG_MAJOR-dev" "libc++abi-$CLANG_MAJOR-dev" \
    cmake ninja-build ccache git ca-certificates python3 perl shellcheck doctest-dev \
    dpkg-dev patch xz-utils patchelf unicode-data python3-six node-acorn \
    chromium firefox-esr xvfb xauth libgl1-mesa-dri libegl1 libgl1
  have node || echo nodejs
  have npm || echo npm
}

missing_packages() {
  local package
  apt_packages | while read -r package; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

require_program() {
  have "$1" || die "$1 is missing: $2."
}

setup_programs() {
  local missing
  if [ "$(debian_release)" -lt 12 ]; then
    require_program "clang++-$CLANG_MAJOR" "install clang $CLANG_MAJOR with libc++ and lld"
    require_program cmake "install CMake 3.25 or newer"
    require_program ninja "install Ninja"
    require_program npm "install Node $NODE_MINIMUM or newer with npm"
    return
  fi
  missing="$(missing_packages)"
  if [ -z "$missing" ]; then return; fi
  say "installing $(wc -w <<<"$missing") packages of Debian"
  as_root apt-get -qq update
  # shellcheck disable=SC2086  # a list of names
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
}

# The programs whose absence or age would show only later, as an obscure message.
check_programs() {
  local node
  node="$(node --version)"
  version_at_least "${node#v}" "$NODE_MINIMUM" || die "Node $node is too old: $NODE_MINIMUM or newer is needed."
}
