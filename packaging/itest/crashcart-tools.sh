#!/usr/bin/env bash
# Carts built from packages, and what their tools do in targets without a shell:
#
#            target  scratch (one static program)  musl (a program and its loader)  mapped (not root, in a user namespace)
#   strace           the same for each: attaches and sees a call
#   gdb              attaches and shows a backtrace; its Python works
#   curl, tcpdump    the one fetches from a server in the container, the other sees it
#   bash             on a terminal, with jobs that are stopped and go on
#   certificates, terminfo, locale, users, temporary files
#
# The default cart comes from the repositories of this host, those of apt; another one from RPMs, a yum repository made of the same packages.
set -euo pipefail
# shellcheck source=packaging/itest/crashcart.inc
. "$PACKAGING/itest/crashcart.inc"
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

python=$(apt-cache depends gdb 2> /dev/null | sed -n 's/.*Depends: libpython\(3\.[0-9]*\).*/\1/p' | head -n 1)
[[ -n $python ]] || {
  echo "the packages of Debian are needed, and this is another system"
  exit 77
}

# ---- carts

# Downloads are kept where the user's are: the default cart is 60 MB of packages.
crashcart build -o default.erofs > built 2>&1 || fail "crashcart build: $(< built)"
! grep -q warning built || fail "the default cart: $(< built)"
grep -q 'default.erofs, [0-9]* files of [0-9]* packages' built || fail "$(< built)"
echo 'the default cart'

tools=(bash coreutils gdb procps ca-certificates ncurses-base libc-bin "libpython$python-stdlib" "libpython$python-minimal")
"$PACKAGING/mkyumrepo.sh" repo "${tools[@]}" > repo.log 2>&1
export XDG_CACHE_HOME=$PWD/cache
build() { crashcart build --nogpgcheck --repo repo "$@" "${tools[@]}"; }
build -o rpm.erofs > built
! grep -q warning built || fail "warnings: $(< built)"
first=$(cut -d' ' -f1 built)
XDG_CACHE_HOME=$PWD/another-cache TZ=Asia/Tokyo build -o again.erofs > built
[[ $(cut -d' ' -f1 built) = "$first" ]] || fail 'the same packages give another cart'
cmp rpm.erofs again.erofs
echo 'a cart is reproducible'
rm -r again.erofs another-cache
# The other formats hold less: compressing takes its time.
small() { crashcart build --nogpgcheck --repo repo "$@" bash libc-bin > built; }
for format in squashfs ext4; do
  small -o "cart.$format"
  sum=$(sha256sum < "cart.$format")
  # What a clock could leave in an image is in seconds.
  sleep 1.1
  small -o "cart.$format"
  [[ $(sha256sum < "cart.$format") = "$sum" ]] || fail "the same packages give another $format image"
  echo "so is an image of $format"
done
small -o cart-dir/
small -o cart.tar.gz

# ---- targets

"$PACKAGING/mkbundle.sh" bundle true
# target NAME FILTER: a container of one program in $NAME/rootfs, its configuration changed by the filter of jq.
target() {
  jq ".process.args = [\"/app\"] | .root.readonly = true | $2" bundle/config.json > "$1/config.json"
  containers+=("tools-$1-$$")
  railcar run -d --bundle "$1" "tools-$1-$$" > /dev/null 2>&1 < /dev/null
}
app_of scratch/rootfs
app_of musl/rootfs musl-gcc
app_of mapped/rootfs
chown -R 200000:200000 mapped/rootfs
target scratch '.'
target musl '.process.user = {uid: 10, gid: 10}'
target mapped '.process.user = {uid: 10, gid: 10} | .linux.namespaces += [{type: "user"}] |
  .linux.uidMappings = [{containerID: 0, hostID: 200000, size: 1000}] | .linux.gidMappings = .linux.uidMappings |
  .mounts |= map(select(.type != "mqueue" and .type != "cgroup"))'
busybox_cart busybox

# says NAME TEXT COMMAND...: its output, with any status.
says() {
  local name=$1 text=$2 got
  shift 2
  got=$(timeout -k 5 60 "$@" 2>&1 < /dev/null) || true
  [[ $got = *"$text"* ]] || fail "$name: wanted '$text', got: $got"
  echo "$name"
}

for name in scratch musl mapped; do
  id=tools-$name-$$
  in=(crashcart -i default.erofs "$id")
  says "$name: strace" 'pause' timeout 10 "${in[@]}" timeout -s INT 1 strace -p 1
  # Debian's musl has no unwind information: frames of it are found, but none below.
  frame='in main ()'
  [[ $name != musl ]] || frame='from target:/lib/ld-musl'
  says "$name: gdb attaches and shows a backtrace" "$frame" "${in[@]}" gdb -p 1 -batch -ex bt
  says "$name: gdb has Python" 'forty-two 42' "${in[@]}" gdb -batch -ex 'python print("forty-two", 6 * 7)'
  says "$name: gdb's own Python" 'gdb.types' "${in[@]}" gdb -batch -ex 'python import gdb.types, gdb.printing; print(gdb.types.__name__)'

  crashcart -i busybox "$id" httpd -f -p 127.0.0.1:8080 -h /dev/crashcart/bin > /dev/null 2>&1 < /dev/null &
  server=$!
  helpers+=("$server")
  "${in[@]}" tcpdump -i lo -l -n -c 4 tcp port 8080 > tcpdump.log 2>&1 < /dev/null &
  watcher=$!
  helpers+=("$watcher")
  soon grep -q 'listening on lo' tcpdump.log
  fetched() { "${in[@]}" curl -sf http://127.0.0.1:8080/busybox | cmp - busybox/bin/busybox; }
  soon fetched
  echo "$name: curl"
  wait "$watcher" || fail "$name: tcpdump: $(< tcpdump.log)"
  grep -q '127.0.0.1.8080.*Flags \[S\]' tcpdump.log || fail "$name: tcpdump saw nothing: $(< tcpdump.log)"
  echo "$name: tcpdump"
  kill "$server"
  wait "$server" || true

  status=0
  # shellcheck disable=SC2016  # the inner shell expands them
  got=$(PROMPT=']# ' on_terminal $'sleep 100\n^Z\njobs\nbg\njobs\nkill %1; wait; tty; stty size; echo $TERM\nfg\nsleep 100\n^C\nexit 5' \
    env TERM=xterm "${in[@]}") || status=$?
  [[ $status = 5 && $got = *Stopped*sleep*Stopped*sleep*sleep\ 100\ \&*Running*sleep*/dev/console*xterm* ]] || fail "$name: job control: $status $got"
  echo "$name: bash with job control"

  says "$name: certificates" 'BEGIN CERTIFICATE' "${in[@]}" head -n 1 /dev/crashcart/etc/ssl/certs/ca-certificates.crt
  says "$name: users" root "${in[@]}" sh -c 'whoami; ls -ld /'
  says "$name: locale" 'UTF-8' "${in[@]}" locale charmap
  # shellcheck disable=SC2016  # the inner shell expands them
  says "$name: temporary files" 'in a file' "${in[@]}" bash -c 'f=$(mktemp) && echo "in a file" > "$f" && cat "$f"'
done
for cart in cart.squashfs cart.ext4 cart-dir cart.tar.gz; do
  says "$cart" 'GNU bash' crashcart -i "$cart" "tools-scratch-$$" bash --version
done
in=(crashcart -i rpm.erofs "tools-scratch-$$")
says 'RPM: gdb attaches and shows a backtrace' 'in main ()' "${in[@]}" gdb -p 1 -batch -ex bt
says 'RPM: gdb has Python' 'gdb.types' "${in[@]}" gdb -batch -ex 'python import gdb.types, gdb.printing; print(gdb.types.__name__)'
says 'RPM: certificates' 'BEGIN CERTIFICATE' "${in[@]}" head -n 1 /dev/crashcart/etc/ssl/certs/ca-certificates.crt
says 'RPM: terminfo' $'\033[1m' env TERM=xterm "${in[@]}" sh -c 'printf "\033[1m"; test -e /dev/crashcart/lib/terminfo/x/xterm || test -e /dev/crashcart/usr/share/terminfo/x/xterm'

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
says 'a hostile target' 'GNU gdb' crashcart -i default.erofs "tools-hostile-$$" bash -ic 'gdb -batch -ex "show version" && echo fine'
