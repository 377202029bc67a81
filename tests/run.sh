#!/bin/bash
# Sets up, builds and tests everything on a Debian 12 machine, and ends with "N passed, N failed".
#
#   bash tests/run.sh             every step
#   bash tests/run.sh STEP...     only these, after setup and build; --list names them
#
# A second run rebuilds only what changed. The logs of all steps are in build/logs/.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

logs=$build_root/logs
counts=$build_root/logs/counts
passed_total=0
failed_total=0

# ---- Counting -----------------------------------------------------------------------------------

# Called by a step: so many passed and failed in it. A step that never calls it counts as one.
count() { printf '%d %d\n' "$1" "$2" >>"$counts"; }

# counted <command>...: runs a command that ends with "N passed, N failed" and counts that line.
counted() {
  local out=$logs/counted.out status=0
  "$@" 2>&1 | tee "$out" || status=$?
  if [[ $(grep -E '[0-9]+ passed, [0-9]+ failed' "$out" | tail -n 1) =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  elif [ "$status" -eq 0 ]; then
    printf 'No closing line "N passed, N failed" from: %s\n' "$*"
    status=1
  fi
  return "$status"
}

# run_ctest <build dir> <ctest option>...: runs the tests of a build. Counts Catch2's test cases one by one, and
# every other test, and every binary that died without a report, as one.
run_ctest() {
  local dir=$1 status=0
  shift
  local log=$build_root/logs/ctest-${dir##*/}
  ctest --test-dir "$dir" --parallel "$jobs" --verbose --no-tests=error -L catch "$@" | tee "$log.catch" || status=$?
  count "$(sum_of 's/.*All tests passed \([0-9]+ assertions? in ([0-9]+) test cases?\).*/\1/p
                   s/.*test cases: .* ([0-9]+) passed.*/\1/p' "$log.catch")" \
        "$(at_least "$(sum_of 's/.*test cases: .* ([0-9]+) failed.*/\1/p' "$log.catch")" "$(failed_tests "$log.catch")")"
  ctest --test-dir "$dir" --parallel "$jobs" --output-on-failure --no-tests=ignore -LE catch "$@" | tee "$log.other" || status=$?
  count "$(grep -cE '^ *[0-9]+/[0-9]+ Test +#.* Passed ' "$log.other" || true)" "$(failed_tests "$log.other")"
  return "$status"
}
sum_of() { sed -nE "$1" "$2" | awk '{ n += $1 } END { print n + 0 }'; }
failed_tests() { sed -nE 's/.* tests passed, ([0-9]+) tests failed out of .*/\1/p' "$1" | awk '{ n += $1 } END { print n + 0 }'; }
at_least() { if [ "$1" -gt "$2" ]; then printf '%d' "$1"; else printf '%d' "$2"; fi; }

# step <name> <function>: runs it, prints one line, shows the log when it failed.
step() {
  local name=$1 function=$2 log=$logs/$1.log status=0 good=0 bad=0 p f start=$SECONDS
  : >"$counts"
  set +e
  (set -e; "$function") >"$log" 2>&1
  status=$?
  set -e
  while read -r p f; do good=$((good + p)) bad=$((bad + f)); done <"$counts"
  if [ "$status" -eq 0 ] && [ $((good + bad)) -eq 0 ]; then good=1; fi
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed_total=$((passed_total + good)) failed_total=$((failed_total + bad))
  if [ "$bad" -eq 0 ]; then
    printf '%-12s ok      %5d passed           %4d s\n' "$name" "$good" "$((SECONDS - start))"
  else
    printf '%-12s FAILED  %5d passed, %d failed  %4d s  (%s)\n' "$name" "$good" "$bad" "$((SECONDS - start))" "$log"
    tail -n 60 "$log" | sed 's/^/    /'
  fi
  [ "$status" -eq 0 ]
}

finish() {
  printf '%d passed, %d failed\n' "$passed_total" "$failed_total"
  [ "$failed_total" -eq 0 ]
}

# ---- Steps --------------------------------------------------------------------------------------

build() {
  configure release
  cmake --build "$build_root/release" --parallel "$jobs"
}

# The C++ and C tests.
unit() { run_ctest "$build_root/release"; }

# Each public header compiles alone; huifang.h as C99, C11 and C++.
headers() {
  cmake --build "$build_root/release" --parallel "$jobs" --target huifang_header_checks
  bash "$root/tests/headers/contents.sh"
  count "$(find "$root/include" "$root/capi/include" -name '*.h*' | wc -l)" 0
}

# The libraries export what they promise.
symbols() { bash "$root/tests/headers/symbols.sh" "$build_root/release/lib"; }

# Consumers by find_package, add_subdirectory and pkg-config.
package() { counted bash "$root/tests/package/run.sh"; }

steps=(unit headers symbols package)

# ---- Main ---------------------------------------------------------------------------------------

if [ "${1:-}" = --list ]; then
  printf '%s\n' "${steps[@]}"
  exit 0
fi
bash "$root/tests/setup.sh"
mkdir -p "$logs"
step build build || { finish; exit 1; }
for name in "${@:-${steps[@]}}"; do step "$name" "$name" || true; done
finish
