#!/usr/bin/env bash
# A cart built from packages, and its strace, gdb, tcpdump, bash with job control and curl in targets without a shell: a scratch image, an image of musl,
# and a user of a user namespace. Measures the way to the first prompt beside nsenter's.
set -euo pipefail
containers=()
helpers=()
cleanup() {
  local each
  for each in ${helpers[@]+"${helpers[@]}"}; do
    kill -9 "$each" 2> /dev/null || true
  done
  for each in ${containers[@]+"${containers[@]}"}; do
    railcar delete -f "$each" > /dev/null 2>&1 || true
  done
}
trap cleanup EXIT
fail() {
  printf '%s\n' "$*"
  exit 1
}
# expect NAME TEXT COMMAND...: the command says so.
expect() {
  local name=$1 text=$2 got status=0
  shift 2
  got=$(timeout -k 5 60 "$@" 2>&1 < /dev/null) || status=$?
  [[ $got = *"$text"* ]] || fail "$name: wanted '$text', got status $status and: $got"
  echo "$name"
}

python=$(apt-cache depends gdb 2> /dev/null | sed -n 's/.*Depends: libpython\(3\.[0-9]*\).*/\1/p' | head -n 1)
[[ -n $python ]] || {
  echo "the packages of Debian are needed, and this is another system"
  exit 77
}
tools=(bash coreutils strace gdb tcpdump curl procps ca-certificates ncurses-base libc-bin "libpython$python-stdlib" "libpython$python-minimal")
"$PACKAGING/mkyumrepo.sh" repo "${tools[@]}" > repo.log 2>&1
export XDG_CACHE_HOME=$PWD/cache
build() { crashcart build --nogpgcheck --repo repo "$@" "${tools[@]}"; }
build -o cart.erofs > built
! grep -q warning built || fail "warnings: $(< built)"
first=$(cut -d' ' -f1 built)
XDG_CACHE_HOME=$PWD/another-cache TZ=Asia/Tokyo build -o again.erofs > built
[[ $(cut -d' ' -f1 built) = "$first" ]] || fail 'the same packages give another cart'
cmp cart.erofs again.erofs
echo 'a cart is reproducible'
rm -r again.erofs another-cache
# The other formats hold less: compressing takes its time.
small() { crashcart build --nogpgcheck --repo repo "$@" bash libc-bin > built; }
small -o cart.squashfs
sum=$(sha256sum < cart.squashfs)
small -o cart.squashfs
[[ $(sha256sum < cart.squashfs) = "$sum" ]] || fail 'the same packages give another squashfs image'
echo 'so is an image of squashfs'
small -o cart.ext4
small -o cart-dir/
small -o cart.tar.gz

# ---- targets

"$PACKAGING/mkbundle.sh" bundle true
printf '#include <unistd.h>\nint main(void) { for (;;) pause(); }\n' > app.c
# target NAME FILTER: a container of one program in $NAME/rootfs, its configuration changed by the filter of jq.
target() {
  mkdir -p "$1/rootfs"
  jq ".process.args = [\"/app\"] | .root.readonly = true | $2" bundle/config.json > "$1/config.json"
  containers+=("tools-$1-$$")
  railcar run -d --bundle "$1" "tools-$1-$$" > /dev/null 2>&1 < /dev/null
}
mkdir -p scratch/rootfs musl/rootfs/lib user/rootfs
cc -static -g -o scratch/rootfs/app app.c
cp scratch/rootfs/app user/rootfs/
musl-gcc -g -o musl/rootfs/app app.c
cp -L "/lib/ld-musl-$(uname -m).so.1" musl/rootfs/lib/
chmod -R a+rX scratch musl user
chown -R 200000:200000 user/rootfs
target scratch '.'
target musl '.process.user = {uid: 10, gid: 10}'
target user '.process.user = {uid: 10, gid: 10} | .linux.namespaces += [{type: "user"}] |
  .linux.uidMappings = [{containerID: 0, hostID: 200000, size: 1000}] | .linux.gidMappings = .linux.uidMappings |
  .mounts |= map(select(.type != "mqueue" and .type != "cgroup"))'

for name in scratch musl user; do
  id=tools-$name-$$
  in=(crashcart -i cart.erofs "$id")
  expect "$name: strace" 'pause' timeout 10 "${in[@]}" timeout -s INT 1 strace -p 1
  # Debian's musl has no unwind information: frames of it are found, but none below.
  frame='in main ()'
  [[ $name != musl ]] || frame='from target:/lib/ld-musl'
  expect "$name: gdb attaches" "$frame" "${in[@]}" gdb -p 1 -batch -ex bt
  expect "$name: gdb has Python" 'forty-two 42' "${in[@]}" gdb -batch -ex 'python print("forty-two", 6 * 7)'
  expect "$name: tcpdump" 'listening on lo' "${in[@]}" timeout -s INT 1 tcpdump -i lo
  expect "$name: curl" 'root:' "${in[@]}" curl -s file:///dev/crashcart/etc/passwd
  expect "$name: certificates" 'BEGIN CERTIFICATE' "${in[@]}" head -n 1 /dev/crashcart/etc/ssl/certs/ca-certificates.crt
  expect "$name: users" root "${in[@]}" sh -c 'whoami; ls -ld /'
  expect "$name: terminfo" '[1m' env TERM=xterm "${in[@]}" sh -c 'tput bold || printf "\033[1m"'
  # shellcheck disable=SC2016  # the variable is the session's
  expect "$name: temporary files" 'in a file' "${in[@]}" bash -c 'f=$(mktemp) && echo "in a file" > "$f" && cat "$f"'
  # A job in the background of an interactive shell with a terminal, stopped and brought back.
  printf 'sleep 100 &\njobs\nkill -STOP %%1\nsleep 0.2\njobs\nkill -KILL %%1\nexit 5\n' > keys
  status=0
  got=$(timeout -k 5 30 script -qec "crashcart -i cart.erofs $id" /dev/null < keys 2>&1) || status=$?
  [[ $got = *Running*sleep*Stopped* ]] || fail "$name: job control: $status $got"
  echo "$name: job control"
done
for cart in cart.squashfs cart.ext4 cart-dir cart.tar.gz; do
  expect "$cart" 'GNU bash' crashcart -i "$cart" "tools-scratch-$$" bash --version
done

# ---- nothing of the target is run: its loader's preload list, start files of shell and debugger

printf 'void __attribute__((constructor)) evil(void) { __builtin_trap(); }\n' > evil.c
mkdir -p hostile/rootfs/etc/gdb hostile/rootfs/lib hostile/rootfs/tmp
cc -shared -fPIC -o hostile/rootfs/evil.so evil.c
echo /evil.so > hostile/rootfs/etc/ld.so.preload
for file in etc/bash.bashrc .bashrc etc/gdb/gdbinit .gdbinit etc/profile; do
  echo 'exit 66' > "hostile/rootfs/$file"
done
cp scratch/rootfs/app hostile/rootfs/
chmod -R a+rX hostile
target hostile '.process.env += ["HOME=/"]'
expect 'a hostile target' 'GNU gdb' crashcart -i cart.erofs "tools-hostile-$$" bash -ic 'gdb -batch -ex "show version" && echo fine'

# ---- the way to the first prompt, beside nsenter's into the same target with tools of its own

mkdir -p cart-small/bin
cp "$(command -v busybox)" cart-small/bin/sh
pid=$(railcar state "tools-scratch-$$" | jq .pid)
median() {
  local begin
  for _ in {1..15}; do
    begin=$EPOCHREALTIME
    "$@" < /dev/null > /dev/null 2>&1
    echo $((${EPOCHREALTIME/./} - ${begin/./}))
  done | sort -n | sed -n 8p
}
crashcart -i cart-small "$pid" sh -c :
ours=$(median crashcart -i cart-small "$pid" sh -c :)
cp cart-small/bin/sh scratch/rootfs/sh
chmod 755 scratch/rootfs/sh
theirs=$(median nsenter -t "$pid" -a /sh -c :)
echo "to the first command: crashcart $ours us, nsenter $theirs us, ratio $((ours * 100 / theirs))%"
