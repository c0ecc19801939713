# shellcheck shell=bash
# Third-party sources that the build compiles: RE2, Dear ImGui, zlib and Expat through Debian's source
# archive (apt checks the signatures), doctest's header. Needs lib.sh and private_apt.sh.

# RE2 of Debian 12 is the last one without Abseil. The package leaves out three generated tables.
re2_unpack() {
  local suite=bookworm data=/usr/share/unicode
  private_apt "$suite" deb-src source --only-source --download-only "re2=$RE2_VERSION"
  dpkg-source --no-check -x re2_*.dsc source >/dev/null 2>&1
  if ! grep -q "$data" source/re2/unicode.py; then
    patch -s -p1 -d source <source/debian/patches/debian-unicode-data.patch
  fi
  (cd source/re2 && perl make_perl_groups.pl >perl_groups.cc &&
    python3 make_unicode_casefold.py >unicode_casefold.cc &&
    python3 make_unicode_groups.py >unicode_groups.cc)
  mkdir -p result/re2 result/util
  cp source/re2/*.h source/re2/*.cc result/re2/
  cp source/util/*.h source/util/rune.cc source/util/strutil.cc result/util/
  cp source/LICENSE result/
}

imgui_unpack() {
  local suite version
  for suite in testing unstable; do
    version="$(private_source_version "$suite" imgui "$IMGUI_SERIES.")"
    if [ -n "$version" ]; then break; fi
  done
  [ -n "$version" ] ||
    die "Debian's archive has no Dear ImGui $IMGUI_SERIES: unpack one and set IMGUI_DIR."
  private_apt "$suite" deb-src source --only-source --download-only "imgui=$version"
  dpkg-source --no-check -x imgui_*.dsc source >/dev/null 2>&1
  cp source/*.h source/*.cpp source/LICENSE.txt result/
  cp -r source/misc result/
}

# debian_source PACKAGE SERIES: the newest version of that series in Debian 12, unpacked in ./source.
debian_source() {
  local suite=bookworm version
  version="$(private_source_version "$suite" "$1" "$2.")"
  [ -n "$version" ] || die "Debian's archive has no $1 $2."
  private_apt "$suite" deb-src source --only-source --download-only "$1=$version"
  dpkg-source --no-check -x "$1"_*.dsc source >/dev/null 2>&1
}

# What unpacks, and the checksums.
zlib_unpack() {
  debian_source zlib "$ZLIB_SERIES"
  cp source/{adler32,crc32,inffast,inflate,inftrees,zutil}.c source/*.h source/LICENSE result/
}

expat_unpack() {
  debian_source expat "$EXPAT_SERIES"
  cp source/expat/lib/*.c source/expat/lib/*.h source/COPYING result/
}

# A folder of its own, so that /usr/include never leaks into the WebAssembly build.
doctest_copy() {
  mkdir result/doctest
  cp /usr/include/doctest/doctest.h result/doctest/
}

setup_sources() {
  make_once "re2-$RE2_VERSION" re2_unpack
  dep RE2_DIR "$CACHE/re2-$RE2_VERSION"
  if [ -z "${IMGUI_DIR:-}" ]; then
    make_once "imgui-$IMGUI_SERIES" imgui_unpack
  fi
  dep IMGUI_DIR "${IMGUI_DIR:-$CACHE/imgui-$IMGUI_SERIES}"
  make_once "zlib-$ZLIB_SERIES" zlib_unpack
  dep ZLIB_DIR "$CACHE/zlib-$ZLIB_SERIES"
  make_once "expat-$EXPAT_SERIES" expat_unpack
  dep EXPAT_DIR "$CACHE/expat-$EXPAT_SERIES"
  if [ -r /usr/include/doctest/doctest.h ]; then
    make_once doctest doctest_copy
  fi
  dep DOCTEST_DIR "${DOCTEST_DIR:-$CACHE/doctest}"
}
