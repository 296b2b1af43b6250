#!/usr/bin/env bash
# Terminals: in the foreground, with standard input that is none, by a console socket, in exec.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

# on_terminal COMMAND...: runs it on a terminal of its own and prints what it said there.
on_terminal() {
  local words
  printf -v words '%q ' "$@"
  script -qec "stty rows 33 cols 99; $words" /dev/null < /dev/null | tr -d '\r' | sed 's/^^@//'
}

look='tty; ls -l /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 | grep -c /dev/pts/0; stty size; stat -c %t:%T /dev/console; tty < /dev/tty; exit 5'
bundle t ".process.terminal=true | .process.args=[\"sh\",\"-c\",\"$look\"]"
same 'foreground' $'/dev/pts/0\n2\n33 99\n88:0\n/dev/tty\n5' "$(on_terminal "${runtime[@]}" run -b t tty1; echo "${PIPESTATUS[0]}")"
status=0
said=$(railcar run -b t tty1 < /dev/null | tr -d '\r') || status=$?
same 'standard input is no terminal' '/dev/pts/0' "$(head -n 1 <<< "$said")"
bundle t '.process.terminal=true | .process.consoleSize={height:11,width:22} | .process.args=["stty","size"]'
same 'consoleSize where the caller has no terminal' '11 22' "$(railcar run -b t tty1 < /dev/null | tr -d '\r')"
bundle t '.process.terminal=true | .process.args=["sh","-c","read line; echo got $line"]'
same 'what is typed' 'got word' "$(echo word | railcar run -b t tty1 | tr -d '\r' | tail -n 1)"
gone tty1

# The master side goes over a socket; here it is taken and read.
cat > take.py <<'PY'
import array, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("listening", flush=True)
connection, _ = server.accept()
name, ancillary, _, _ = connection.recvmsg(4096, socket.CMSG_SPACE(4))
fd = array.array("i", ancillary[0][2])[0]
if name == b"pidfd":
    print(name.decode(), os.readlink("/proc/self/fd/%d" % fd), open("/proc/self/fdinfo/%d" % fd).read().split("Pid:\t")[1].split()[0], flush=True)
    sys.exit()
text = b""
try:
    while piece := os.read(fd, 4096):
        text += piece
except OSError:
    pass
print(name.decode(), text.decode().replace("\r", ""), end="", flush=True)
PY
# takes FILE COMMAND...: FILE takes what came over the socket of COMMAND.
takes() {
  local file=$1
  shift
  rm -f socket
  : > "$file"
  python3 take.py socket > "$file" &
  taker=$!
  until grep -q listening "$file"; do sleep 0.02; done
  "$@"
}
bundle t '.process.terminal=true | .process.args=["sh","-c","tty; echo out; echo err >&2; sleep 0.1"]'
takes said railcar create --console-socket "$PWD/socket" -b t tty2
railcar start tty2
wait $taker
same 'console socket' $'listening\n/dev/ptmx /dev/pts/0\nout\nerr' "$(< said)"
railcar delete --force tty2
gone tty2
bundle s '.process.args=["sleep","100"]'
takes said railcar run -d --pidfd-socket "$PWD/socket" -b s tty3
wait $taker
same 'pidfd socket' "pidfd anon_inode:[pidfd] $(status tty3 pid)" "$(tail -n 1 said)"

same 'exec' $'/dev/pts/0\n33 99' "$(on_terminal "${runtime[@]}" exec -t tty3 sh -c 'tty; stty size')"
takes said railcar exec -d -t --console-socket "$PWD/socket" tty3 sh -c 'tty; sleep 0.1'
wait $taker
matches 'exec with a console socket' /dev/pts/ "$(tail -n 1 said)"
refused 'exec detached with nobody to hold the terminal' --console-socket railcar exec -d -t tty3 true
railcar delete --force tty3

# CVE-2025-52565: the container has put something else at /dev/pts when a terminal is opened there.
bundle t '.process.args=["sh","-c","mkdir -p /tmp/pts; ln -s /proc/sys/kernel/hostname /tmp/pts/ptmx; ln -s /tmp/pts /dev/pts; touch /tmp/ready; exec sleep 100"]
  | .mounts |= map(select(.destination != "/dev/pts"))'
railcar run -d -b t tty5
until [[ -e rootfs/tmp/ready ]]; do sleep 0.02; done
refused 'exec where /dev/pts is a symlink' 'open /dev/pts: ELOOP' railcar exec -t tty5 true
railcar exec tty5 sh -c 'rm /dev/pts; mv /tmp/pts /dev/pts'
refused 'exec where /dev/pts is a directory' 'a terminal needs a devpts at /dev/pts' railcar exec -t tty5 true
railcar delete --force tty5
gone tty5
bundle t '.process.terminal=true | .process.args=["true"] | .mounts |= map(select(.destination != "/dev/pts"))'
refused 'no devpts' '/dev/pts' railcar run -b t tty4
gone tty4
