#!/bin/bash
# Makes a fresh Debian 12 ready to build and test huifang. Needs bash, apt and coreutils, and root or sudo.
# Installs only what is missing, and does nothing at all once everything is there.
#
#   bash tests/setup.sh
#
# HUIFANG_BUILD_ROOT  where everything that is built goes; default: build/ beside this tree's CMakeLists.txt
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_root=$(realpath -m "${HUIFANG_BUILD_ROOT:-$root/build}")
venv=$build_root/venv
stamp=$build_root/setup.stamp

packages=(
  # Tools.
  g++ gcc binutils cmake ninja-build ccache pkg-config ca-certificates
  # The library: see src/cmake/dependencies.cmake.
  libboost-dev libboost-graph-dev libboost-date-time-dev nlohmann-json3-dev libsimdjson-dev
  libhowardhinnant-date-dev tzdata libintelrdfpmath-dev libpugixml-dev libre2-dev libsqlite3-dev libsqlitecpp-dev libcli11-dev
  # Tests.
  catch2 librapidcheck-dev libbenchmark-dev valgrind libc6-dbg locales sqlite3
  # R's psych, which alpha and omega are compared with.
  r-cran-psych r-cran-gparotation
  # The pages of reports are looked at in it.
  chromium-headless-shell
  # The Python module. Debian's own interpreter is used, whichever others a machine may have.
  python3 python3-dev python3-venv pybind11-dev python3-pytest python3-hypothesis python3-openpyxl mypy
)
# Not packaged by Debian 12; goes into the virtual environment.
python_packages=("scikit-build-core>=0.10,<2")

die() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "these packages are missing, and neither root nor sudo is at hand to install them: ${missing[*]}"
  fi
}

# Prints the packages that are not installed, one a line.
missing_packages() {
  local installed name
  installed=" $(dpkg-query --show --showformat='${db:Status-Status}/${Package} ' "${packages[@]}" 2>/dev/null || true)"
  for name in "${packages[@]}"; do
    [[ $installed == *" installed/$name "* ]] || printf '%s\n' "$name"
  done
}

quietly() {
  local log=$build_root/setup.log
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    die "failed: $*"
  fi
}

mkdir -p "$build_root"
command -v dpkg-query >/dev/null || die "needs Debian 12 (dpkg and apt); install by other means: ${packages[*]}"

mapfile -t missing < <(missing_packages)
if [ "${#missing[@]}" -gt 0 ]; then
  printf 'setup: installing %d Debian packages\n' "${#missing[@]}"
  apt_get=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
  quietly as_root "${apt_get[@]}" update
  quietly as_root "${apt_get[@]}" install --yes --no-install-recommends "${missing[@]}"
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -eq 0 ] || die "still missing after the installation: ${missing[*]}"
fi

# The stamp names what the environment was made from: this script and the interpreter.
wanted=$(sha256sum <"${BASH_SOURCE[0]}" && /usr/bin/python3 --version)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || ! "$venv/bin/python" -c 'import scikit_build_core' 2>/dev/null; then
  printf 'setup: making the Python environment\n'
  rm -rf "$venv"
  quietly /usr/bin/python3 -m venv --system-site-packages "$venv"
  quietly "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${python_packages[@]}"
  printf '%s\n' "$wanted" >"$stamp"
fi
