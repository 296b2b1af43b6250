#!/usr/bin/env bash
# Builds the head of the single file: build.sh OUTPUT ID PAYLOAD_SIZE [COMPILER]
# ID names what is unpacked, and PAYLOAD_SIZE is how many bytes are appended to OUTPUT. Needs libc.a and libzstd.a.
set -euo pipefail
[ $# -ge 3 ] || { echo "usage: build.sh OUTPUT ID PAYLOAD_SIZE [COMPILER]" >&2; exit 2; }
out=$1
cc=${4:-${CC:-cc}}
here=$(dirname "$(realpath "$0")")
flags=(-std=gnu11 -O2 -Wall -Wextra -Werror "-ffile-prefix-map=$here=." -fno-pie -I"$here/.." "-DPAYLOAD_ID=\"$2\"" "-DPAYLOAD_SIZE=$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What runs before the C library is set up may use nothing of it.
for part in entry places; do
  "$cc" "${flags[@]}" -ffreestanding -fno-builtin -fno-stack-protector -fno-tree-loop-distribute-patterns -c -o "$work/$part.o" "$here/$part.c"
done
for part in main cache unpack; do
  "$cc" "${flags[@]}" -D_GNU_SOURCE -c -o "$work/$part.o" "$here/$part.c"
done
"$cc" -static -no-pie -Wl,-e,single_entry,--build-id=none,--gc-sections -s -o "$out" "$work"/{entry,places,main,cache,unpack}.o -lzstd
