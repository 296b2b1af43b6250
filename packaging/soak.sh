#!/usr/bin/env bash
# soak.sh [CYCLES [AT-ONCE]]: makes, starts, kills and deletes CYCLES containers (200), AT-ONCE (16) at a time, with the
# railcar of $TREE, and measures what is left: processes, cgroups, mounts, state, descriptors and heap of the engine.
# Fails if anything is, or if what lives in the engine's heap has grown by 5 % in the second half of 1000 or more cycles: before
# that it grows by the parsers that it keeps for callers at one time.
# Needs root, and jcmd of the JDK that JAVA_HOME names.
set -euo pipefail
export LC_ALL=C.UTF-8

packaging=$(dirname "$(realpath "$0")")
# shellcheck source=packaging/leaks.sh
. "$packaging/leaks.sh"
cycles=${1:-200}
at_once=${2:-16}
scratch=$(mktemp -d)
chmod 755 "$scratch"
# A copy whose engine lets jcmd look at it; by another build's name, so that no engine that runs already serves here.
tree=$scratch/tree
cp -a "${TREE:-$(dirname "$packaging")/target/microcontainer-tree}" "$tree"
sed -i -e '/DisableAttachMechanism/d' -e "1s/.*/$(sha256sum <<< "$scratch" | cut -d' ' -f1)/" "$tree/lib/microcontainer/engine.argv"
runtime=("$tree/bin/railcar" --root "$scratch/state")

# shellcheck disable=SC2317
cleanup() {
  local state
  for state in "$scratch"/state/*/; do
    [[ ! -e $state ]] || "${runtime[@]}" delete --force "$(basename "$state")" || true
  done
  stop_engines "$tree"
  rm -rf --one-file-system "$scratch"
}
trap cleanup EXIT

"$packaging/mkbundle.sh" "$scratch/bundle" sleep 1000
# life ID: of one container.
life() {
  "${runtime[@]}" create --bundle "$scratch/bundle" "$1" < /dev/null > "$scratch/$1.out" 2>&1 \
    && "${runtime[@]}" start "$1" && "${runtime[@]}" kill "$1" KILL && "${runtime[@]}" delete --force "$1" && rm "$scratch/$1.out"
}

# lives FROM TO: containers of these numbers; the names of those that failed are in the file failed.
lives() {
  local i
  for ((i = $1; i <= $2; i++)); do
    while [[ $(jobs -rp | wc -l) -ge $at_once ]]; do
      wait -n || true
    done
    { life "soak-$i" || echo "soak-$i" >> "$scratch/failed"; } &
  done
  wait
}

engine() {
  local pids
  pids=$(jvms "$tree")
  [[ $pids =~ ^[0-9]+$ ]] || {
    echo "soak.sh: one engine of $tree should run, but these do: ${pids:-none}" >&2
    return 1
  }
  echo "$pids"
}

# used PID: kilobytes of what lives in the engine's heap after a collection, without what the collector itself fills gaps with.
used() {
  "$JAVA_HOME/bin/jcmd" "$1" GC.class_histogram \
    | awk '$1 ~ /^[0-9]+:$/ && $4 !~ /FillerElement/ { sum += $3 } END { print int(sum / 1024) }'
}

descriptors() {
  find "/proc/$1/fd" -mindepth 1 | wc -l
}

"${runtime[@]}" list > /dev/null
pid=$(engine)
host_state > "$scratch/before"
half=$((cycles / 2))
lives 1 "$half"
heap=$(used "$pid")
open=$(descriptors "$pid")
lives $((half + 1)) "$cycles"
status=0
if [[ -s $scratch/failed ]]; then
  echo "these containers failed: $(paste -sd' ' "$scratch/failed")"
  name=$(head -n 1 "$scratch/failed")
  tail -n 5 "$scratch/$name.out"
  status=1
fi
if [[ $(engine) != "$pid" ]]; then
  echo "the engine was replaced by another"
  status=1
fi
heap_then=$(used "$pid")
open_then=$(descriptors "$pid")
echo "$cycles containers, $at_once at once; engine: heap $heap KB after $half, $heap_then KB at the end; descriptors $open and $open_then"
if ((cycles >= 1000 && heap_then * 100 > heap * 105)); then
  echo "the engine's heap has grown by more than 5 %"
  status=1
fi
if ((open_then > open)); then
  echo "the engine has more descriptors open"
  ls -l "/proc/$pid/fd"
  status=1
fi
leaks_since "$scratch/before" > "$scratch/leaks"
if [[ -s $scratch/leaks ]]; then
  echo "left on the host:"
  cat "$scratch/leaks"
  status=1
fi
exit "$status"
