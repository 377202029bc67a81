# Sourced by the scripts of this project: where things are, and how they are built.
#
#   root        the source tree                    build_root  everything that is built or installed
#   build       the optimised build                cli         the command-line tool
#   python      the interpreter of the virtual environment
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_root=$(realpath -m "${HUIFANG_BUILD_ROOT:-$root/build}")
build=$build_root/release
cli=$build/bin/huifang
python=$build_root/venv/bin/python
jobs=$(nproc)

# Nothing may depend on the caller's language, pager or interpreter.
export LC_ALL=C.UTF-8 PYTHONNOUSERSITE=1 PYTHONDONTWRITEBYTECODE=1
unset PYTHONPATH PYTHONHOME MAKEFLAGS CMAKE_PREFIX_PATH CFLAGS CXXFLAGS LDFLAGS 2>/dev/null || true

# Objects are found again from another checkout of the same sources.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# Let the compiler cache serve every build of this tree, wherever it stands.
export CCACHE_BASEDIR=$root

# configure <preset> [<cmake option>...]: only what changed is configured again.
configure() {
  local preset=$1
  shift
  cmake -S "$root" --preset "$preset" -B "$build_root/$preset" "$@"
}
