#!/usr/bin/env bash
# An engine that has served its callers holds less than 72 MiB, and a thousand more commands do not change that.
set -euo pipefail
# shellcheck source=packaging/leaks.sh
. "$PACKAGING/leaks.sh"
copy=$PWD/tree
cp -a "$TREE" "$copy"
# Of a build of its own, so that no engine that runs already serves here.
sed -i "1s/.*/$(sha256sum <<< "$PWD" | cut -d' ' -f1)/" "$copy"/lib/microcontainer/*.argv
trap 'stop_engines "$copy"' EXIT
if [[ ! -s $TREE/lib/microcontainer/engine.aot ]]; then
  echo 'the tree was built without ahead-of-time caches'
  exit 77
fi
# rss PID: MiB
rss() {
  awk '/^Rss:/ { print int($2 / 1024) }' "/proc/$1/smaps_rollup"
}
# commands COUNT
commands() {
  local i
  for ((i = 0; i < $1; i++)); do
    "$copy/bin/railcar" --root "$PWD/state" state none > /dev/null 2>&1 || true
  done
}
# rests PID: until it has given back what it can.
rests() {
  for _ in {1..200}; do
    [[ $(rss "$1") -ge 72 ]] || return 0
    sleep 0.2
  done
  awk '/^[0-9a-f]+-/ { name = $1 " " $2 " " $6 } /^Rss:/ && $2 > 900 { print $2, name }' "/proc/$1/smaps" | sort -rn
  echo "the engine holds $(rss "$1") MiB"
  return 1
}
commands 50
pid=$(jvms "$copy")
rests "$pid"
echo "after 50 commands $(rss "$pid") MiB"
commands "${COMMANDS:-1000}"
[[ $(jvms "$copy") = "$pid" ]]
rests "$pid"
echo "after ${COMMANDS:-1000} more $(rss "$pid") MiB"
