#!/bin/bash
# What a run costs: duties by month, time, peak memory, and the ratio to the same statements as plain SQL.
#
#   bash tests/benchmarks/run.sh [--log FILE] [--folder DIR] [--durability full|normal|off] [--repeat N]
#
# FILE is a CSV of orders (customer,date,quantity,amount); without it one of 69,659 orders is made up.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
configure release >/dev/null
cmake --build "$build" --parallel "$jobs" --target run_benchmark >/dev/null
exec "$build/bin/run_benchmark" "$@"
