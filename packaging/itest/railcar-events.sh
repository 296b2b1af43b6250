#!/usr/bin/env bash
# events: lines of JSON as runc's, what a container uses and when its memory runs out.
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

bundle b '.process.args=["sh","-c","read go < /go; tail /dev/zero"] | .linux.resources.memory={limit:33554432,swap:33554432}
  | .linux.resources.pids={limit:20}'
rm -f rootfs/go
mkfifo rootfs/go
railcar run -d -b b ev1

railcar events --stats ev1 > stats.json
same 'one line' 1 "$(wc -l < stats.json)"
same 'its head' '["stats","ev1"]' "$(jq -c '[.type,.id]' stats.json)"
same 'limits and use' '[33554432,1,20,true,true]' \
  "$(jq -c '.data | [.memory.usage.limit, .pids.current, .pids.limit, .cpu.usage.total > 0, .memory.usage.usage > 0]' stats.json)"
# The same fields as those of runc for a container alike; a cache that is empty is left out.
if runc --version > /dev/null 2>&1 && runc --root "$PWD/runc" run -d -b b ev2 > /dev/null 2>&1 < /dev/null; then
  runc --root "$PWD/runc" events --stats ev2 > runc.json
  runc --root "$PWD/runc" delete --force ev2
  fields='[.data | del(.memory.raw, .memory.cache) | paths | map(select(type == "string")) | join(".")] | unique'
  same 'fields of runc' "$(jq -c "$fields" runc.json)" "$(jq -c "$fields" stats.json)"
else
  echo 'skip fields of runc: runc does not run here'
fi

# Lines at intervals, the lack of memory, and the end when the container ends.
"${runtime[@]}" events --interval 20ms ev1 > events.json &
watcher=$!
until grep -q '"stats"' events.json; do sleep 0.01; done
echo go > rootfs/go
wait $watcher
same 'out of memory is told' '{"type":"oom","id":"ev1"}' "$(grep '"oom"' events.json | head -n 1)"
same 'every line is JSON of this container' '["ev1"]' "$(jq -sc 'map(.id) | unique' events.json)"
until [[ $(status ev1 status) = stopped ]]; do sleep 0.01; done
refused 'a stopped one' 'not running' railcar events --stats ev1
railcar delete ev1

# A caller who goes away ends it, however long the interval is.
bundle b '.process.args=["sleep","4244"]'
railcar run -d -b b ev3
"${runtime[@]}" events --interval 10h ev3 > /dev/null &
watcher=$!
until [[ $(ls -l "/proc/$watcher/fd" 2> /dev/null) = *timerfd* ]]; do sleep 0.01; done
kill -TERM $watcher
got=0
wait $watcher || got=$?
same 'SIGTERM ends the command' 143 $got
# a pipe that nobody reads any more
{ "${runtime[@]}" events --interval 10ms ev3 || true; } | head -n 1 | jq -e '.type == "stats"' > /dev/null
echo 'ok   a reader who goes away'
refused 'no duration' "'5' is no duration" railcar events --interval 5 ev3
refused 'no time at all' 'no duration above zero' railcar events --interval 0s ev3
refused 'no container' 'does not exist' railcar events none
railcar delete --force ev3
gone ev3
