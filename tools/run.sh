# shellcheck shell=bash
# `./dev run`, `./dev bench` and `./dev accuracy`.

# run_sample [PATH...] [--no-serve]
run_sample() {
  local serve=yes argument paths=()
  for argument in "$@"; do
    case "$argument" in
      --no-serve) serve=no ;;
      *) paths+=("$argument") ;;
    esac
  done
  ensure_setup
  build_preset release
  build_fixtures
  build_page
  pack_network
  if [ "${#paths[@]}" -gt 0 ]; then
    build/release/crumbtrail grade "${paths[@]}"
  else
    build/release/crumbtrail grade build/fixtures/TP-1 --decisions build/fixtures/TP-1/decisions.json
  fi
  if [ "$serve" = yes ]; then node tools/serve.mjs build/web; fi
}

# The peers' packages are large, and only the benchmarks need them: they have a lock file of their own.
run_bench() {
  ensure_setup
  # shellcheck source=tools/setup/npm.sh
  source tools/setup/npm.sh
  # Not `npm ci`: it wants the optional packages of every platform in the lock file.
  npm_ci tests/bench install --no-save
  case " $* " in
    *" --browser "*) build_page ;;
    *)
      build_preset release crumbtrail-fixtures crumbtrail-bench
      build_preset wasm crumbtrail-bench
      ;;
  esac
  node tests/bench/bench.mjs "$@"
}

# run_accuracy [--half even|odd] …: docs/ACCURACY.md
run_accuracy() {
  ensure_setup
  build_preset release crumbtrail crumbtrail-fixtures crumbtrail-subsets
  build_fixtures
  node tests/accuracy/accuracy.mjs "$@"
}
