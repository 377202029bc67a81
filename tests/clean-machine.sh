#!/bin/bash
# Proves that a fresh Debian 12 is enough: makes one in a folder, clones this repository into it and runs there
#   bash examples/run.sh, bash tests/run.sh, and tests/run.sh again, which must take under three minutes.
#
#   sudo bash tests/clean-machine.sh            as root inside
#   sudo bash tests/clean-machine.sh --user     as a user with sudo inside
#   ... [--keep] [-- COMMAND...]                keep the machine; run COMMAND there instead
#   ... --ccache DIR                            lend it a compiler cache, to see the rest sooner; the clone then stands
#                                               where this tree stands here, so that the cache knows its files
#
# Only what is committed takes part. Needs root and debootstrap. The Debian mirror, proxies and certificate
# authorities are those of this machine, read from its own configuration.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

as_user=no
keep=no
cache=
place=/home/huifang
while [ $# -gt 0 ]; do
  case $1 in
    --user) as_user=yes ;;
    --keep) keep=yes ;;
    --ccache) cache=$2 place=$root; shift ;;
    --) shift; break ;;
    *) printf 'unknown option %s\n' "$1" >&2; exit 2 ;;
  esac
  shift
done
[ "$(id -u)" -eq 0 ] || { echo "clean-machine: needs root" >&2; exit 2; }
command -v debootstrap >/dev/null || apt-get install --yes --no-install-recommends debootstrap

base=$build_root/clean-machine/bookworm.tar
mkdir -p "${base%/*}"
machine=$(mktemp -d "${TMPDIR:-/tmp}/huifang-machine.XXXXXX")
cleanup() { [ "$keep" = yes ] && printf 'kept: %s\n' "$machine" || rm -rf --one-file-system "$machine"; }
trap cleanup EXIT

# "site release component" of the Debian archives this machine uses.
archives() { apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' | grep ' Debian$' | sort -u; }

if [ ! -s "$base" ]; then
  mirror=$(archives | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
  [ -n "$mirror" ] || { echo "clean-machine: this machine's apt knows no archive of bookworm" >&2; exit 2; }
  echo "clean-machine: installing the base system"
  debootstrap --variant=minbase bookworm "$machine" "$mirror" >"$build_root/clean-machine/debootstrap.log" 2>&1
  tar -C "$machine" -cf "$base.part" . && mv "$base.part" "$base"
else
  tar -C "$machine" -xf "$base"
fi

archives | awk '{ print "deb", $1, $2, $3 }' >"$machine/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::(http|https)::Proxy|^Acquire::Check-' >"$machine/etc/apt/apt.conf.d/90host" || true
cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
mkdir -p "$machine/usr/local/share/ca-certificates"
cp -r /usr/local/share/ca-certificates/. "$machine/usr/local/share/ca-certificates/" 2>/dev/null || true
[ ! -e /etc/pip.conf ] || cp /etc/pip.conf "$machine/etc/pip.conf"
mkdir -p "$machine$place"
git clone --quiet --no-hardlinks "$root" "$machine$place"

cat >"$machine/home/inside.sh" <<'INSIDE'
set -euo pipefail
mount -t proc proc /proc
mount -t tmpfs tmpfs /dev/shm 2>/dev/null || true
as_user=$1 place=$2
shift 2
enter=(bash -c)
if [ "$as_user" = yes ]; then
  { apt-get update && apt-get install --yes --no-install-recommends sudo && useradd --create-home dev; } >/dev/null 2>&1
  echo 'dev ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/dev
  chown -R dev: "$place"
  enter=(su dev -s /bin/bash -c)
fi
run() {
  local start=$SECONDS status=0
  printf '\n==== %s\n' "$1"
  "${enter[@]}" "cd $place && $1" || status=$?
  took=$((SECONDS - start))
  printf '==== %s: exit %d, %d s\n' "$1" "$status" "$took"
  return "$status"
}
if [ $# -gt 0 ]; then
  run "$*"
  exit
fi
status=0
run "bash examples/run.sh" || status=1
run "bash examples/run.sh" || status=1
run "bash tests/run.sh" || status=1
run "bash tests/run.sh" || status=1
[ "$took" -lt 180 ] || { echo "The second run of the tests took $took s, more than 180 s."; status=1; }
exit $status
INSIDE

# A namespace of its own, so that no mount outlives the run.
status=0
unshare --mount --pid --fork --kill-child -- bash -c '
  machine=$1 user=$2 place=$3 cache=$4; shift 4
  mount --rbind /dev "$machine/dev"
  if [ -n "$cache" ]; then
    mkdir -p "$machine/root/.cache/ccache"
    mount --bind "$cache" "$machine/root/.cache/ccache"
  fi
  exec chroot "$machine" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root TERM=dumb bash /home/inside.sh "$user" "$place" "$@"' clean "$machine" "$as_user" "$place" "$cache" "$@" || status=$?

if [ -n "$(git -C "$machine$place" -c safe.directory='*' status --porcelain)" ]; then
  echo "clean-machine: the run left files in the source tree:"
  git -C "$machine$place" -c safe.directory='*' status --short
  status=1
fi
exit "$status"
