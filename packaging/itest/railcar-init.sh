#!/usr/bin/env bash
# --init: a small init of railcar's own is process 1, as in the railcar of 2017; the default is runc's behaviour.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

# inside [OPTION...] SCRIPT: what a script in a container prints.
inside() {
  local options=("${@:1:$#-1}")
  bundle b ".process.args=[\"sh\",\"-c\",\"${*: -1}\"]"
  railcar run "${options[@]}" -b b in1 2>&1
}
same 'by default the program is process 1' 1 "$(inside 'echo $$')"
same '-n says so too' 1 "$(inside -n 'echo $$')"
same '--no-init wins' 1 "$(inside --init --no-init 'echo $$')"
same 'with --init it is a child of process 1' '2 init' "$(inside --init 'echo $$ $(cat /proc/1/comm)')"
same 'its words and its environment name nothing of the host' 0 "$(inside --init 'cat /proc/1/cmdline /proc/1/environ 2> /dev/null | tr \"\\\\0\" \"\\\\n\" | grep -c /')"
same 'its file cannot be reached' refused "$(inside --init 'cat /proc/1/exe > /dev/null 2>&1 && echo open || echo refused')"
same 'its one descriptor is that of its signals, and cannot be opened' '0 refused' "$(inside --init 'echo $(ls /proc/1/fd) $(cat /proc/1/fd/0 > /dev/null 2>&1 && echo open || echo refused)')"

# exit status
exit_status() {
  local got=0
  inside --init "$1" > out || got=$?
  same "status of $1" "$2" "$got"
}
exit_status 'exit 0' 0
exit_status 'exit 7' 7
exit_status 'exit 255' 255
exit_status 'kill -KILL $$' 137
exit_status 'kill -SEGV $$' 139
gone in1
bundle b '.process.args=["/nosuch"]'
refused 'no program' 'no such file or directory' railcar run --init -b b in2
printf '#!/no/interpreter\n' > rootfs/broken
chmod 755 rootfs/broken
bundle b '.process.args=["/broken"]'
railcar create --init -b b in2
refused 'no interpreter' 'no such file or directory' railcar start in2
railcar delete --force in2
gone in2

# signals reach the program, by kill and from the launcher
bundle b '.process.args=["sh","-c","trap \"exit 9\" TERM; echo ready; while :; do sleep 0.05; done"]'
mkfifo said
"${runtime[@]}" run --init -b b in3 > said &
launcher=$!
read -r _ < said
railcar kill in3 TERM
got=0
wait $launcher || got=$?
same 'SIGTERM by kill' 9 "$got"
"${runtime[@]}" run --init -b b in3 > said &
launcher=$!
read -r _ < said
kill -TERM $launcher
got=0
wait $launcher || got=$?
same 'SIGTERM to the launcher' 9 "$got"
gone in3

# orphans are reaped, and end with the program
bundle b '.process.args=["sh","-c","for i in 1 2 3 4 5; do (true & exec true); done; exec sleep 1000"]'
railcar run --init -d -b b in4
until [[ $(railcar ps --format json in4 | jq length) = 2 ]]; do sleep 0.01; done
until ! railcar exec in4 ps | grep -q ' Z '; do sleep 0.01; done
echo 'ok   no zombie stays'
same 'exec' init "$(railcar exec in4 cat /proc/1/comm)"
railcar kill in4 KILL
until [[ $(status in4 status) = stopped ]]; do sleep 0.01; done
railcar delete in4
gone in4

# a terminal: Ctrl-C reaches the program, and once
bundle b '.process.terminal=true | .process.args=["sh","-c","n=0; trap \"n=\\$((n+1))\" INT; echo ready; sleep 1; sleep 1; echo got $n; tty"]'
# What is typed depends on what is shown.
# shellcheck disable=SC2094
{ until grep -q ready typed 2> /dev/null; do sleep 0.02; done; printf '\003'; sleep 3; } | script -qec "$(printf '%q ' "${runtime[@]}") run --init -b b in5" /dev/null > typed || true
matches 'Ctrl-C once' 'got 1' "$(tr -d '\r' < typed)"
matches 'a terminal' '/dev/pts/0' "$(tr -d '\r' < typed)"
gone in5
