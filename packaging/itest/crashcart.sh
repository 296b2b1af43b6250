#!/usr/bin/env bash
# crashcart in real targets: containers of railcar and runc, roots without /dev and /proc, user namespaces; every kind of cart;
# and nothing is left, whoever is killed.
set -euo pipefail

containers=()
targets=()
sessions=()
cleanup() {
  local pid
  for pid in ${sessions[@]+"${sessions[@]}"} ${targets[@]+"${targets[@]}"}; do
    kill -9 "$pid" 2> /dev/null || true
  done
  for container in ${containers[@]+"${containers[@]}"}; do
    ${container%%:*} delete -f "${container#*:}" > /dev/null 2>&1 || true
  done
}
trap cleanup EXIT
# shellcheck source=packaging/itest/crashcart.inc
. "$PACKAGING/itest/crashcart.inc"

# ---- carts

busybox_cart cart
mke2fs -q -t ext4 -d cart cart.ext4 8M
mkfs.erofs cart.erofs cart > /dev/null 2>&1
mksquashfs cart cart.squashfs -quiet -no-progress > /dev/null

# ---- targets

init_of() { jq .pid <<< "$("$1" state "$2")"; }

"$PACKAGING/mkbundle.sh" bundle sleep 100000
jq '.root.readonly = true | .process.user = {uid: 10, gid: 20} | .process.env += ["SETTING=of the target", "LD_PRELOAD=/evil.so"]' \
  bundle/config.json > config && mv config bundle/config.json
prefix=cart-$$
for name in one two; do
  containers+=("railcar:$prefix-$name")
  railcar run -d --bundle bundle "$prefix-$name" > /dev/null 2>&1 < /dev/null
done
railcar=$(init_of railcar "$prefix-one")
containers+=("runc:$prefix-runc")
runc run -d --bundle bundle "$prefix-runc" > /dev/null 2>&1 < /dev/null
runc=$(init_of runc "$prefix-runc")

# bare NAME [WORD...]: a process alone in a read-only root that holds its program and nothing else; WORD... is put before unshare.
printf 'int pause(void); int main(void) { for (;;) pause(); }\n' > app.c
bare() {
  local name=$1 outer
  shift
  mkdir -p "$name/x"
  cc -static -o "$name/x/app" app.c
  cp cart/bin/busybox "$name/x/"
  chmod 755 "$name" "$name/x"
  "$@" --mount --pid --ipc --uts --fork --kill-child --propagation private sh -c "
    mount --bind $PWD/$name $PWD/$name && cd $PWD/$name && mount -o remount,ro,bind . && pivot_root . . &&
    exec /x/busybox sh -c '/x/busybox umount -l . && exec /x/app'" > "$name.log" 2>&1 < /dev/null &
  outer=$!
  targets+=("$outer")
  inner() { pgrep -P "$outer" && [[ $(readlink "/proc/$(pgrep -P "$outer")/exe") = /x/app ]]; }
  soon inner
  pid=$(pgrep -P "$outer")
}
bare scratch unshare
scratch=$pid
bare foreign setpriv --reuid 4242 --regid 4242 --clear-groups unshare --map-root-user
foreign=$pid

remember "$railcar" "$runc" "$scratch" "$foreign"

# ---- sessions

for kind in cart cart.ext4 cart.erofs cart.squashfs; do
  for visibility in --private --shared; do
    expect "$kind $visibility" 3 of-the-cart crashcart -i "$kind" "$visibility" "$railcar" -- \
      sh -c 'test -x /dev/crashcart/bin/busybox && ! touch /dev/crashcart/x 2> /dev/null && echo of-the-cart; exit 3'
  done
done
clean 'all kinds of carts'

for target in "$railcar" "$runc" "$scratch" "$foreign"; do
  expect "root in $target" 0 uid=0 crashcart -i cart "$target" id
  expect "its processes in $target" 0 "$(cat "/proc/$target/comm")" crashcart -i cart "$target" cat /proc/1/comm
  expect "devices in $target" 0 ok crashcart -i cart "$target" sh -c 'echo x > /dev/null && head -c 1 /dev/zero | wc -c && echo ok'
  expect "a program in $target" 0 6 crashcart -i cart "$target" expr 2 "*" 3
done
expect 'a shell reads commands' 7 'hi sh' sh -c "echo 'echo hi \$0; exit 7' | crashcart -i cart $scratch"
expect 'user namespace' 0 4242 crashcart -i cart "$foreign" cat /proc/self/uid_map
expect 'user namespace of the caller' 0 4294967295 crashcart -i cart --host-user-namespace "$foreign" cat /proc/self/uid_map
expect 'environment' 0 'SETTING=of the target' crashcart -i cart "$railcar" env
[[ $(FOREIGN=1 crashcart -i cart "$railcar" env) != *@(FOREIGN|LD_PRELOAD)* ]] || fail 'environment of the caller, or treacherous'
expect 'another user' 0 'uid=12 gid=34' crashcart -i cart --user 12:34 "$railcar" id
expect 'a user by name' 0 'uid=65534' crashcart -i cart --user nobody "$railcar" id
expect 'an unmapped user' 1 'does not exist in the target' crashcart -i cart --user 12 "$foreign" id
expect 'like the target' 0 'uid=10 gid=20' crashcart -i cart --like-target "$railcar" id
sets() { grep -E 'Cap|NoNewPrivs' "$1"; }
[[ $(crashcart -i cart --like-target "$runc" grep -E 'Cap|NoNewPrivs' /proc/self/status) = "$(sets "/proc/$runc/status")" ]] \
  || fail "capabilities differ from the target's"
expect 'cgroup of the target' 0 "$prefix-one" crashcart -i cart "$railcar" cat /proc/self/cgroup
expect 'prefix of an id' 0 one crashcart -i cart "$prefix-o" echo one
expect 'ambiguous prefix: one' 1 "$prefix-one" crashcart -i cart "$prefix" true
expect 'ambiguous prefix: two' 1 "$prefix-two" crashcart -i cart "$prefix" true
expect 'list' 0 "$prefix-two" crashcart list
expect 'no program' 127 nowhere crashcart -i cart "$railcar" nowhere
expect 'no target' 1 'crashcart list' crashcart -i cart no-such-container id
expect 'no cart' 1 'ext4, erofs or squashfs' crashcart -i none "$railcar" id
expect 'killed program' 137 '' crashcart -i cart "$railcar" sh -c 'kill -9 $$'
# A target with no users of its own, and no shell; the links are there as long as the cart is.
for target in "$railcar" "$scratch"; do
  [[ -d /proc/$target/root/dev ]] || continue
  expect "names of --shared in $target" 0 /dev/crashcart crashcart -i cart --shared "$target" sh -c 'readlink /dev/sh && /dev/sh -c "test -L /dev/passwd"'
done
expect 'what it left running' 6 '' crashcart -i cart "$railcar" sh -c 'sleep 4711 & setsid sleep 4711 & exit 6'
expect 'orphans are reaped' 0 'none' crashcart -i cart "$scratch" \
  sh -c '(sleep 0.1 & sleep 0.1 &); sleep 0.5; grep -l "State:.Z" /proc/[0-9]*/status || echo none'
expect 'closed standard input' 0 /dev/null sh -c "crashcart -i cart $railcar readlink /proc/self/fd/0 <&-"
runc pause "$prefix-runc"
expect 'paused target' 1 'is paused' crashcart -i cart "$runc" id
expect 'paused target, other cgroup' 0 uid=0 crashcart --no-cgroup -i cart "$runc" id
runc resume "$prefix-runc"
expect 'terminal' 4 /dev/console script -qec "crashcart -i cart $scratch sh -c 'tty; exit 4'" /dev/null
expect 'a terminal of its own size' 0 '12 34' script -qec "stty rows 12 cols 34; crashcart -i cart $scratch stty size" /dev/null
head -c 4096 /dev/zero | tr '\0' x > bad.ext4
printf '\x53\xef' | dd of=bad.ext4 bs=1 seek=1080 conv=notrunc status=none
expect 'a damaged image' 1 'mount the image' crashcart -i bad.ext4 "$railcar" id
# Another user than root, in a container of the user's own; its engine is the user's too.
mkdir -m 700 runtime && chown 4242:4242 runtime
owner=(setpriv --reuid 4242 --regid 4242 --clear-groups env "XDG_RUNTIME_DIR=$PWD/runtime" MICROCONTAINER_ENGINE=off)
if "${owner[@]}" test -x "$(command -v crashcart)" -a -r cart/bin/sh; then
  expect "a user's own container" 3 uid=0 "${owner[@]}" crashcart -i cart "$foreign" sh -c 'echo x > /dev/null && touch /dev/tmp/x && id; exit 3'
  got=$(PROMPT='# ' on_terminal $'tty; stty size; echo x > "$(tty)"\nexit 6' "${owner[@]}" crashcart -i cart "$foreign" sh -i) && fail "$got" || [[ $? = 6 ]] || fail "a user's terminal: $got"
  [[ $got = */dev/pts/0* && $got != *"not a tty"* ]] || fail "a user's terminal has no name: $got"
  echo "a user's own terminal"
  expect "an image for a user" 1 'only root mounts' "${owner[@]}" crashcart -i cart.erofs "$foreign" id
  expect "another user's container" 1 'not yours' "${owner[@]}" crashcart -i cart "$scratch" id
else
  echo "a user's own container: not tested, for users cannot reach $PWD or the tools"
fi
clean 'sessions'

crashcart -m -i cart.erofs "$railcar"
grep -q ' /dev/crashcart ro' "/proc/$railcar/mountinfo" || fail 'the cart is not mounted'
expect 'mounted twice' 1 'already' crashcart -m -i cart "$railcar"
expect 'a mounted cart is used' 8 '' crashcart --shared -i cart "$railcar" sh -c 'exit 8'
grep -q ' /dev/crashcart ro' "/proc/$railcar/mountinfo" || fail 'the session took away a mount that was to stay'
crashcart -u "$railcar"
expect 'unmounted twice' 1 'no cart' crashcart -u "$railcar"
clean 'mount and unmount'

# ---- who is killed when: begin VISIBILITY CART TARGET starts a session; $launcher, $guardian, $keeper, $program are its processes

begin() {
  crashcart "$1" -i "$2" "$3" sh -c 'sleep 4711 & sleep 4711; true' > log 2>&1 < /dev/null &
  launcher=$!
  sessions+=("$launcher")
  running() { guardian=$(pgrep -P "$launcher" --ns "$1" --nslist pid) && program=$(pgrep -P "$guardian") && pgrep -P "$program" sleep; }
  soon running "$3"
  keeper=$(pgrep -P "$launcher" | grep -vx "$guardian")
  running "$3" > /dev/null
}
for visibility in --private --shared; do
  for kind in cart cart.squashfs; do
    for killed in launcher program; do
      begin "$visibility" "$kind" "$runc"
      kill -9 "${!killed}"
      status=0
      wait "$launcher" || status=$?
      [[ $status = 137 ]] || fail "a session whose $killed was killed ended with $status"
      clean "$killed killed, $kind $visibility"
    done
  done
done
begin --private cart "$runc"
kill -9 "$launcher" "$keeper"
wait "$launcher" || true
clean 'launcher and keeper killed'
begin --private cart "$runc"
kill -TERM "$launcher"
status=0
wait "$launcher" || status=$?
[[ $status = 143 ]] || fail "a session ended by SIGTERM has status $status"
clean 'SIGTERM'

begin --shared cart.squashfs "$runc"
first=$launcher
begin --shared cart "$runc"
kill -TERM "$first"
wait "$first" || true
grep -q ' /dev/crashcart ro' "/proc/$runc/mountinfo" || fail 'the end of one session took the cart of the other away'
kill -0 "$launcher"
kill -TERM "$launcher"
wait "$launcher" || true
clean 'two sessions in one target'

begin --private cart.erofs "$scratch"
kill -9 "$scratch"
status=0
wait "$launcher" || status=$?
[[ $status = 137 ]] || fail "a session whose target ended has status $status"
grep -q 'has ended, and the session with it' log || fail "nothing is said of the target's end: $(cat log)"
echo 'the target ended'
