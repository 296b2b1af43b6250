#!/usr/bin/env bash
# single.sh TREE OUTPUT: makes the single file: a static program with the installed tree behind it, which it unpacks once.
# JAVA_HOME and BUILD_TIME are set as for assemble.sh. The same tree gives the same bytes.
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8

tree=$(realpath "$1")
output=$2
here=$(dirname "$(realpath "$0")")
root=$(dirname "$here")
# shellcheck source=packaging/jdk.sh
. "$here/jdk.sh"
work=$(mktemp -d "$here/target/single.XXXX")
trap 'rm -rf "$work"' EXIT

# Level 9: 19 makes the file 4 % smaller, and takes twenty times as long.
home=$tree/lib/microcontainer
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED "-DZstdNativePath=$home/jni/libzstd-jni.so" -cp "$home/lib/libraries.jar" \
  "$here/PackTree.java" "$tree" "$work/payload" 9 "$(date -d "$BUILD_TIME" +%s)"
id=$(sha256sum "$work/payload" | cut -c1-32)
bash "$root/suite-app/src/main/c/single/build.sh" "$work/single" "$id" "$(stat -c %s "$work/payload")"
head=$(stat -c %s "$work/single")
cat "$work/payload" >> "$work/single"
chmod 755 "$work/single"
mv "$work/single" "$output"
echo "single: $output is $(du -h --apparent-size "$output" | cut -f1), of which the program $head bytes"
