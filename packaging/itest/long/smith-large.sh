#!/usr/bin/env bash
# 2 GiB of packages in less than 512 MiB of memory, a file of more than 4 GiB, and a hundred thousand files of which some have names
# that are no UTF-8 or have a line feed in them. Takes some minutes and 20 GiB of disk.
set -euo pipefail
# shellcheck source=packaging/itest/large.inc
. "$PACKAGING/itest/large.inc"
limit=$((512 * 1024))

# A hundred files, each of its own content; half of it cannot be compressed.
random part 10
# shellcheck disable=SC2016  # package expands them
package set 'for i in $(seq 100); do { echo $i; cat part.bin; head -c 10M /dev/zero; } > $R/opt/$i; done; cat part.bin part.bin > $R/opt/last'
# 4 GiB and five bytes: neither sizes of 32 bits nor the eleven octal digits of a cpio header hold it.
# shellcheck disable=SC2016
package huge 'truncate -s 4G $R/opt/huge; echo tail >> $R/opt/huge'
# shellcheck disable=SC2016
package many 'cd $R/opt; for d in $(seq 100); do mkdir $d; (cd $d; seq 1000 | split -l 1 -a 3 - f); done; echo odd > "$(printf "no\\377utf8")"; echo line > "$(printf "a\\nb")"'
repository

set=$(build set '/opt/*')
echo "2 GiB: $set KiB"
((set < limit))
huge=$(build huge /opt/huge 'compression: zstd')
echo "a file of 4 GiB: $huge KiB"
((huge < limit))
UNPACK='zstd -dc' same huge huge <(head -c 4G /dev/zero; echo tail)
many=$(build many '/opt/**')
echo "100,000 files: $many KiB"
((many < limit))
same many 100/fbml <(echo 1000) $'no\377utf8' <(echo odd) $'a\nb' <(echo line)
# Built again of nothing: the same bytes.
mv many/image.tar.gz many/first.tar.gz
XDG_CACHE_HOME=$PWD/other build many '/opt/**' > /dev/null
cmp many/first.tar.gz many/image.tar.gz
