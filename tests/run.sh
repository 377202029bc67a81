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

# run_catch <build dir> <ctest option>...: runs the test programs of a build and counts their test cases one by one, and
# every program that died without a report as one.
run_catch() {
  local dir=$1 status=0
  shift
  local log=$build_root/logs/ctest-${dir##*/}
  ctest --test-dir "$dir" --parallel "$jobs" --verbose --no-tests=error -L catch "$@" | tee "$log.catch" || status=$?
  count "$(sum_of 's/.*All tests passed \([0-9.]+ assertions? in ([0-9]+) test cases?\).*/\1/p
                   s/.*test cases: .* ([0-9]+) passed.*/\1/p' "$log.catch")" \
        "$(at_least "$(sum_of 's/.*test cases: .* ([0-9]+) failed.*/\1/p' "$log.catch")" "$(failed_tests "$log.catch")")"
  return "$status"
}

# run_other <build dir> <ctest option>...: runs the other tests of a build, each of which counts as one.
run_other() {
  local dir=$1 status=0
  shift
  local log=$build_root/logs/ctest-${dir##*/}
  ctest --test-dir "$dir" --parallel "$jobs" --output-on-failure --no-tests=ignore -LE catch "$@" | tee "$log.other" || status=$?
  count "$(grep -cE '^ *[0-9]+/[0-9]+ Test +#.* Passed ' "$log.other" || true)" "$(failed_tests "$log.other")"
  return "$status"
}
sum_of() { sed -nE "$1" "$2" | awk '{ n += $1 } END { print n + 0 }'; }
failed_tests() { sed -nE 's/.* tests passed, ([0-9]+) tests failed out of .*/\1/p' "$1" | awk '{ n += $1 } END { print n + 0 }'; }
at_least() { if [ "$1" -gt "$2" ]; then printf '%d' "$1"; else printf '%d' "$2"; fi; }

# step <name> <function>: runs it, prints one line, shows the log when it failed. Sets step_ok. To be called plainly,
# never before || or in a condition: there bash would go on after a command that failed.
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
    { grep -nE '(error:|FAILED|fatal|AddressSanitizer|ThreadSanitizer)' "$log" | head -n 20 || true
      printf '...\n'
      tail -n 40 "$log"; } | cut -c 1-240 | sed 's/^/    /'
  fi
  step_ok=$([ "$status" -eq 0 ] && echo yes || echo no)
}

finish() {
  printf '%d passed, %d failed\n' "$passed_total" "$failed_total"
  [ "$failed_total" -eq 0 ]
}

# ---- Steps --------------------------------------------------------------------------------------

build() {
  configure release
  cmake --build "$build" --parallel "$jobs" -- -k 0  # all errors at once
}

# The C++ and C tests.
unit() { run_catch "$build"; }

# What is no program of test cases: the C library under valgrind, the hosts, the guides.
other() { run_other "$build"; }

# The same inside a host with decimal commas, grouped digits and a zone with daylight saving.
locale() {
  local locales=$build_root/locale
  if [ ! -d "$locales/de_DE.UTF-8" ]; then
    mkdir -p "$locales"
    localedef --inputfile=de_DE --charmap=UTF-8 "$locales/de_DE.UTF-8"
  fi
  LOCPATH=$locales LC_ALL=de_DE.UTF-8 TZ=America/New_York LD_PRELOAD=$build/lib/host_locale.so \
    RC_PARAMS="max_success=10 max_discard_ratio=1000" run_catch "$build"
}

# Each public header compiles alone; huifang.h as C99, C11 and C++.
headers() {
  cmake --build "$build" --parallel "$jobs" --target huifang_header_checks
  bash "$root/tests/headers/contents.sh"
  count "$(find "$root/include" "$root/capi/include" -name '*.h*' | wc -l)" 0
}

# The libraries export what they promise.
symbols() { bash "$root/tests/headers/symbols.sh" "$build/lib"; }

# The policies of the examples against their own tests.
policies() { counted "$cli" test "$root/examples/policies"; }

# The Python module as a user installs it, its tests, and its stubs against what it really has.
python_module() {
  local inputs stamp=$build_root/python.stamp
  inputs=$(cd "$root" && find pyproject.toml README.md CMakeLists.txt src include bindings -type f ! -name '*.pyc' -print0 |
    sort -z | xargs -0 sha256sum | sha256sum)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$inputs" ] || ! "$python" -c 'import huifang'; then
    CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache \
      "$python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall \
      --config-settings=build-dir="$build_root/python" "$root"
    printf '%s\n' "$inputs" >"$stamp"
  fi
  (cd "$build_root" && "$python" -m mypy.stubtest --ignore-unused-allowlist --allowlist "$root/bindings/python/stubtest.allowlist" huifang)
  count 1 0
  local report=$build_root/logs/pytest.xml status=0
  (cd "$build_root" && "$python" -m pytest -p no:cacheprovider --junit-xml="$report" "$root/bindings/python/tests") || status=$?
  "$python" - "$report" >>"$counts" <<'PYTHON' || status=1
import sys
import xml.etree.ElementTree as tree
suites = tree.parse(sys.argv[1]).getroot().findall("testsuite")
total = sum(int(s.get("tests")) for s in suites)
bad = sum(int(s.get("failures")) + int(s.get("errors")) for s in suites)
skipped = sum(int(s.get("skipped")) for s in suites)
print(total - bad - skipped, bad + skipped)
PYTHON
  return "$status"
}

# Consumers by find_package, add_subdirectory and pkg-config.
package() { counted bash "$root/tests/package/run.sh"; }

# The C++ tests under the address and undefined-behaviour sanitizers.
asan() {
  configure asan
  cmake --build "$build_root/asan" --parallel "$jobs"
  # The prebuilt libraries of Debian are not instrumented, so container annotations would not match.
  # Laws are tried on fewer cases than in the plain run: everything is slower, and what is looked for is not luck.
  export RC_PARAMS="max_success=10 max_discard_ratio=1000"
  export ASAN_OPTIONS=detect_container_overflow=0:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
  run_catch "$build_root/asan"
  run_other "$build_root/asan" -L fuzz
}

# What several threads do at once, in C++ and through the C library, under the thread sanitizer.
tsan() {
  configure tsan
  cmake --build "$build_root/tsan" --parallel "$jobs" --target test_threads test_capi
  TSAN_OPTIONS=halt_on_error=1 run_catch "$build_root/tsan" -R '^(threads|capi)$'
}

# Kill the run of a large book at random moments; it must lose nothing.
torture() { counted bash "$root/tests/torture.sh" --kills 5; }

steps=(unit locale headers symbols policies python_module other package asan tsan torture)

# ---- Main ---------------------------------------------------------------------------------------

if [ "${1:-}" = --list ]; then
  printf '%s\n' "${steps[@]}"
  exit 0
fi
for name in "$@"; do
  if ! printf '%s\n' "${steps[@]}" | grep -qxF -e "$name"; then
    printf 'There is no step "%s"; the steps are: %s\n' "$name" "${steps[*]}" >&2
    exit 2
  fi
done
bash "$root/tests/setup.sh"
mkdir -p "$logs"
step build build
if [ "$step_ok" = yes ]; then
  for name in "${@:-${steps[@]}}"; do step "$name" "$name"; done
fi
finish
