# shellcheck shell=bash
# The packages of package-lock.json in node_modules/, and those of the benchmarks on request. Needs lib.sh.

# npm_ci FOLDER [COMMAND...]: only when its lock file changed. `npm ci`, unless another command is named.
npm_ci() {
  local folder="$1" lock stamp
  shift
  [ $# -ne 0 ] || set -- ci
  lock="$(sha256sum <"$folder/package-lock.json")"
  stamp="$folder/node_modules/.crumbtrail-lock"
  if [ "$(cat "$stamp" 2>/dev/null || true)" = "$lock" ]; then return; fi
  say "installing the npm packages of ${folder#"$ROOT"/}"
  (cd "$folder" && npm "$@" --ignore-scripts --no-fund --no-audit --loglevel=error >&2)
  printf '%s\n' "$lock" >"$stamp"
}
