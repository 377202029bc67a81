#!/bin/bash
# Looks for inputs that crash, hang, leak or break a law: clang's libFuzzer on every target of tests/fuzz, each starting
# from its corpus. What is found lies in the build folder; put it into tests/fuzz/corpus/<target> with a name that says
# what it is, and mend the code: the tests replay the corpus.
#
#   bash tests/fuzz.sh [--seconds N] [TARGET...]     default: 60 seconds for each target
#
# Installs clang 16 when it is missing. Closes with "N passed, N failed", counting targets.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seconds=60
if [ "${1:-}" = --seconds ]; then
  seconds=$2
  shift 2
fi
bash "$root/tests/setup.sh"
if ! command -v clang++-16 >/dev/null || ! dpkg-query --show libclang-rt-16-dev >/dev/null 2>&1; then
  install=(env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends clang-16 libclang-rt-16-dev)
  if [ "$(id -u)" -ne 0 ]; then install=(sudo "${install[@]}"); fi
  "${install[@]}" >"$build_root/setup.log" 2>&1 || { cat "$build_root/setup.log" >&2; exit 1; }
fi

configure fuzz >/dev/null
cmake --build "$build_root/fuzz" --parallel "$jobs"
if [ $# -eq 0 ]; then
  for program in "$build_root"/fuzz/bin/fuzz_*; do set -- "$@" "${program##*/fuzz_}"; done
fi
passed=0 failed=0
for target in "$@"; do
  found=$build_root/fuzz/found/$target
  log=$build_root/fuzz/$target.log
  mkdir -p "$found"
  dictionary=()
  if [ -e "$root/tests/fuzz/$target.dict" ]; then dictionary=("-dict=$root/tests/fuzz/$target.dict"); fi
  # Inputs that reach something new are kept in the build folder, so that a later run goes on from there.
  mkdir -p "$build_root/fuzz/corpus/$target"
  if "$build_root/fuzz/bin/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
    -print_final_stats=1 "${dictionary[@]}" -artifact_prefix="$found/" \
    "$build_root/fuzz/corpus/$target" "$root/tests/fuzz/corpus/$target" >"$log" 2>&1; then
    passed=$((passed + 1))
    printf '%-12s ok      %s runs, %s s\n' "$target" "$(sed -nE 's/^stat::number_of_executed_units: +//p' "$log")" "$seconds"
  else
    failed=$((failed + 1))
    printf '%-12s FAILED  see %s and %s\n' "$target" "$log" "$found"
    grep -aE 'ERROR|SUMMARY|broken:|runtime error' "$log" | head -n 5 || true
  fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
