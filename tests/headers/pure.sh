#!/bin/bash
# pure.sh <object>...: the objects of the pure core call nothing that reads files, clocks, the environment, the locale or
# chance. Only the zone table reads files: those of the system's time zones.
set -euo pipefail
impure='^(open|openat|creat|read|pread|write|pwrite|fopen|fread|fwrite|stat|fstat|opendir|getenv|secure_getenv|time|clock'
impure+='|clock_gettime|gettimeofday|localtime|localtime_r|setlocale|newlocale|uselocale|rand|random|getrandom|socket|sqlite3_.*)(@.*)?$'
impure+='|std::basic_(if|of|f)stream|std::basic_filebuf|std::filesystem|_clock::now|std::random_device|std::locale::(locale|global|classic)'
status=0
for object in "$@"; do
  found=$(nm --undefined-only --demangle "$object" | sed 's/^ *U //' | grep -E "$impure" || true)
  [ -n "$found" ] || continue
  [[ $object == */zone_table.cpp.o ]] && ! grep -vE '^(VTT for |vtable for )?std::basic_(if|f)stream|^(vtable for )?std::basic_(filebuf|ifstream)' <<<"$found" && continue
  printf '%s is not pure:\n%s\n' "${object##*/}" "$found"
  status=1
done
[ "$#" -gt 50 ] || { printf 'only %d objects\n' "$#"; status=1; }
exit $status
