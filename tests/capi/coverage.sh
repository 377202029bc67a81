#!/bin/bash
# Every function of huifang.h is named in a test, and no test names one that is not there.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
functions() { grep -ohE '\bhuifang_[a-z0-9_]+ *\(' "$@" | tr -d ' (' | sort -u; }
declared=$(sed 's,/\*.*\*/,,' "$root/capi/include/huifang.h" | awk '/^HUIFANG_API/ { sub(/\(.*/, "("); print $NF } ' | tr -d '*' | grep -oE 'huifang_[a-z0-9_]+' | sort -u)
tested=$(functions "$root"/tests/capi/*.c)
status=0
if missing=$(comm -23 <(printf '%s\n' "$declared") <(printf '%s\n' "$tested") | grep .); then
  printf 'not tested:\n%s\n' "$missing"
  status=1
fi
printf '%d functions\n' "$(wc -l <<<"$declared")"
exit $status
