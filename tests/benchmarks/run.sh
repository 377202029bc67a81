#!/bin/bash
# What a run costs: duties by month, time, peak memory, and the ratio to the same statements as plain SQL.
#
#   bash tests/benchmarks/run.sh decisions        decision tables beside the same decisions written by hand
#   bash tests/benchmarks/run.sh plan             100,000 visits on 100 people and 250 days beside a greedy loop
#   bash tests/benchmarks/run.sh occurrences      a year of two rules for a million customers beside a loop by hand
#   bash tests/benchmarks/run.sh contacts         which of a million calls are allowed beside a loop by hand
#   bash tests/benchmarks/run.sh scores           a million responses of ten items beside a loop by hand
#   bash tests/benchmarks/run.sh statecharts      an event through a chart beside its guard, and a million cases with a timer
#   bash tests/benchmarks/run.sh calendar         working time over ten years beside ten days
#   bash tests/benchmarks/run.sh helpdesk [FILE]  the log of a help desk through a book; without FILE one is made up
#   bash tests/benchmarks/run.sh points [N]       N events, or a million, through ten rules that post points, beside their own statements
#   bash tests/benchmarks/run.sh --customers N    a year of the cement works' calls and visits for N customers (100000: 20 GB; with --repeat 0
#                                                 it is recorded while it is timed, in half the time)
#   bash tests/benchmarks/run.sh [--log FILE] [--folder DIR] [--durability full|normal|off] [--repeat N]
#
# FILE is a CSV of orders (customer,date,quantity,amount); without it one of 69,659 orders is made up.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
configure release >/dev/null
if [ "${1:-}" = plan ]; then
  cmake --build "$build" --parallel "$jobs" --target plan_benchmark >/dev/null
  exec "$build/bin/plan_benchmark"
fi
if [ "${1:-}" = occurrences ]; then
  cmake --build "$build" --parallel "$jobs" --target occurrences_benchmark >/dev/null
  exec "$build/bin/occurrences_benchmark" "${@:2}"
fi
if [ "${1:-}" = contacts ]; then
  cmake --build "$build" --parallel "$jobs" --target contacts_benchmark >/dev/null
  exec "$build/bin/contacts_benchmark" "${@:2}"
fi
if [ "${1:-}" = decisions ]; then
  cmake --build "$build" --parallel "$jobs" --target decision_benchmark >/dev/null
  rates=$(mktemp)
  trap 'rm -f "$rates"' EXIT
  status=0
  "$build/bin/decision_benchmark" --rates "$rates" "${@:2}" || status=$?
  if [ -x "$python" ] && "$python" -c 'import huifang' 2>/dev/null; then
    "$python" "$root/tests/benchmarks/decision_benchmark.py" "$rates" || status=$?
  else
    printf 'The Python module is not installed: its part is left out (bash tests/run.sh python_module installs it).\n'
  fi
  exit "$status"
fi
if [ "${1:-}" = statecharts ]; then
  cmake --build "$build" --parallel "$jobs" --target statechart_benchmark >/dev/null
  exec "$build/bin/statechart_benchmark"
fi
if [ "${1:-}" = scores ]; then
  cmake --build "$build" --parallel "$jobs" --target score_benchmark >/dev/null
  exec "$build/bin/score_benchmark"
fi
if [ "${1:-}" = calendar ]; then
  cmake --build "$build" --parallel "$jobs" --target calendar_benchmark >/dev/null
  exec "$build/bin/calendar_benchmark" "${@:2}"
fi
cmake --build "$build" --parallel "$jobs" --target run_benchmark >/dev/null
if [ "${1:-}" = helpdesk ]; then
  log=${2:-}
  if [ -z "$log" ]; then
    log=$(mktemp --suffix=.csv)
    trap 'rm -f "$log"' EXIT
    python3 "$root/tests/conformance/helpdesk/make_log.py" 1 2800 >"$log"
  fi
  "$build/bin/run_benchmark" --policy helpdesk --log "$log" --to 2014-01-31 --repeat 7 "${@:3}"
  exit
fi
if [ "${1:-}" = points ]; then
  # verify replays into memory, and a million events take much of it.
  exec "$build/bin/run_benchmark" --points "${2:-1000000}" --verify no "${@:3}"
fi
exec "$build/bin/run_benchmark" "$@"
