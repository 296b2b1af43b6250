#!/usr/bin/env bash
# Sessions that are listed, lose their terminal and get another; files copied in and out; ports forwarded; one page on a container.
set -euo pipefail
id=sessions-$$
helpers=()
cleanup() {
  local each
  for each in ${helpers[@]+"${helpers[@]}"}; do
    kill -9 "$each" 2> /dev/null || true
  done
  railcar delete -f "$id" > /dev/null 2>&1 || true
}
trap cleanup EXIT
# shellcheck source=packaging/itest/crashcart.inc
. "$PACKAGING/itest/crashcart.inc"

busybox_cart cart
"$PACKAGING/mkbundle.sh" bundle sleep 100000
jq '.root.readonly = false' bundle/config.json > config && mv config bundle/config.json
railcar run -d --bundle bundle "$id" > /dev/null 2>&1 < /dev/null
pid=$(railcar state "$id" | jq .pid)

# ---- copies

root=bundle/rootfs
printf 'one\n' > one && chmod 750 one
crashcart cp one "$id:/tmp/"
cmp one $root/tmp/one
[[ $(stat -c %a $root/tmp/one) = 750 ]]
crashcart cp "$id:/tmp/one" two && cmp one two
mkdir -p tree/below && echo deep > tree/below/file && ln -s /etc/passwd tree/link
crashcart cp tree "$id:/tmp" && cmp tree/below/file $root/tmp/tree/below/file
crashcart cp "$id:/tmp/tree" back && cmp tree/below/file back/below/file && [[ $(readlink back/link) = /etc/passwd ]]
[[ $(echo streamed | crashcart cp - "$id:/tmp/stream" && crashcart cp "$id:/tmp/stream" -) = streamed ]]
echo 'copies in and out'
echo secret > outside
# Links of the container stay in the container: absolute, through "..", and to a process's files.
ln -s "$PWD/outside" $root/tmp/absolute
ln -s "../../../../../../../../../..$PWD/outside" $root/tmp/climbing
ln -s "/proc/self/root$PWD/outside" $root/tmp/magic
ln -s "$PWD" $root/tmp/directory
mkfifo $root/tmp/fifo
for link in absolute climbing magic directory/outside fifo; do
  expect "a hostile $link is not read" 1 "in the container" crashcart cp "$id:/tmp/$link" stolen
  [[ ! -e stolen ]]
  expect "a hostile $link is not written" 1 "in the container" crashcart cp one "$id:/tmp/$link"
  [[ $(< outside) = secret ]]
done
expect 'two paths of the caller' 1 TARGET:PATH crashcart cp one two

# ---- a forwarded port

crashcart forward "$id" 0:4711 > forward.log 2>&1 < /dev/null &
forward=$!
helpers+=("$forward")
soon grep -q forwarding forward.log
port=$(sed 's/.*:\([0-9]*\) to .*/\1/' forward.log)
crashcart -i cart "$id" nc -l -p 4711 -e cat > /dev/null 2>&1 < /dev/null &
helpers+=("$!")
listens() { grep -q ':1267 ' "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6"; }
soon listens
head -c 300000 /dev/urandom > sent
timeout 20 busybox nc 127.0.0.1 "$port" < sent > got || true
cmp sent got
echo 'a port is forwarded'
expect 'no such port' 1 'no pair of ports' crashcart forward "$id" 70000:1
kill "$forward"
wait "$forward" 2> /dev/null || true

# ---- one page

expect 'inspect: processes' 0 'sleep 100000' crashcart inspect "$id"
[[ $(crashcart inspect --json "$id" | jq -r '.processes[0].inside') = 1 ]]
[[ $(crashcart inspect --json "$id" | jq -r '.confinement.noNewPrivs') = true ]]
cp $root/bin/busybox $root/bin/busybox.new && mv $root/bin/busybox.new $root/bin/busybox
expect 'inspect: what was replaced while it runs' 0 "process $pid runs /bin/busybox" crashcart inspect "$id"

# ---- a terminal is lost, and another taken

cat > terminals.py << 'PY'
import os, pty, select, subprocess, sys, time
def start(*words):
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp("crashcart", ("crashcart",) + words)
    return pid, fd
def until(fd, text, seconds=20):
    got, end = b"", time.time() + seconds
    while text not in got:
        if time.time() > end or not select.select([fd], [], [], 1)[0] and time.time() > end:
            sys.exit(f"no {text!r} in {got!r}")
        if select.select([fd], [], [], 0.1)[0]:
            try:
                got += os.read(fd, 4096)
            except OSError:
                break
    return got
def status(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
def listed(pid):
    return str(pid) in subprocess.run(["crashcart", "ps"], capture_output=True, text=True).stdout
first, terminal = start("-i", "cart", sys.argv[1], "sh")
until(terminal, b"# ")
os.write(terminal, b"MARK=7; echo begun-$((MARK + 1))\n")
until(terminal, b"begun-8")
assert listed(first)
os.close(terminal)
time.sleep(0.5)
assert listed(first), "a session ended with its terminal"
second, terminal = start("attach", str(first))
os.write(terminal, b"echo again-$((MARK + 2)); tty\n")
until(terminal, b"/dev/console")
third, other = start("attach")
os.write(other, b"echo third-$((MARK + 3))\n")
until(other, b"third-10")
assert b"another terminal" in until(terminal, b"killed")
assert status(second) == 1
os.write(other, b"exit 9\n")
assert status(third) == 9 and status(first) == 9
assert not listed(first)
# A killed launcher takes its session with it, attached or not.
first, terminal = start("-i", "cart", sys.argv[1], "sh", "-c", "sleep 4712; true")
for _ in range(200):
    if listed(first):
        break
    time.sleep(0.05)
os.close(terminal)
time.sleep(0.5)
os.kill(first, 9)
os.waitpid(first, 0)
PY
timeout -k 5 100 python3 terminals.py "$id"
gone() { ! pgrep -f 'sleep 4712' && [[ -z $(ls /run/microcontainer/crashcart-* 2> /dev/null) ]]; }
soon gone
echo 'a session outlives its terminal, and nothing else'
