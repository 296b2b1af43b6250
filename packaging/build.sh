#!/usr/bin/env bash
# build.sh: builds the product without its tests; the installed tree is then in target/microcontainer-tree.
set -euo pipefail
export LC_ALL=C.UTF-8
root=$(dirname "$(dirname "$(realpath "$0")")")
# shellcheck source=packaging/jdk.sh
. "$root/packaging/jdk.sh"
for tool in mvn cc; do
  if ! command -v "$tool" > /dev/null; then
    echo "build.sh: $tool is not installed: run packaging/deps.sh build" >&2
    exit 1
  fi
done
cd "$root"
mvn -B -ntp -Dstyle.color=never -q -DskipTests package "$@"
echo "built $root/target/microcontainer-tree"
