#!/bin/bash
# The main job: a regulation, a year of contacts, and what is owed on 17 October 2024. Needs the built tool; run.sh does
# everything.
#
#   bash examples/main-job.sh
. "$(dirname "${BASH_SOURCE[0]}")/../tests/common.sh"
huifang=${HUIFANG:-$cli}
policy=$root/examples/policies/cement-visit-cadence
work=$build_root/examples/cement
day=2024-10-17

heading() { printf '\n== %s\n' "$1"; }

rm -rf "$work"
mkdir -p "$work"
cd "$work"

heading "The regulations hold what they promise"
"$huifang" check "$policy/policy.json"
"$huifang" test "$root/examples/policies"

heading "A year of a cement works: 240 customers, 8 staff"
python3 "$policy/sample.py" data
logs=()
for name in units staff customers key-customers orders contacts findings replies solved confirmed sent files; do
  logs+=(--log "data/$name.csv" --map "$policy/log/$name.json")
done
"$huifang" run --policy "$policy/policy.json" --book book.db "${logs[@]}" --to "$day"
"$huifang" verify --quiet --book book.db

heading "Duties as of $day"
"$huifang" duties --book book.db --limit 15

heading "Why?"
missed=$("$huifang" duties --book book.db --rule art3-phone --state lapsed --format csv | tail -n 1 | cut -d, -f1)
"$huifang" explain --book book.db "$missed"

heading "To go on"
printf 'The command line is %s\nThe book of this run is %s\n' "$huifang" "$work/book.db"
