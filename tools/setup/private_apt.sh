# shellcheck shell=bash
# apt with a configuration of its own: another suite of the mirror that this machine uses already.
# Never touches the system's sources, lists or packages. Needs lib.sh.

# The mirror of Debian's main archive among the machine's own sources.
debian_mirror() {
  # shellcheck disable=SC2016  # apt's own placeholders
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ && !found { print $4; found = 1 }'
}

private_apt_open() {
  local home="$1" suite="$2" kind="$3" mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror="$(debian_mirror)"
  [ -n "$mirror" ] || die "apt names no mirror of Debian's main archive; run apt-get update first."
  mkdir -p "$home/lists/partial" "$home/cache/archives/partial"
  printf '%s [signed-by=%s] %s %s main\n' "$kind" "$keyring" "$mirror" "$suite" >"$home/sources.list"
  cat >"$home/apt.conf" <<CONF
Dir::Etc::sourcelist "$home/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$home/lists";
Dir::Cache "$home/cache";
APT::Sandbox::User "root";
APT::Default-Release "";
CONF
  APT_CONFIG="$home/apt.conf" apt-get -qq update
}

# private_apt SUITE deb|deb-src ARGS...: apt-get ARGS, knowing that suite only.
private_apt() {
  local suite="$1" kind="$2" home
  shift 2
  home="$PWD/apt-$suite-$kind"
  [ -d "$home" ] || private_apt_open "$home" "$suite" "$kind"
  APT_CONFIG="$home/apt.conf" apt-get -qq "$@"
}

# private_version SUITE deb-src PACKAGE PATTERN: the newest version there that begins with PATTERN.
private_source_version() {
  local suite="$1" package="$2" wanted="$3" home="$PWD/apt-$1-deb-src"
  [ -d "$home" ] || private_apt_open "$home" "$suite" deb-src
  APT_CONFIG="$home/apt.conf" apt-cache showsrc --only-source "$package" |
    sed -n 's/^Version: //p' | { grep -F "$wanted" || true; } | sort -V | tail -n 1
}
