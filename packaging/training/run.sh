#!/usr/bin/env bash
# run.sh TREE CACHE: runs the tools of TREE, whose command lines record, which classes they need, into CACHE.classes.
# What is run for a cache is in CACHE.sh: for `engine` railcar and crashcart in one engine, for `smith` one run of smith.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
tree=$1
cache=$2
work=$(mktemp -d)

# shellcheck source=packaging/leaks.sh
. "$here/../leaks.sh"
cleanup() {
  stop_engines "$tree" || true
  rm -rf "$work"
}
trap cleanup EXIT

# A command may fail here: what it loaded on its way counts all the same. Its message is shown, for it may be a defect.
try() {
  local status=0
  "$@" > "$work/out" 2>&1 < /dev/null || status=$?
  [[ $status = 0 ]] || printf 'training: %s ended with status %s: %s\n' "$*" "$status" "$(tail -n 3 "$work/out")" >&2
}

export PATH=$tree/bin:$PATH
cd "$work"
stop_engines "$tree"
# shellcheck source=packaging/training/engine.sh
. "$here/$cache.sh"
stop_engines "$tree"

if [[ ! -s $tree/lib/microcontainer/$cache.classes ]]; then
  echo "training: no $cache.classes was written: see the messages above" >&2
  exit 1
fi
