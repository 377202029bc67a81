#!/bin/bash
# page.sh <huifang> <browser>: the page of a report in a real browser: no script fails, tables are there, charts are drawn.
set -euo pipefail
cli=$1 browser=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for language in en zh; do
  "$cli" report "$here/page/report.json" --table "$here/page/rows.csv" --format html --lang "$language" >"$work/page.html"
  "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --virtual-time-budget=5000 \
    --enable-logging=stderr --dump-dom "file://$work/page.html" >"$work/dom.html" 2>"$work/log"
  if grep -F 'CONSOLE' "$work/log"; then
    printf 'the page told something on its console\n'
    exit 1
  fi
  # The library gives each canvas that it draws on a size and a style.
  drawn=$(grep -oE '<canvas id="chart-[0-9]+"[^>]*style="[^"]*' "$work/dom.html" | wc -l)
  tables=$(grep -oF '<table>' "$work/dom.html" | wc -l)
  printf '%s: %d charts, %d tables\n' "$language" "$drawn" "$tables"
  [ "$drawn" -eq 5 ] && [ "$tables" -eq 5 ] || exit 1
  # A hostile name stays text.
  ! grep -F '<b>gate</b>' "$work/dom.html" || exit 1
  grep -qF '&lt;b&gt;gate&lt;/b&gt;' "$work/dom.html"
done
# It is the page that is looked at: one whose script is broken is found.
sed 's/"use strict";/"use strict"; nobody();/' "$work/page.html" >"$work/broken.html"
"$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --virtual-time-budget=5000 \
  --enable-logging=stderr --dump-dom "file://$work/broken.html" >"$work/dom.html" 2>"$work/log"
grep -qF 'CONSOLE' "$work/log" || { printf 'a broken page was not found\n'; exit 1; }
