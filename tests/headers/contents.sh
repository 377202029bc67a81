#!/bin/bash
# Public headers include the standard library and one another, nothing else.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
status=0
if foreign=$(grep -nE '^ *# *include' "$root"/include/huifang/*.hpp | grep -vE '# *include ("huifang/[a-z_]+\.hpp"|<huifang/[a-z_]+\.hpp>|<[a-z_]+>)'); then
  printf 'A public C++ header includes something foreign:\n%s\n' "$foreign"
  status=1
fi
if [ -e "$root/capi/include/huifang.h" ] &&
   foreign=$(grep -nE '^ *# *include' "$root/capi/include/huifang.h" | grep -vE '<(stddef|stdint|stdbool)\.h>'); then
  printf 'The C header includes something foreign:\n%s\n' "$foreign"
  status=1
fi
if [ -e "$root/include/huifang/huifang.hpp" ]; then
  for header in "$root"/include/huifang/*.hpp; do
    name=huifang/$(basename "$header")
    [ "$name" = huifang/huifang.hpp ] || grep -q "\"$name\"" "$root/include/huifang/huifang.hpp" ||
      { printf 'huifang.hpp does not include %s\n' "$name"; status=1; }
  done
fi
exit $status
