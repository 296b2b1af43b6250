#!/usr/bin/env bash
# runc.sh DIR RUNTIME [NAME...]: runs runc's bats tests, which fetch.sh laid in DIR, with RUNTIME in place of runc;
# only those of NAME.bats where names are given. Prints a line for each: "pass", "fail" or "skip", a tab, "NAME: test".
# What a failed test said is in ./runc-bats/NAME.tap.
set -euo pipefail
export LC_ALL=C.UTF-8

dir=$(realpath "$1")/runc/tests/integration
runtime=$(realpath "$2")
shift 2
if [[ $# = 0 ]]; then
  set -- "$dir"/*.bats
fi
helpers=$(realpath "$dir/../../contrib/cmd")
mkdir -p runc-bats
# Tests of help texts look for this name.
ln -sfn "$runtime" runc-bats/runc
RUNC=$PWD/runc-bats/runc
export RUNC
# A short path: sockets lie below it.
TMPDIR=$(mktemp -d /tmp/bats.XXXXXX)
export TMPDIR
# Containers of other users reach their roots through it.
chmod 755 "$TMPDIR"
# The suite makes cgroups below this one, and does not know all hierarchies when it removes it.
# shellcheck disable=SC2317
cleanup() {
  find /sys/fs/cgroup -mindepth 2 -type d -path '*/runc-cgroups-integration-test*' -depth -exec rmdir {} + 2> /dev/null || true
  rm -rf --one-file-system "$TMPDIR"
}
trap cleanup EXIT

for file in "$@"; do
  name=$(basename "$file" .bats)
  # A terminal for runs with "terminal": true, as a developer who starts the suite has it.
  (cd "$dir" && timeout -k 5 300 script -qec "bats --tap $name.bats" /dev/null < /dev/null) 2>&1 | tr -d '\r' > "runc-bats/$name.tap" || true
  # A test that failed may leave its helpers behind.
  for process in /proc/[0-9]*; do
    if [[ $(readlink "$process/exe" 2> /dev/null) = "$helpers"/* ]]; then
      kill "${process#/proc/}" 2> /dev/null || true
    fi
  done
  sed -nE -e "s/^ok [0-9]+ (.*) # skip.*/skip\t$name: \1/p; t" -e "s/^ok [0-9]+ (.*)/pass\t$name: \1/p" \
    -e "s/^not ok [0-9]+ (.*)/fail\t$name: \1/p" "runc-bats/$name.tap"
done
