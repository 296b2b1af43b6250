#!/usr/bin/env bash
# The single file: it unpacks itself once, also when many call it at once and when it is killed meanwhile; it is each tool by
# its name; it refuses to be damaged; install and uninstall leave nothing but what was there before.
set -euo pipefail
single=$(dirname "$TREE")/microcontainer
fail() {
  printf '%s\n' "$*"
  exit 1
}
# shellcheck source=packaging/leaks.sh
. "$PACKAGING/leaks.sh"
# shellcheck disable=SC2317
cleanup() {
  local made
  for made in "$PWD"/cache/*/ "$PWD/prefix/" "$PWD/small/"*/; do
    [[ ! -d $made ]] || stop_engines "${made%/}"
  done
  umount "$PWD/noexec" "$PWD/small" 2> /dev/null || true
}
trap cleanup EXIT
export MICROCONTAINER_CACHE=$PWD/cache MICROCONTAINER_IDLE=20

[[ $(stat -c %s "$single") -lt $((60 << 20)) ]] || fail "the file has $(stat -c %s "$single") bytes"
for tool in smith railcar crashcart; do
  ln -s "$single" $tool
done

# Killed at some moments, then twenty at once. What the killed ones left is gone.
for delay in 0.02 0.1 0.3 0.6; do
  timeout -s KILL $delay ./smith --version > /dev/null 2>&1 || true
  ! compgen -G "cache/*/lib" > /dev/null || break
done
pids=()
for i in {1..20}; do
  ./smith --version > "out.$i" 2>&1 &
  pids+=($!)
done
for pid in "${pids[@]}"; do
  wait "$pid" || fail "one of twenty: $(cat out.*)"
done
[[ $(cat out.* | sort -u) = 'smith version '* ]] || fail "they say: $(cat out.*)"
trees=(cache/*/)
[[ ${#trees[@]} = 1 && -z $(find cache -name '.new-*') ]] || fail "in the cache: $(ls -A cache)"
[[ $(stat -c %a cache) = 700 ]] || fail "mode of the cache: $(stat -c %a cache)"
diff -r "$TREE" "${trees[0]}" | grep -v '^Only in cache/.*: \.\(boot\|durable\)$' && fail 'the tree is another'
echo 'twenty at once'

[[ $(./railcar --version) = 'railcar version '* && $(./crashcart --version) = 'crashcart version '* ]]
[[ $("$single" smith --version) = 'smith version '* && $("$single" --version) = 'microcontainer version '* ]]
"$single" --help | grep -q install
echo 'each tool by its name'

# A tree whose content was not forced to disk is only trusted until the next boot.
for _ in {1..300}; do
  [[ ! -e ${trees[0]}.durable ]] || break
  sleep 0.1
done
rm "${trees[0]}.durable" "${trees[0]}lib/microcontainer/files"
echo another-boot > "${trees[0]}.boot"
./smith --version > /dev/null
[[ -e ${trees[0]}lib/microcontainer/files ]] || fail 'a tree of a boot that crashed was trusted'
echo 'a crash of the host'

cp "$single" damaged
printf '\xff\xff\xff' | dd of=damaged bs=1 seek=$((20 << 20)) conv=notrunc status=none
status=0
MICROCONTAINER_CACHE=$PWD/other ./damaged smith --version > out 2>&1 || status=$?
[[ $status = 125 && $(< out) = *'is damaged'* && -z $(find other -mindepth 1 ! -name lock) ]] || fail "damaged: $status $(< out) $(ls -A other)"
head -c 1500000 "$single" > short
chmod 755 short
! MICROCONTAINER_CACHE=$PWD/other ./short smith --version > out 2>&1 || fail 'a part of it works'
grep -q 'is damaged' out
echo 'damaged files'

if [[ $(id -u) = 0 ]]; then
  mkdir noexec small
  mount -t tmpfs -o noexec,mode=700 tmpfs noexec
  mount -t tmpfs -o size=20m,mode=700 tmpfs small
  for place in noexec small; do
    ! MICROCONTAINER_CACHE=$PWD/$place "$single" --version > out 2>&1 || fail "$place"
    grep -qE "$PWD/$place: (mounted noexec|ENOSPC)" out || fail "$(< out)"
    [[ -z $(find $place -mindepth 1 ! -name lock) ]] || fail "left in $place: $(ls -A $place)"
  done
  # Another's directory is not trusted.
  mkdir others
  chown 12345 others
  ! MICROCONTAINER_CACHE=$PWD/others "$single" --version > out 2>&1 || fail "another's directory was taken"
  grep -q 'belongs to another user' out
  echo 'places that cannot be'
fi

mkdir -p prefix/bin
touch prefix/bin/mine
find prefix | sort > before
"$single" install --prefix prefix
prefix/bin/railcar --version > /dev/null
[[ -r prefix/share/man/man1/railcar-create.1.gz ]]
mkdir -p foreign/bin
touch foreign/bin/smith
! "$single" install --prefix foreign > out 2>&1 || fail "$(< out)"
grep -q "another program" out
"$single" install --prefix prefix > out
MICROCONTAINER_ENGINE=off prefix/bin/microcontainer uninstall --prefix prefix > out 2>&1
[[ $(< out) = *' files were removed' ]] || fail "$(< out)"
find prefix | sort | diff before - || fail 'uninstall left or took too much'
! "$single" uninstall --prefix prefix > out 2>&1 || fail "$(< out)"
echo 'install and uninstall'
