#!/usr/bin/env bash
# How much memory a build takes does not depend on how much there is in the packages: 200 MiB of files, one of them of 96 MiB, are packed with a
# heap of 64 MiB.
set -euo pipefail
# shellcheck source=packaging/itest/large.inc
. "$PACKAGING/itest/large.inc"

# Half of it cannot be compressed.
random small 4
# shellcheck disable=SC2016  # package expands them
package small 'install -m 644 small.bin $R/opt/small'
random half 48
# shellcheck disable=SC2016
package large 'cat half.bin half.bin > $R/opt/one; cp half.bin $R/opt/two; head -c 56M /dev/zero > $R/opt/three'
repository
# A heap that is a third of the files, and of which the greatest file is more than half as large again.
export _JAVA_OPTIONS=-Xmx64m
small=$(build small '/opt/small')
large=$(build large '/opt/*')
echo "peak RSS in KiB with a heap of 64 MiB: $small for 4 MiB, $large for 200 MiB"
# What grows is the garbage of a heap that is full; the files themselves would be 200 MiB.
((large < 320 * 1024))
same large one <(cat half.bin half.bin) two half.bin
