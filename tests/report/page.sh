#!/bin/bash
# page.sh <huifang> <browser> <policies>: the pages of reports in a real browser: no script fails, tables are there, charts are drawn.
set -euo pipefail
cli=$1 browser=$2 policies=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# open <page>: what the browser makes of it is in dom.html, what it says in log.
open() {
  "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --virtual-time-budget=5000 \
    --enable-logging=stderr --dump-dom "file://$1" >"$work/dom.html" 2>"$work/log"
}

# look <what> <charts> <tables>: at page.html.
look() {
  open "$work/page.html"
  if grep -F 'CONSOLE' "$work/log"; then
    printf '%s: the page told something on its console\n' "$1"
    exit 1
  fi
  # The library gives each canvas that it draws on a size and a style.
  local drawn tables
  drawn=$(grep -oE '<canvas id="chart-[0-9]+"[^>]*style="[^"]*' "$work/dom.html" | wc -l)
  tables=$(grep -oF '<table>' "$work/dom.html" | wc -l)
  printf '%s: %d charts, %d tables\n' "$1" "$drawn" "$tables"
  [ "$drawn" -eq "$2" ] && [ "$tables" -eq "$3" ] || exit 1
}

for language in en zh; do
  "$cli" report "$here/page/report.json" --table "$here/page/rows.csv" --format html --lang "$language" >"$work/page.html"
  look "a table, $language" 5 5
  # A hostile name stays text.
  ! grep -F '<b>gate</b>' "$work/dom.html" || exit 1
  grep -qF '&lt;b&gt;gate&lt;/b&gt;' "$work/dom.html"
done
# It is the page that is looked at: one whose script is broken is found.
sed 's/"use strict";/"use strict"; nobody();/' "$work/page.html" >"$work/broken.html"
open "$work/broken.html"
grep -qF 'CONSOLE' "$work/log" || { printf 'a broken page was not found\n'; exit 1; }

# A month of a book: 8 agents, 300 customers.
PYTHONDONTWRITEBYTECODE=1 python3 "$policies/chem-bpoints/sample.py" "$work/month.jsonl"
"$cli" run --quiet --policy "$policies/chem-bpoints/policy.json" --book "$work/month.db" --log "$work/month.jsonl" --to 2017-12-03 >"$work/summary.txt"
for language in en zh; do
  "$cli" report "$work/month.db" b-points --period 2017-11 --format html --lang "$language" >"$work/page.html"
  look "points of a month, $language" 2 3
  grep -qF '<td>李娟</td><td class="right">0</td><td class="right">100</td><td class="right">100</td>' "$work/dom.html"
  "$cli" report "$work/month.db" calls --period 'work week:2017-11-26' --format html --lang "$language" >"$work/page.html"
  look "calls of a week, $language" 4 3
  "$cli" report "$work/month.db" entries --period 2017-11 --format html --lang "$language" >"$work/page.html"
  look "entries of a month, $language" 1 3
done
# The statement of a person and the report of the department have the same points.
"$cli" points --book "$work/month.db" --account a3 --period 2017-11 | grep -qxF 'closing -30'
"$cli" report "$work/month.db" b-points --period 2017-11 | grep -qxE '  张静 +2 +-30 +-30'
