#!/bin/bash
# hosts.sh <folder of the built programs>: the hosts in C, C++ and Python print the duties that the command line prints.
# The Python host runs when the package is installed where $python points.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
bin=$1
policy=$root/examples/policies/cement-visit-cadence
day=2024-10-17
rows=25
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 "$policy/sample.py" "$work/data"
logs=()
for name in units staff customers key-customers orders contacts findings replies solved confirmed sent files; do
  logs+=(--log "$work/data/$name.csv" --map "$policy/log/$name.json")
done
"$bin/huifang" run --quiet --durability off --policy "$policy/policy.json" --book "$work/book.db" "${logs[@]}" --to "$day" >/dev/null
# The last lines of the command line's list name a command of its own.
"$bin/huifang" duties --book "$work/book.db" --limit "$rows" | grep -vE '^(Why: |In all )' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/expected"
[ "$(wc -l <"$work/expected")" -gt "$rows" ] || { echo "the command line lists too little"; exit 1; }

status=0
# compare <what> <command>...
compare() {
  local what=$1
  shift
  if "$@" "$policy" "$work/data" "$day" "$rows" >"$work/found" && diff "$work/expected" "$work/found"; then
    printf 'ok: %s\n' "$what"
  else
    printf 'FAILED: %s\n' "$what"
    status=1
  fi
}
compare "C++ host" "$bin/host_cpp"
[ ! -x "$bin/host_c" ] || compare "C host" "$bin/host_c"
# The C host leaks nothing and reads nothing it should not: on the first days of the log, where valgrind takes seconds.
if [ -x "$bin/host_c" ]; then
  mkdir "$work/first"
  for file in "$work/data/"*.csv; do head -n 60 "$file" >"$work/first/${file##*/}"; done
  if valgrind --quiet --error-exitcode=3 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
    "$bin/host_c" "$policy" "$work/first" "$day" "$rows" >"$work/found" && [ "$(wc -l <"$work/found")" -gt 5 ]; then
    echo "ok: C host under valgrind"
  else
    echo "FAILED: C host under valgrind"
    status=1
  fi
fi
if [ -x "$python" ] && "$python" -c 'import huifang' 2>/dev/null; then
  compare "Python host" "$python" "$root/examples/hosts/python/host.py"
fi
exit $status
