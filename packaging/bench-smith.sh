#!/usr/bin/env bash
# bench-smith.sh N TREE: times smith of an installed tree beside what makes a root or an image of the same packages otherwise: dnf, umoci and
# buildah. The packages are curl's with all that they need, in a yum repository on this machine, out of Debian packages. All run in turn in each
# of N rounds (20 or more), with warm caches. Prints for each the median, the least and the greatest wall time and its ratio to dnf.
#   dnf        dnf --installroot of curl: metadata cached, no image is made
#   umoci      umoci repack of that root as a layer of an image that has none; no package is installed
#   buildah    the same by buildah: from scratch, add, commit
#   unchanged  smith once more: nothing has changed
#   again      smith with another build number: all stages, the layer is in the cache
#   layer      smith with another time: the layer is packed and compressed anew
set -euo pipefail
[[ $# = 2 ]] || { echo "usage: bench-smith.sh N TREE" >&2; exit 2; }
rounds=$1
tree=$(realpath "$2")
packaging=$(dirname "$(realpath "$0")")
for tool in dnf umoci buildah; do
  command -v "$tool" > /dev/null || { echo "bench-smith.sh: $tool is not installed" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} "$packaging/mkyumrepo.sh" "$work/repository" curl > /dev/null
export XDG_CACHE_HOME=$work/cache PATH=$tree/bin:$PATH
mkdir "$work/smith"
cd "$work/smith"
cat > smith.yaml << SPEC
package: curl
repos:
  - baseurl: $work/repository
    gpgcheck: false
paths:
  - /usr/bin/curl
entrypoint:
  - /usr/bin/curl
SPEC

install_root() {
  rm -rf "$work/root"
  dnf -q -y --installroot "$work/root" --releasever 1 --setopt=reposdir=/nonexistent --setopt=cachedir="$work/dnf" --setopt=install_weak_deps=0 \
    --repofrompath "bench,file://$work/repository" --setopt=bench.gpgcheck=0 --nogpgcheck install curl
}
repack() {
  cp -a "$work/root/." "$work/bundle/rootfs/"
  umoci repack --image "$work/layout:new" "$work/bundle"
}
# What comes before is not timed: an image without a layer, unpacked.
prepare_repack() {
  rm -rf "$work/layout" "$work/bundle"
  umoci init --layout "$work/layout"
  umoci new --image "$work/layout:new"
  umoci unpack --image "$work/layout:new" "$work/bundle"
}
commit() {
  local from
  from=$(buildah --root "$work/b" --runroot "$work/r" --storage-driver vfs from scratch)
  buildah --root "$work/b" --runroot "$work/r" --storage-driver vfs add -q "$from" "$work/root" / > /dev/null
  buildah --root "$work/b" --runroot "$work/r" --storage-driver vfs commit -q --rm "$from" "oci-archive:$work/buildah.tar" > /dev/null
}
# measure NAME COMMAND...
measure() {
  local from to status=0
  from=${EPOCHREALTIME/./}
  "${@:2}" > "$work/log" 2>&1 < /dev/null || status=$?
  to=${EPOCHREALTIME/./}
  [[ $status = 0 ]] || { echo "bench-smith.sh: $1 failed: $(tail -n 3 "$work/log")" >&2; exit 1; }
  printf '%s %s\n' "$1" $((to - from)) >> "$work/times"
}

install_root > /dev/null 2>&1
smith > /dev/null
for round in $(seq "$rounds"); do
  measure dnf install_root
  prepare_repack > /dev/null 2>&1
  measure umoci repack
  measure buildah commit
  rm -f "$work/buildah.tar"
  smith > /dev/null
  measure unchanged smith
  measure again smith -b "$round"
  measure layer env SOURCE_DATE_EPOCH="$round" smith
done

sort -k1,1 -k2,2n "$work/times" | awk '
  function flush() { if (n) { m = int((n + 1) / 2); median[last] = t[m]; line[last] = sprintf("%8.0f %8.0f %8.0f", t[m] / 1000, t[1] / 1000, t[n] / 1000) } }
  $1 != last { flush(); n = 0; last = $1 }
  { t[++n] = $2 }
  END {
    flush()
    printf "%-10s %8s %8s %8s %8s\n", "ms", "median", "least", "greatest", "to dnf"
    split("dnf umoci buildah unchanged again layer", names, " ")
    for (i = 1; i <= 6; i++) printf "%-10s %s %8.2f\n", names[i], line[names[i]], median[names[i]] / median["dnf"]
  }'
