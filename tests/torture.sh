#!/bin/bash
# Kills `huifang run` with SIGKILL at random moments. After each kill the book must open and `huifang verify` must find no
# difference; the same log is then fed again from the start, until a run ends by itself. Then the book must hold, row by
# row, what an undisturbed run holds, and a new book begins.
#
#   bash tests/torture.sh [--kills N] [--seed N] [--orders N] [--log FILE] [--folder DIR]
#
#   --kills   how many kills, default 200          --log     CSV of orders (customer,date,quantity,amount);
#   --seed    of the random moments, default 1               default: --orders N made-up ones, default 12000
#   --folder  where the books are made; default: a new one in the build folder, removed at the end
#
# Closes with "N passed, N failed", counting kills.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

kills=200 seed=1 orders=12000 log='' folder=''
while [ $# -ge 2 ]; do
  case $1 in
    --kills) kills=$2 ;;
    --seed) seed=$2 ;;
    --orders) orders=$2 ;;
    --log) log=$2 ;;
    --folder) folder=$2 ;;
    *) break ;;
  esac
  shift 2
done
if [ $# -gt 0 ]; then
  sed -n '2,/^\. /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
  exit 2
fi

configure release >/dev/null
cmake --build "$build" --parallel "$jobs" --target huifang_cli make_sample_log >/dev/null
if [ -z "$folder" ]; then
  mkdir -p "$build_root"
  folder=$(mktemp -d "$build_root/torture.XXXXXX")
  trap 'rm -rf "$folder"' EXIT
fi
if [ -z "$log" ]; then
  log=$folder/orders.csv
  "$build/bin/make_sample_log" "$log" "$orders"
fi
example=$root/examples/policies/online-retail

# run <book>: what is tortured. Small transactions, so that there are many moments between two of them.
run() {
  exec "$cli" run --policy "$example/policy.json" --book "$1" --log "$log" --map "$example/log.json" --to 2022-07-01 \
    --commit-every 200 --quiet
}
# Every row of every table.
state() { sqlite3 "$1" .dump | sha256sum; }
milliseconds() { date +%s%3N; }

undisturbed=$folder/undisturbed.book
start=$(milliseconds)
(run "$undisturbed") >"$folder/run.log" 2>&1 || { cat "$folder/run.log"; exit 1; }
length=$(($(milliseconds) - start))
wanted=$(state "$undisturbed")
printf 'undisturbed: %d ms; %d kills, seed %d\n' "$length" "$kills" "$seed"

RANDOM=$seed
killed=0 books=0 failed=0
fail() {
  printf 'kill %d, book %d: %s\n' "$killed" "$books" "$1"
  failed=$((failed + 1))
  mkdir -p "$build_root/logs/torture"
  cp "$folder"/tortured.book* "$folder"/*.log "$build_root/logs/torture/" 2>/dev/null || true
}

# The book after a kill: it opens, and verify finds no difference.
check_book() {
  local book=$1
  [ -e "$book" ] || return 0  # killed before there was a file
  if ! "$cli" verify "$book" --quiet >"$folder/verify.log" 2>&1; then
    # Killed before the first transaction: nothing was acknowledged yet, and the next run begins afresh.
    if [ "$(sqlite3 "$book" "SELECT count(*) FROM sqlite_schema")" = 0 ]; then return 0; fi
    cat "$folder/verify.log"
    return 1
  fi
}

book=$folder/tortured.book
while [ "$killed" -lt "$kills" ] && [ "$failed" -eq 0 ]; do
  rm -f "$book" "$book-wal" "$book-shm"
  books=$((books + 1))
  ended=false
  while ! $ended && [ "$failed" -eq 0 ]; do
    (run "$book") >"$folder/run.log" 2>&1 &
    child=$!
    # The last kill is spent: the run goes on to its end.
    if [ "$killed" -lt "$kills" ]; then
      delay=$((1 + (RANDOM * 32768 + RANDOM) % 1000003 * length / 1000003))
      sleep "$((delay / 1000)).$(printf '%03d' $((delay % 1000)))"
      kill -KILL "$child" 2>/dev/null || true
    fi
    status=0
    wait "$child" 2>/dev/null || status=$?
    if [ "$status" -eq 137 ]; then
      killed=$((killed + 1))
      check_book "$book" || fail 'verify does not hold'
    elif [ "$status" -ne 0 ]; then
      cat "$folder/run.log"
      fail "the run ended with $status"
    else
      ended=true
      [ "$(state "$book")" = "$wanted" ] || fail 'the end differs from an undisturbed run'
      check_book "$book" || fail 'verify does not hold at the end'
    fi
  done
  printf '%d kills, %d books\n' "$killed" "$books"
done
printf '%d passed, %d failed\n' "$((killed - failed))" "$failed"
[ "$failed" -eq 0 ]
