#!/usr/bin/env bash
# --debug and --log: what is said of a container's life, in runc's two forms, and that it changes nothing.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

bundle b '.process.args=["sh","-c","echo out; exit 7"]'
status=0
railcar --debug run -b b d1 > out 2> err || status=$?
same 'the status and the output are the program'"'"'s' '7 out' "$status $(< out)"
same 'standard error: a line of the text form each' '' "$(grep -vE '^time="[^"]+" level=debug msg="([^"\\]|\\.)*"$' err || true)"
for part in "container d1 of $PWD/b" 'cgroup, ' 'mount proc on /proc' 'set the capabilities' 'is ready and saved' 'take away container d1'; do
  matches "said: $part" "$part" "$(< err)"
done
same 'each with the time since the beginning' '' "$(grep -vE '\([0-9]+\.[0-9]{3} ms\)"$' err || true)"
same 'a time never goes back' '' "$(sed -E 's/.*\(([0-9.]+) ms\)"$/\1/' err | sort -n | diff - <(sed -E 's/.*\(([0-9.]+) ms\)"$/\1/' err))"
railcar --debug --log log --log-format json create -b b d2 > out 2> err
same 'with --log nothing of it is on standard error' '' "$(cat out err)"
same 'JSON: level, msg and time' 'debug level msg time' "$(jq -rs '([.[].level] | unique[]), (.[0] | keys[])' log | paste -sd' ')"
railcar --debug --log log start d2
railcar --debug --log log kill d2 KILL 2> /dev/null || true
until [[ $(status d2 status) = stopped ]]; do sleep 0.02; done
railcar --debug --log log delete d2
matches 'start' 'wake the init of container d2' "$(< log)"
matches 'delete' 'take away container d2' "$(< log)"
railcar --log quiet run -b b d3 > /dev/null || true
[[ ! -e quiet ]]

# What a container's own filter forbids must not stop a container that is watched, nor a hook, nor an engine's end.
bundle filtered '.process.noNewPrivileges=false | .linux.seccomp={defaultAction:"SCMP_ACT_ALLOW",syscalls:[{names:["sendmsg","sendto"],action:"SCMP_ACT_KILL_PROCESS"}]}
  | .hooks={createContainer:[{path:"/bin/true"}],startContainer:[{path:"/bin/true"}]} | .process.args=["echo","well"]'
same 'a filter that forbids to speak' well "$(railcar --debug --log log run -b filtered d4)"
railcar --debug --log log create -b filtered d5
railcar start d5
until [[ $(status d5 status) = stopped ]]; do sleep 0.02; done
railcar delete d5
bundle sleeper '.process.args=["sleep","1000"]'
railcar run -d -b sleeper d6 > /dev/null 2>&1
: > log
status=0
railcar --debug --log log exec d6 sh -c "exit 5" || status=$?
same exec 5 $status
matches 'exec, in runc'"'"'s words' 'setns_init: about to exec' "$(< log)"
railcar delete -f d6
for id in d1 d2 d4 d6; do gone $id; done
