#!/usr/bin/env bash
# The same inputs give the same image: at another time, in another place, time zone, locale and umask, by another user on one core, of files
# of another day.
set -euo pipefail
"$PACKAGING/mkyumrepo.sh" "$PWD/repository" coreutils > /dev/null
mkdir one two three
for place in one two three; do
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
find repository -name '*.rpm' -exec touch -d 2001-02-03 {} +
core=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
(cd three && XDG_CACHE_HOME=$PWD/cache unshare --user --map-user 1234 --map-group 1234 taskset -c "$core" smith --image image.tar.gz)
cmp one/image.tar.gz three/image.tar.gz
