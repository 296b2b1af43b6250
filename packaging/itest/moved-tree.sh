#!/usr/bin/env bash
# The tree works wherever it lies, and its ahead-of-time caches fit there.
set -euo pipefail
cp -a "$TREE" moved
moved=$PWD/moved/lib/microcontainer
if grep -nF "$TREE" "$moved"/*.argv; then
  exit 1
fi
MICROCONTAINER_ENGINE=off moved/bin/railcar --version
for cache in engine smith; do
  words=()
  while IFS= read -r word; do
    words+=("${word//@\//$moved/}")
  done < <(tail -n +2 "$moved/$cache.argv")
  unset 'words[-1]'
  # With AOTMode=on a JVM whose cache does not fit ends with an error; else it would start slowly and say nothing.
  "${words[@]}" -XX:AOTMode=on -Xlog:aot=info --version > log 2>&1 || {
    cat log
    exit 1
  }
done
