#!/usr/bin/env bash
# The same inputs give the same image: at another time, in another place, time zone, locale and umask.
set -euo pipefail
"$PACKAGING/mkyumrepo.sh" "$PWD/repository" coreutils > /dev/null
mkdir one two
for place in one two; do
  cat > "$place/smith.yaml" << SPEC
package: coreutils
repos:
  - baseurl: $PWD/repository
    gpgcheck: false
paths:
  - /bin/cat
entrypoint:
  - /bin/cat
SPEC
done
(cd one && XDG_CACHE_HOME=$PWD/cache smith --image image.tar.gz)
(cd two && umask 077 && XDG_CACHE_HOME=$PWD/cache TZ=Asia/Tokyo LC_ALL=C smith --image image.tar.gz)
cmp one/image.tar.gz two/image.tar.gz
