# shellcheck shell=bash
# Emscripten: an existing one that is new enough, Debian 13's package, or that package unpacked
# into the cache on Debian 12 (whose own is too old for C++23). Needs lib.sh and private_apt.sh.

emscripten_works() {
  local version
  [ -x "$1/emcc" ] || return 1
  version="$("$1/emcc" --version 2>/dev/null | sed -n '1s/.*) \([0-9.]*\).*/\1/p')"
  [ -n "$version" ] && version_at_least "$version" "$EMSCRIPTEN_VERSION"
}

existing_emscripten() {
  local candidate
  for candidate in "${EMSDK:+$EMSDK/upstream/emscripten}" \
    "$(dirname "$(readlink -f "$(command -v emcc || echo /none/emcc)")")"; do
    if [ -n "$candidate" ] && emscripten_works "$candidate"; then
      printf '%s\n' "$candidate"
      return
    fi
  done
}

# binaryen of the newer Debian needs a newer C library: give its programs their own.
emscripten_patch_binaryen() {
  local prefix="$1" home="$2" runtime=runtime/usr/lib/x86_64-linux-gnu tool
  local loader="$home/$runtime/ld-linux-x86-64.so.2"
  for tool in "$prefix"/usr/bin/wasm-*; do
    if head -c 4 "$tool" | grep -q ELF; then
      patchelf --set-interpreter "$loader" \
        --set-rpath "$home/$runtime:$home/usr/lib/x86_64-linux-gnu" "$tool"
    fi
  done
}

emscripten_configure() {
  local home="$1"
  cat >result/usr/share/emscripten/.emscripten <<CONF
# Written by ./dev setup.
LLVM_ROOT = '/usr/lib/llvm-$CLANG_MAJOR/bin'
BINARYEN_ROOT = '$home/usr'
NODE_JS = '$(command -v node)'
CACHE = '$home/usr/share/emscripten/cache'
FROZEN_CACHE = True
CONF
}

emscripten_unpack() {
  local home="$1" package
  [ "$(uname -m)" = x86_64 ] || die "on Debian 12 Emscripten is set up for x86-64 only; install emsdk and set EMSDK."
  private_apt "$EMSCRIPTEN_SUITE" deb download emscripten binaryen libc6 libstdc++6 libgcc-s1
  for package in emscripten_*.deb binaryen_*.deb; do
    # Without link-time-optimised and position-independent libraries: 1.2 GB that nothing here links.
    dpkg --fsys-tarfile "$package" | tar -x -C result --exclude='*/wasm32-emscripten/lto*' \
      --exclude='*/wasm32-emscripten/pic' --exclude='./usr/share/emscripten/test'
  done
  for package in libc6_*.deb libstdc++6_*.deb libgcc-s1_*.deb; do dpkg -x "$package" result/runtime; done
  emscripten_patch_binaryen result "$home"
  mkdir -p result/usr/share/emscripten/node_modules
  ln -sfn /usr/share/nodejs/acorn result/usr/share/emscripten/node_modules/acorn
  emscripten_configure "$home"
}

setup_emscripten() {
  local found
  found="$(existing_emscripten)"
  if [ -z "$found" ] && [ "$(debian_release)" -ge 13 ]; then
    say "installing emscripten"
    as_root apt-get -qq install -y --no-install-recommends emscripten >/dev/null
    found=/usr/share/emscripten
  fi
  if [ -z "$found" ]; then
    [ "$(debian_release)" = 12 ] ||
      die "no emcc $EMSCRIPTEN_VERSION or newer on PATH: install emsdk and set EMSDK."
    make_once "emscripten-$EMSCRIPTEN_VERSION" emscripten_unpack
    found="$CACHE/emscripten-$EMSCRIPTEN_VERSION/usr/share/emscripten"
  fi
  dep EMSCRIPTEN_DIR "$found"
}
