#!/usr/bin/env bash
# Builds the launcher: build.sh OUTPUT [COMPILER]
# It has no libc: a C compiler and the kernel's headers (linux-libc-dev) are all it needs, for x86_64 and aarch64.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: build.sh OUTPUT [COMPILER]" >&2; exit 2; }
out=$1
cc=${2:-${CC:-cc}}
here=$(dirname "$(realpath "$0")")
command -v "$cc" >/dev/null || { echo "build.sh: no C compiler '$cc': install gcc and linux-libc-dev" >&2; exit 1; }
exec "$cc" -std=gnu11 -Os -Wall -Wextra -Werror -Wno-unused-parameter \
  -ffreestanding -fno-builtin -fno-stack-protector -fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables \
  -fno-pie -no-pie -nostdlib -static -ffile-prefix-map="$here"=. \
  -Wl,--build-id=none,-z,noexecstack,-z,noseparate-code,--gc-sections -ffunction-sections -s \
  -o "$out" "$here"/*.c
