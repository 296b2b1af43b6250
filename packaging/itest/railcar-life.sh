#!/usr/bin/env bash
# A container's life: create, start, state, kill, delete, run; what fails leaves nothing behind.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

bundle sleeper '.process.args=["sleep","4242"]'
bundle true '.process.args=["true"]'

# create, start, kill, delete
railcar create -b sleeper --pid-file pid c1
same 'pid file' "$(status c1 pid)" "$(< pid)"
same 'created' created "$(status c1 status)"
same 'parent of the init is the caller or whoever adopts its children' sleep "$(railcar start c1 && comm "$(< pid)")"
same 'running' running "$(status c1 status)"
refused 'start twice' 'it is running' railcar start c1
refused 'delete a running one' '--force' railcar delete c1
refused 'create twice' 'c1' railcar create -b sleeper c1
same 'the one that runs was not touched' running "$(status c1 status)"
railcar kill c1 KILL
until [[ $(status c1 status) = stopped ]]; do sleep 0.01; done
same 'no pid' 0 "$(status c1 pid)"
refused 'kill a stopped one' 'not running' railcar kill c1 TERM
refused 'exec into a stopped one' 'stopped' railcar exec c1 true
railcar delete c1
refused 'delete twice' 'does not exist' railcar delete c1
railcar delete --force c1
gone c1

# created and never started
railcar create -b sleeper c2
railcar delete c2
gone c2
railcar create -b sleeper c3
railcar kill c3 KILL
until [[ $(status c3 status) = stopped ]]; do sleep 0.01; done
refused 'start after its init was killed' 'stopped' railcar start c3
railcar delete c3
gone c3

# delete --force of what runs
railcar run -d -b sleeper c4
same 'detached' running "$(status c4 status)"
railcar delete --force c4
gone c4

# the exit status
exit_status() {
  bundle exits ".process.args=[\"sh\",\"-c\",\"$1\"]"
  local got=0
  railcar run -b exits c5 || got=$?
  same "$1" "$2" "$got"
  gone c5
}
exit_status 'exit 0' 0
exit_status 'exit 7' 7
exit_status "exec sh -c 'sleep 0; exit 130'" 130

# signals go through to the program, and its status comes back
bundle trap '.process.args=["sh","-c","trap \"exit 9\" TERM; echo ready; while :; do sleep 0.05; done"]'
mkfifo said
"${runtime[@]}" run -b trap c6 > said &
launcher=$!
read -r _ < said
kill -TERM $launcher
got=0
wait $launcher || got=$?
same 'SIGTERM to the launcher' 9 "$got"
gone c6

"${runtime[@]}" run -b trap c6 > said &
launcher=$!
read -r _ < said
railcar kill c6 KILL
got=0
wait $launcher || got=$?
same 'SIGKILL to the program' 137 "$got"
gone c6

# keep
railcar run --keep -b true c7
same 'kept' stopped "$(status c7 status)"
railcar delete c7
gone c7

# what cannot be: one clear sentence, the right status, nothing left
mkdir nothing
refused 'no config' 'no config.json' railcar create -b nothing e1
refused 'bad id' 'not allowed' railcar create -b true ../x
refused 'empty id' 'empty' railcar create -b true ''
bundle missing '.process.args=["nosuch"]'
refused 'no such program on PATH' 'exec: "nosuch": executable file not found in $PATH' railcar create -b missing e2
gone e2
bundle missing '.process.args=["/nosuch"]'
refused 'no such program' 'stat /nosuch: no such file or directory' railcar run -b missing e2
gone e2
bundle missing '.process.args=["/etc/passwd"]'
refused 'no program' 'permission denied' railcar create -b missing e2
bundle missing '.process.args=["/etc"]'
refused 'a directory' 'is a directory' railcar create -b missing e2
gone e2
# a program whose interpreter is missing is found at start only
printf '#!/no/interpreter\n' > rootfs/broken
chmod 755 rootfs/broken
bundle missing '.process.args=["/broken"]'
railcar create -b missing e3
refused 'no interpreter' 'no such file or directory' railcar start e3
railcar delete --force e3
refused 'no interpreter, run' 'no such file or directory' railcar run -b missing e3
gone e3
bundle nowhere '.process.cwd="/proc/self/fd/7"'
refused 'cwd by a descriptor (CVE-2024-21626)' 'process.cwd' railcar run -b nowhere e4 7< /
# whichever descriptor of ours is a directory of the host
for n in {3..16}; do
  bundle nowhere ".process.cwd=\"/proc/self/fd/$n\" | .process.args=[\"sh\",\"-c\",\"ls -d \$PWD/../*\"]"
  if railcar run -b nowhere e4 > seen 2>&1; then
    printf 'FAIL descriptor %s is a working directory: %s\n' "$n" "$(< seen)"
    exit 1
  fi
done
gone e4
bundle nowhere '.process.cwd="/proc/self/cwd"'
refused 'cwd by a magic link' 'ELOOP' railcar run -b nowhere e4
gone e4
refused 'a promised descriptor that is not open' 'descriptor 3 is not open' railcar run --preserve-fds 1 -b true e5
gone e5
bundle tty '.process.terminal=true'
refused 'a terminal that nobody holds' '--console-socket' railcar create -b tty e6
refused 'a console socket without a terminal' 'process.terminal' railcar create --console-socket "$PWD/none" -b true e6
refused 'a console socket that is none' 'none' railcar create --console-socket "$PWD/none" -b tty e6
refused 'a pid file that cannot be' 'pid' railcar create --pid-file "$PWD/no/such/pid" -b true e7
gone e7
refused 'a pid file that cannot be, run' 'pid' railcar run --pid-file "$PWD/no/such/pid" -b true e7
gone e7
bundle unsupported '.linux.intelRdt={closID:"x"}'
refused 'what is not done is refused' 'linux.intelRdt' railcar create -b unsupported e8
bundle unsupported '.process.apparmorProfile="x"'
[[ -d /sys/kernel/security/apparmor ]] || refused 'AppArmor where there is none' 'AppArmor' railcar create -b unsupported e8
bundle unsupported '.process.selinuxLabel="system_u:system_r:container_t:s0"'
[[ -d /sys/fs/selinux ]] || refused 'SELinux where there is none' 'SELinux' railcar create -b unsupported e8
gone e8

# what is no config.json: bounded reading, one sentence, nothing left
wrong() {
  refused "config.json: $1" "$2" timeout 10 "${runtime[@]}" run -b wrong e9
  gone e9
}
bundle wrong '.mounts[0].options=["nosuid",null]'
wrong 'null among strings' '.mounts[0].options[1]: found null'
bundle wrong '.process.args="true"'
wrong 'a string for a list' '.process.args: found the string "true", expected a list'
bundle wrong '.mounts={}'
wrong 'an object for a list' '.mounts: found an object'
bundle wrong '.process.user.uid=-1'
wrong 'a number out of range' '.process.user.uid: found the number -1'
bundle wrong '.process.env=["A=\u0000"]'
wrong 'a NUL' '.process.env[0]: found a NUL'
sed 's/"ociVersion"/"ociVersion":"1.0.0","ociVersion"/' template/config.json > wrong/config.json
wrong 'a name twice' '.ociVersion: the name is given twice'
printf '{"annotations":%s' "$(printf '[%.0s' {1..100000})" > wrong/config.json
wrong 'deep lists' 'deep'
printf '{"annotations":%s' "$(printf '{"a":%.0s' {1..100000})" > wrong/config.json
wrong 'deep objects' 'deep'
truncate -s 1T wrong/config.json
wrong 'a huge file' 'is larger than any config'
head -c 300 template/config.json > wrong/config.json
wrong 'half a file' 'the JSON is broken'
printf '\xff\xfe' > wrong/config.json
wrong 'no text' 'is not UTF-8'

# create, state, start: never another order of things
for _ in {1..20}; do
  railcar create -b sleeper o1
  [[ $(status o1 status) = created ]] || { echo "FAIL after create it is $(status o1 status)"; exit 1; }
  railcar start o1
  [[ $(status o1 status) = running ]] || { echo "FAIL after start it is $(status o1 status)"; exit 1; }
  railcar delete --force o1
done
gone o1

# a create that is killed at any moment is deleted without a trace
for delay in 0.0{00..16} 0.0{18..40..2} 0.05 0.06 0.08; do
  "${runtime[@]}" create -b sleeper k1 > /dev/null 2>&1 &
  launcher=$!
  sleep "$delay"
  kill -KILL $launcher 2> /dev/null || true
  wait $launcher 2> /dev/null || true
  railcar delete --force k1
  gone k1
done
same 'no process of a killed create' '' "$(pgrep -f '^sleep 4242$' || true)"

# the plan is shown and nothing made
railcar plan sleeper > plan.txt
matches 'the plan names its steps' '# name the host' "$(< plan.txt)"
railcar plan --json sleeper | jq -e '.steps | length > 100' > /dev/null
same 'no container by plan' '[]' "$(railcar list --format json | jq -c '. // []')"
