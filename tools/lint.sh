# shellcheck shell=bash
# `./dev fmt` and `./dev lint`.

sources() { git ls-files --cached --others --exclude-standard -- '*.cpp' '*.h'; }

format_sources() { sources | xargs -r "clang-format-$CLANG_MAJOR" -i; }

# Files that differ from the main branch's last commit but one, or are not committed.
changed_sources() {
  { git diff --name-only --diff-filter=d HEAD~1 -- '*.cpp' 2>/dev/null || sources
    git ls-files --others --exclude-standard -- '*.cpp'; } | sort -u
}

# lint_tidy [--all]: only files that the release preset compiles; each by itself (CRUMB_JOINED), never built.
lint_tidy() {
  local files
  if [ "${1:-}" = --all ]; then files="$(sources | grep '\.cpp$' || true)"; else files="$(changed_sources)"; fi
  files="$(grep -Ev '^(wasm|tests)/' <<<"$files" || true)"
  if [ -z "$files" ]; then return; fi
  cmake --preset release -B build/tidy -DCRUMB_JOINED=OFF >build/tidy.log
  xargs -P "$(nproc)" -n 4 "clang-tidy-$CLANG_MAJOR" --quiet -p build/tidy <<<"$files"
}

lint() {
  ensure_setup
  say "format"
  sources | xargs -r "clang-format-$CLANG_MAJOR" --dry-run --Werror
  say "shellcheck"
  shellcheck -x dev .ci/run tools/*.sh tools/setup/*.sh
  say "types"
  check_types
  say "clang-tidy"
  lint_tidy "$@"
}

check_types() {
  if [ -f web/tsconfig.json ]; then node_modules/.bin/tsc --noEmit -p web/tsconfig.json; fi
}
