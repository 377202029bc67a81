#!/bin/bash
# Runs a suite that others wrote, given as a file of JSON lines.
#
#   bash tests/conformance/run.sh SUITE FILE [CALENDAR] [--min PERCENT]
#
# The suite's program is built here when needed. It prints a line per family, "family passed/total", lists every
# failing case on stderr and ends with "N passed, N failed". The status is 1 below the minimum (default 100) and 2
# when it cannot run. `helpdesk` takes a log (CSV) and prints one line of JSON, to be compared with that of
# helpdesk/reference.py.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

# Suite -> program and its first arguments; FILE and the rest follow.
declare -A suites=(
  [feel]="conformance_dmn feel"
  [tables]="conformance_dmn tables"
  [drg]="conformance_dmn drg"
  [helpdesk]="conformance_helpdesk"
  [scxml]="conformance_scxml"
  [workdays]="conformance_workdays"
)

if [ $# -lt 2 ] || [ -z "${suites[$1]:-}" ]; then
  printf 'usage: bash tests/conformance/run.sh SUITE FILE [CALENDAR] [--min PERCENT]\nsuites: %s\n' "${!suites[*]}" >&2
  exit 2
fi
read -r -a command <<<"${suites[$1]}"
shift

log=$build_root/conformance-build.log
mkdir -p "$build_root"
if ! { bash "$root/tests/setup.sh" && configure release &&
  cmake --build "$build" --parallel "$jobs" --target "${command[0]}"; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  exit 2
fi
exec "$build/bin/${command[0]}" "${command[@]:1}" "$@"
