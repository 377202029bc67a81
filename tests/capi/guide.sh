#!/bin/bash
# guide.sh <folder of the C library>: the program of the C guide compiles, and prints what the guide says it prints.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
lib=$1
guide=$root/examples/guide/c.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$guide" | sed '/^```/d'; }
block c >"$work/program.c"
block text >"$work/expected"
gcc -std=c99 -pedantic -Wall -Wextra -Werror -I"$root/capi/include" "$work/program.c" -o "$work/program" \
  -L"$lib" -lhuifang-c -Wl,-rpath,"$lib"
"$work/program" >"$work/found"
diff "$work/expected" "$work/found"
