#!/usr/bin/env bash
# sd_notify(3) of a container to a service manager that waits for it: what comes through, from whom, and who waits for how long.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

# tell MESSAGE...: sends each to NOTIFY_SOCKET; with a last word "-" as many as can be, until nobody listens.
cat > tell.c << 'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_DGRAM, 0), i;

	strcpy(a.sun_path, getenv("NOTIFY_SOCKET"));
	for (i = 1; i < argc && strcmp(argv[i], "-"); i++)
		if (sendto(s, argv[i], strlen(argv[i]), 0, (void *)&a, sizeof a) < 0) {
			perror("tell");
			return 1;
		}
	while (i < argc && sendto(s, "STATUS=busy", 11, 0, (void *)&a, sizeof a) > 0)
		;
	return 0;
}
C
musl-gcc -static -Os -o rootfs/bin/tell tell.c

# The service manager: writes each message and the sender's user to a file, and closes what comes with a barrier.
cat > manager.py << 'PY'
import array, os, socket, struct, sys
address, log = sys.argv[1], open(sys.argv[2], "a", buffering=1)
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
server.bind("\0" + address[1:] if address.startswith("@") else address)
if not address.startswith("@"):
    os.chmod(address, 0o777)
print("listening", flush=True)
while True:
    data, ancillary, _, _ = server.recvmsg(4096, 256)
    for _, kind, what in ancillary:
        if kind == socket.SCM_RIGHTS:
            for fd in array.array("i", what[:4]):
                os.close(fd)
    log.write(data.decode() + "\n")
PY
manager() {
  python3 manager.py "$1" "$2" > started &
  server=$!
  until [[ -s started ]]; do sleep 0.02; done
}
stop_manager() {
  kill "$server"
  wait "$server" 2> /dev/null || true
  rm started
}
# heard FILE LINES: waits for so many lines.
heard() {
  local end=$((SECONDS + 20))
  until [[ $(wc -l < "$1") -ge $2 || $SECONDS -ge $end ]]; do sleep 0.02; done
  paste -sd' ' "$1"
}

touch log
manager "$PWD/manager.socket" log
export NOTIFY_SOCKET=$PWD/manager.socket

bundle env '.process.args=["sh","-c","echo $NOTIFY_SOCKET; ls -l $NOTIFY_SOCKET | cut -c1-10"]'
same 'the container has a socket of its own' "$PWD/manager.socket/notify srwxrwxrwx" "$(railcar run -b env n1 | paste -sd' ')"

# run in the foreground: the launcher is the process to watch.
bundle ready '.process.args=["sh","-c","tell STATUS=x READY=0 NOTREADY=1 READY=12 \"MAINPID=1\nREADY=1\nSTATUS=y\" && sleep 0.3; tell READY=1 || echo refused"]'
: > log
"${runtime[@]}" run -b ready n2 > out 2>&1 &
launcher=$!
same 'run: one READY and the launcher, and no word of the container' "READY=1 MAINPID=$launcher" "$(heard log 2)"
wait "$launcher"
same 'nobody listens afterwards' 'tell: Connection refused refused' "$(paste -sd' ' out)"
same 'told once' 2 "$(wc -l < log)"
bundle last '.process.args=["tell","READY=1"]'
: > log
railcar run -b last n3
matches 'said as the last word' 'READY=1' "$(heard log 2)"

# run -d and start wait for it; meanwhile the container can be used.
bundle late '.process.args=["sh","-c","until [ -e /tmp/go ]; do sleep 0.05; done; tell READY=1; exec sleep 1000"] | .process.user={uid:4711,gid:4711}'
chmod 1777 rootfs/tmp
: > log
"${runtime[@]}" run -d -b late n4 > /dev/null 2>&1 &
waiter=$!
until [[ $(status n4 status 2> /dev/null) = running ]]; do sleep 0.02; done
same 'run -d waits' '' "$(railcar exec n4 true; kill -0 $waiter)"
railcar exec n4 touch /tmp/go
wait $waiter
same 'run -d: the init is the process to watch' "READY=1 MAINPID=$(status n4 pid)" "$(heard log 3 | sed 's/ BARRIER=1//')"
railcar delete -f n4
rm rootfs/tmp/go

: > log
railcar create -b late n5
same 'create does not wait' created "$(status n5 status)"
"${runtime[@]}" start n5 &
waiter=$!
until [[ $(status n5 status) = running ]]; do sleep 0.02; done
kill -0 $waiter
railcar exec n5 touch /tmp/go
wait $waiter
same start "READY=1 MAINPID=$(status n5 pid) BARRIER=1" "$(heard log 3)"
railcar delete -f n5
rm rootfs/tmp/go

# A start that waits needs neither the lock nor the engine.
: > log
railcar create -b late n6
"${runtime[@]}" start n6 2> said &
waiter=$!
until [[ $(status n6 status) = running ]]; do sleep 0.02; done
for process in /proc/[0-9]*; do
  if [[ $(readlink "$process/exe") = "$(realpath "$TREE")"/lib/microcontainer/runtime/bin/java ]]; then
    kill -KILL "${process#/proc/}"
  fi
done
railcar exec n6 touch /tmp/go
ended=0
wait $waiter || ended=$?
same 'the engine was killed meanwhile' 0 "$ended"
same 'and the manager knows' "READY=1 MAINPID=$(status n6 pid) BARRIER=1" "$(heard log 3)"
same 'without a word' '' "$(< said)"
railcar delete -f n6
rm rootfs/tmp/go
railcar create -b late n7
"${runtime[@]}" start n7 &
waiter=$!
until [[ $(status n7 status) = running ]]; do sleep 0.02; done
railcar delete -f n7
ended=0
wait $waiter || ended=$?
same 'start ends when the container does' 0 "$ended"

# A container that floods its socket does not keep its launcher from its work.
bundle flood '.process.args=["sh","-c","trap \"exit 138\" USR1; tell - & wait"]'
"${runtime[@]}" run -b flood n8 &
launcher=$!
until [[ $(status n8 status 2> /dev/null) = running ]]; do sleep 0.02; done
kill -USR1 $launcher
ended=0
wait $launcher || ended=$?
same 'a flood, and the signal comes through' $((128 + 10)) "$ended"

# In a user namespace, with a long path of the state, to an abstract socket, without a listener.
bundle user '.process.args=["tell","READY=1"] | .linux.namespaces+=[{type:"user"}] | .linux.uidMappings=[{containerID:0,hostID:100000,size:65536}]
  | .linux.gidMappings=.linux.uidMappings'
: > log
railcar run -b user n9
matches 'in a user namespace' READY=1 "$(heard log 2)"
long=$PWD/$(printf 'x%.0s' {1..120})
mkdir "$long"
: > log
"${RAILCAR:-$TREE/bin/railcar}" --root "$long/state" run -b last n10
matches 'a state with a long path' READY=1 "$(heard log 2)"
stop_manager
: > log
manager "@railcar-notify-$$" log
NOTIFY_SOCKET="@railcar-notify-$$" railcar run -b last n11
matches 'an abstract socket' READY=1 "$(heard log 2)"
bundle abstract '.process.args=["sh","-c","echo $NOTIFY_SOCKET"]'
same 'its place in the container' /run/notify/notify "$(NOTIFY_SOCKET="@railcar-notify-$$" railcar run -b abstract n12)"
stop_manager
matches 'nobody listens' 'ENOENT' "$(NOTIFY_SOCKET=$PWD/nobody railcar run -b last n13 2>&1)"
same 'a socket that is none' '' "$(NOTIFY_SOCKET=vsock:2:3 railcar run -b abstract n14)"
unset NOTIFY_SOCKET
same 'without it nothing is laid into the container' '' "$(railcar run -b abstract n15)"
for id in n2 n4 n6 n9; do gone $id; done
