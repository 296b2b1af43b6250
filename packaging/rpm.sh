#!/usr/bin/env bash
# rpm.sh CLASS_PATH_FILE TREE DIRECTORY VERSION: makes the RPM package of the installed tree. JAVA_HOME and BUILD_TIME as for assemble.sh.
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8
here=$(dirname "$(realpath "$0")")
# shellcheck source=packaging/jdk.sh
. "$here/jdk.sh"
rm -f "$3"/*.rpm
# The library logs through slf4j, and nobody listens.
"$JAVA_HOME/bin/java" -cp "$(< "$1")" "$here/MakeRpm.java" "$2" "$3" "$4" "$BUILD_TIME" 2> "$3/rpm.log" || {
  cat "$3/rpm.log" >&2
  exit 1
}
