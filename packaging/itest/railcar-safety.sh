#!/usr/bin/env bash
# What must hold whatever happens: the launcher's file, paused and killed containers, many at once, a dying engine.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

# CVE-2019-5736: no process of a container can write to the launcher, nor even open it for that.
launcher_file=$(readlink -f "${runtime[0]}")
before=$(sha256sum "$launcher_file")
bundle attack '.process.args=["sh","-c","while :; do for p in /proc/[0-9]*; do (: >> $p/exe) 2> /dev/null && echo $p >> /tmp/written; done; done"] | .process.capabilities |= with_entries(.value=["CAP_SYS_PTRACE","CAP_DAC_OVERRIDE"])'
railcar run -d -b attack safe1 > /dev/null
for _ in $(seq 20); do
  railcar exec safe1 true
done
railcar delete --force safe1
same 'nothing was written to' '' "$(cat rootfs/tmp/written 2> /dev/null || true)"
same 'the launcher is as it was' "$before" "$(sha256sum "$launcher_file")"
bundle self '.process.args=["/proc/self/exe","--version"]'
railcar run -b self safe1 > said 2>&1 || true
same 'not even as its own program' "$before" "$(sha256sum "$launcher_file")"
gone safe1

# Its file is not even in reach: what enters is a copy in memory. A process that holds on to that writes when it no longer runs.
bundle hold '.process.args=["sleep","100"] | .linux.sysctl={"net.ipv4.ip_forward":"1"}'
rm -f rootfs/tmp/*
railcar create -b hold safe1 7< / 1234< /
railcar exec -d -c CAP_SYS_PTRACE -c CAP_DAC_OVERRIDE safe1 sh -c 'exec 9< /proc/1/exe; stat -L -c %d:%i /proc/self/fd/9 > /tmp/held
  until [ -e /tmp/go ]; do sleep 0.02; done
  { echo written >> /proc/self/fd/9; } 2> /dev/null && echo written > /tmp/result; touch /tmp/end'
until [[ -s rootfs/tmp/held ]]; do sleep 0.02; done
# CVE-2024-21626 by another way: an init that waits for its start has no directory open, of the host or of a procfs without masks.
same 'no directory is open in a created one' '' \
  "$(railcar exec -c CAP_SYS_PTRACE safe1 sh -c 'for fd in /proc/1/fd/*; do [ ! -d "$fd" ] || readlink "$fd"; done')"
railcar start safe1
touch rootfs/tmp/go
until [[ -e rootfs/tmp/end ]]; do sleep 0.02; done
same 'a copy was held' no "$([[ $(< rootfs/tmp/held) = "$(stat -L -c %d:%i "$launcher_file")" ]] && echo yes || echo no)"
same 'nothing could be written to the copy' '' "$(cat rootfs/tmp/result 2> /dev/null || true)"
same 'and the launcher is as it was' "$before" "$(sha256sum "$launcher_file")"
railcar delete --force safe1
gone safe1

# delete --force of a paused container, of one that was only created, and of one whose init ignores signals
bundle sleeper '.process.args=["sleep","100"]'
bundle deaf '.process.args=["sh","-c","trap : TERM INT HUP; while :; do sleep 0.1; done"]'
railcar run -d -b sleeper safe2
railcar pause safe2
timeout 5 "${runtime[@]}" delete --force safe2
gone safe2
railcar create -b sleeper safe2
railcar pause safe2
timeout 5 "${runtime[@]}" delete --force safe2
gone safe2
railcar run -d -b deaf safe2
timeout 5 "${runtime[@]}" delete --force safe2
gone safe2
echo 'ok   deleted by force'

# The processes that an init leaves behind in a shared pid namespace die with it.
bundle shared '.process.args=["sh","-c","sleep 4321 & exit 0"] | .linux.namespaces |= map(select(.type != "pid"))'
railcar run -b shared safe3
gone safe3
same 'no process is left of a container without a pid namespace' '' "$(pgrep -f '^sleep 4321$' || true)"

# Many at once.
bundle true '.process.args=["true"]'
many() {
  seq "$1" | xargs -P 32 -I @ sh -c '"$0" --root "$1" create -b sleeper many@ && "$0" --root "$1" start many@ && "$0" --root "$1" delete --force many@ || echo failed @' "${runtime[0]}" "$root"
}
same '200 lives at once' '' "$(many 200 2>&1)"
same 'none is left' '[]' "$(railcar list --format json | jq -c '. // []')"
same 'no cgroup of theirs' '' "$(find /sys/fs/cgroup -type d -name 'many*')"

# A name whose process id was taken over by another process is stopped.
railcar run -d -b sleeper safe4
pid=$(status safe4 pid)
jq --argjson pid $$ 'walk(if . == '"$pid"' then $pid else . end)' "$root/safe4/state.json" > state.json
cp state.json "$root/safe4/state.json"
same 'another process with its id' stopped "$(status safe4 status)"
same 'another process with its id, in the list' stopped "$(railcar list --format json | jq -r '.[] | select(.id == "safe4").status')"
same 'ps does not show it' '' "$(railcar ps --format json safe4 2> /dev/null | jq -r --argjson pid $$ '.[]? | select(. == $pid)')"
refused 'no signal for another process' 'not running' railcar kill safe4 KILL
kill -KILL "$pid"
railcar delete safe4
gone safe4
