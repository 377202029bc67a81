#!/bin/bash
# symbols.sh <folder of the libraries>: the C library exports huifang_* only, the C++ library huifang:: only.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
lib=$1
status=0

# check <library> <pattern of a demangled name that may be exported>
check() {
  local names foreign
  names=$(nm -D --defined-only --demangle "$lib/$1" | cut -c20-)
  [ -n "$names" ] || { printf '%s exports nothing\n' "$1"; status=1; }
  if foreign=$(grep -vE "$2" <<<"$names"); then
    printf '%s exports foreign symbols:\n%s\n' "$1" "$foreign"
    status=1
  fi
  printf '%s: %d symbols\n' "$1" "$(wc -l <<<"$names")"
}

check libhuifang.so '^((non-virtual thunk to |virtual thunk to |typeinfo for |typeinfo name for |vtable for |guard variable for )?huifang::|[A-Za-z].* huifang::)'
check libhuifang-c.so '^huifang_[a-z0-9_]+$'
exit $status
