#!/bin/bash
# Builds and runs a small C++ and a small C program against huifang in every way a user can:
# find_package, add_subdirectory and pkg-config. Ends with "N passed, N failed".
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
work=$build_root/package
here=$root/tests/package
prefix=$work/prefix
passed=0
failed=0

# try <what> <command>...
try() {
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    printf 'ok: %s\n' "$what"
  else
    failed=$((failed + 1))
    printf 'FAILED: %s: %s\n' "$what" "$*"
  fi
}

# by_cmake <how> <cmake option>...: builds the consumer. The launcher saves time only; for that the folder has to be as
# deep in the tree as the other builds, where the compiler cache knows the sources by the same relative names.
by_cmake() {
  local how=$1
  shift
  cmake -S "$here" -B "$build_root/package-$how" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"
  cmake --build "$build_root/package-$how" --parallel "$jobs"
}

rm -rf "$prefix"
mkdir -p "$work"
cmake --install "$build" --prefix "$prefix"
try "installed tool" "$prefix/bin/huifang" --version

for kind in policy:policy test:policy-test log:log-mapping; do
  try "installed schema, ${kind%:*}" cmp "$prefix/share/huifang/${kind#*:}.schema.json" <("$prefix/bin/huifang" schema "${kind%:*}")
done
try "installed licence" cmp "$prefix/share/doc/huifang/LICENSE" "$root/LICENSE"
try "installed notice of the holiday data" cmp "$prefix/share/doc/huifang/holiday-data-NOTICE.txt" "$root/src/calendar/data/NOTICE.txt"

by_cmake find_package -DCMAKE_PREFIX_PATH="$prefix"
for program in consumer_cxx consumer_cxx_shared consumer_c; do
  try "find_package, $program" "$build_root/package-find_package/$program"
done

by_cmake add_subdirectory -DHUIFANG_SOURCE="$root" -DHUIFANG_WERROR=ON
for program in consumer_cxx consumer_c; do
  try "add_subdirectory, $program" "$build_root/package-add_subdirectory/$program"
done

export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib
# The flags are lists of words.
# shellcheck disable=SC2046
{
  g++ "$here/main.cpp" -o "$work/pc_cxx" $(pkg-config --cflags --libs huifang)
  g++ "$here/main.cpp" -o "$work/pc_cxx_static" $(pkg-config --cflags huifang) \
    $(pkg-config --static --libs huifang | sed 's/-lhuifang /-l:libhuifang.a /')
  gcc -std=c99 "$here/main.c" -o "$work/pc_c" $(pkg-config --cflags --libs huifang-c)
}
try "pkg-config, C++ shared" "$work/pc_cxx"
try "pkg-config, C++ static" env -u LD_LIBRARY_PATH "$work/pc_cxx_static"
try "pkg-config, C" "$work/pc_c"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
