#!/bin/bash
# Sets up a Debian 12 machine, builds huifang and runs its main job: a regulation, a year of contacts, and the
# duties that follow. Root or sudo is needed only while Debian packages are missing.
#
#   bash examples/run.sh
. "$(dirname "${BASH_SOURCE[0]}")/../tests/common.sh"

bash "$root/tests/setup.sh"
mkdir -p "$build_root/logs"
log=$build_root/logs/examples-build.log
[ -x "$cli" ] || printf 'Building huifang; the first time takes a few minutes.\n'
if ! { configure release && cmake --build "$build" --parallel "$jobs" --target huifang_cli; } >"$log" 2>&1; then
  tail -n 60 "$log" >&2
  printf 'The build failed; its log is %s\n' "$log" >&2
  exit 1
fi
export HUIFANG="$cli"
exec bash "$root/examples/main-job.sh"
