#!/usr/bin/env bash
# Filters of system calls that ask an agent (SCMP_ACT_NOTIFY), further architectures, and flags.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

# An agent: takes one listener, writes the state that came with it to agent.json, and answers mkdir calls: those of a
# directory whose name ends in "no" fail with EDQUOT, others go on in the kernel.
cat > agent.py << 'EOF'
import array, fcntl, json, os, socket, struct, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(1)
print("listening", flush=True)
server.settimeout(30)
connection, _ = server.accept()
connection.settimeout(30)
text, ancillary, _, _ = connection.recvmsg(1 << 16, socket.CMSG_SPACE(64))
fds = array.array("i", ancillary[0][2])
while part := connection.recv(1 << 16):
    text += part
with open("agent.json.new", "wb") as out:
    out.write(text)
os.rename("agent.json.new", "agent.json")
RECV, SEND = 0xc0502100, 0xc0182101
while True:
    call = bytearray(80)
    try:
        fcntl.ioctl(fds[0], RECV, call)
    except OSError:
        break
    number, pid = struct.unpack_from("=QI", call)
    path = struct.unpack_from("=Q", call, 32 + 8 * int(sys.argv[2]))[0]
    with open("/proc/%d/mem" % pid, "rb") as memory:
        memory.seek(path)
        name = memory.read(64).split(b"\0")[0]
    with open("agent.log", "ab") as log:
        log.write(name + b"\n")
    answer = struct.pack("=QqiI", number, 0, -122, 0) if name.endswith(b"no") else struct.pack("=QqiI", number, 0, 0, 1)
    try:
        fcntl.ioctl(fds[0], SEND, answer)
    except OSError:
        pass
EOF
# busybox calls mkdir where there is one; newer machines have mkdirat only, whose path comes second.
if [[ $(uname -m) = x86_64 ]]; then
  call=mkdir path=0
else
  call=mkdirat path=1
fi
agent() {
  rm -f agent.sock agent.json agent.log
  python3 agent.py "$PWD/agent.sock" $path > agent.out &
  agent=$!
  until grep -q listening agent.out 2> /dev/null; do sleep 0.02; done
}
notify=".linux.seccomp={defaultAction:\"SCMP_ACT_ALLOW\",flags:[\"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV\"],listenerPath:\"$PWD/agent.sock\",listenerMetadata:\"MKNOD=/dev/null\",syscalls:[{names:[\"$call\"],action:\"SCMP_ACT_NOTIFY\"}]}"
script='.process.args=["sh","-c","mkdir /tmp/yes && echo made; mkdir /tmp/no; echo; sleep 0; rmdir /tmp/yes"]'

for privileges in true false; do
  agent
  bundle n "$notify | $script | .process.noNewPrivileges=$privileges | .annotations={\"a\":\"\\\"pid\\\":-2147483648\"}"
  said=$(railcar run -b n n1 2>&1)
  wait "$agent"
  same "noNewPrivileges $privileges: the agent decides" "made
mkdir: can't create directory '/tmp/no': Disk quota exceeded" "$said"
  same "noNewPrivileges $privileges: what it was asked" $'/tmp/yes\n/tmp/no' "$(cat agent.log)"
  same "noNewPrivileges $privileges: what it was told" "[\"seccompFd\"] MKNOD=/dev/null n1 creating true $(realpath n)" \
    "$(jq -r '"\(.fds) \(.metadata) \(.state.id) \(.state.status) \(.pid == .state.pid and .pid > 1) \(.state.bundle)"' agent.json)"
  same "noNewPrivileges $privileges: annotations" '"pid":-2147483648' "$(jq -r .state.annotations.a agent.json)"
done
gone n1

# create has the agent informed; the program runs with start.
agent
bundle n "$notify | .process.args=[\"sh\",\"-c\",\"mkdir /tmp/yes; rmdir /tmp/yes; exec sleep 100\"] | .process.user.uid=7"
railcar create -b n n1 < /dev/null > /dev/null 2>&1
until [[ -e agent.json ]]; do sleep 0.02; done
same 'the process that the agent knows' "$(status n1 pid)" "$(jq .pid agent.json)"
railcar start n1
until [[ -e agent.log ]]; do sleep 0.02; done
same 'one filter with its listener' 1 "$(sed -n 's/^Seccomp_filters:\t//p' "/proc/$(status n1 pid)/status")"

# exec: another process, another listener.
first=$agent
agent
same 'an executed process asks too' "mkdir: can't create directory '/tmp/no': Disk quota exceeded" "$(railcar exec n1 mkdir /tmp/no 2>&1 || true)"
wait "$agent"
same 'what is told of it' "running $(status n1 pid) true" "$(jq -r '"\(.state.status) \(.state.pid) \(.pid != .state.pid)"' agent.json)"
railcar delete --force n1
wait "$first"
gone n1

# An agent that is not there.
rm -f agent.sock
bundle n "$notify | .process.args=[\"true\"]"
refused 'no agent' "failed to connect with seccomp agent $PWD/agent.sock (linux.seccomp.listenerPath): ENOENT" railcar run -b n n1
bundle n "$notify | .linux.seccomp.syscalls[0].names=[\"write\"]"
refused 'write cannot be asked for' 'linux.seccomp.syscalls[0].names' railcar run -b n n1
bundle n "del(.linux.seccomp) | .linux.seccomp={defaultAction:\"SCMP_ACT_ALLOW\",syscalls:[{names:[\"$call\"],action:\"SCMP_ACT_NOTIFY\"}]}"
refused 'nobody to ask' 'listenerPath' railcar run -b n n1
gone n1

# Further architectures: a program that makes calls of i386 (int 0x80) meets the rules for them, or its end.
if [[ $(uname -m) = x86_64 ]]; then
  cat > calls.c << 'EOF'
void _start(void)
{
	static const char path[] = "/tmp/made";
	long result, code;

	/* mkdir is call 39 of i386 */
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(39L), "b"(path), "c"(0755L) : "memory", "r8", "r9", "r10", "r11");
	code = result < 0 ? -result : 0;
	__asm__ volatile("syscall" : : "a"(231L), "D"(code) : "memory", "rcx", "r11");
	__builtin_unreachable();
}
EOF
  # Its strings must lie below 4 GiB, which a static program's do.
  cc -O1 -nostdlib -static -fno-pie -no-pie -fno-stack-protector -o rootfs/bin/calls calls.c
  # left ARCHITECTURES: the exit status of the program
  left() {
    bundle n ".process.args=[\"calls\"] | .linux.seccomp={defaultAction:\"SCMP_ACT_ALLOW\",architectures:$1,syscalls:[{names:[\"mkdir\"],action:\"SCMP_ACT_ERRNO\",errnoRet:28}]}"
    local status=0
    railcar run -b n n1 > /dev/null 2>&1 || status=$?
    echo $status
  }
  same 'a rule for two architectures' 28 "$(left '["SCMP_ARCH_X86_64","SCMP_ARCH_X86"]')"
  same 'an architecture without rules ends the program' 159 "$(left '["SCMP_ARCH_X86_64"]')"
fi

# Flags.
bundle n '.process.args=["grep","Speculation_Store_Bypass","/proc/self/status"] | .linux.seccomp={defaultAction:"SCMP_ACT_ALLOW",flags:["SECCOMP_FILTER_FLAG_TSYNC","SECCOMP_FILTER_FLAG_LOG","SECCOMP_FILTER_FLAG_SPEC_ALLOW","SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],syscalls:[{names:["reboot"],action:"SCMP_ACT_ERRNO"}]}'
same 'flags: speculation stays as it is on the host' "$(grep Speculation_Store_Bypass /proc/self/status)" "$(railcar run -b n n1)"
matches 'flags in the plan' 'SECCOMP_FILTER_FLAG_LOG|SECCOMP_FILTER_FLAG_SPEC_ALLOW' "$(railcar plan n)"
gone n1
