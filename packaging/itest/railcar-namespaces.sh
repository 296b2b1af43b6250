#!/usr/bin/env bash
# Namespaces of a container: made, shared, joined by path; user namespaces with id maps; clocks of a time namespace.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

list='for n in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$n; done'
here() {
  readlink "/proc/$$/ns/$1"
}
# names of the namespaces, of a list of links, that are not the caller's
own() {
  local link
  while read -r link; do
    [[ $link = "$(here "${link%%:*}")" ]] || printf '%s ' "${link%%:*}"
  done
}
bundle_script() {
  local dir=$1 script=$2
  shift 2
  bundle "$dir" "$* | .process.args=[\"sh\",\"-c\",\"$script\"]"
}

# The config's namespaces are made, all others shared.
for set in 'mount' 'mount pid' 'mount ipc uts' 'mount network' 'mount cgroup' 'mount time' 'mount pid ipc uts network cgroup time'; do
  types=$(tr ' ' '\n' <<< "$set" | sed 's/.*/{type:"&"}/' | paste -sd,)
  bundle_script n "$list" "del(.hostname) | .linux.namespaces=[$types] | .linux.maskedPaths=[] | .linux.readonlyPaths=[] | .mounts=[{destination:\"/proc\",type:\"proc\",source:\"proc\"}]"
  wanted=$(tr ' ' '\n' <<< "$set" | sed 's/^mount$/mnt/; s/^network$/net/' | sort | paste -sd' ')
  got=$(railcar run -b n n1 | own | tr ' ' '\n' | sort | sed '/^$/d' | paste -sd' ')
  same "made: $set" "$wanted" "$got"
done
gone n1

# The loopback interface of a new network namespace is up.
bundle_script n 'ip -o link show lo' .
matches 'loopback' 'LOOPBACK,UP' "$(railcar run -b n n1)"

# Joined by path: another container's.
bundle_script holder 'sleep 100' '.hostname="holder"'
railcar run -d -b holder h
pid=$(status h pid)
bundle_script joiner "hostname; $list" "del(.hostname) | .linux.namespaces=[{type:\"mount\"},{type:\"pid\",path:\"/proc/$pid/ns/pid\"},{type:\"ipc\",path:\"/proc/$pid/ns/ipc\"},{type:\"uts\",path:\"/proc/$pid/ns/uts\"},{type:\"network\",path:\"/proc/$pid/ns/net\"},{type:\"cgroup\"}]"
got=$(railcar run -b joiner n1)
same 'name of the joined uts namespace' holder "$(head -n 1 <<< "$got")"
for n in ipc net pid uts; do
  matches "joined: $n" "$(readlink "/proc/$pid/ns/$n")" "$got"
done
bundle_script joiner 'true' "del(.hostname) | .linux.namespaces=[{type:\"mount\"},{type:\"network\",path:\"/proc/$pid/ns/uts\"}]"
refused 'a namespace of another type' 'is no network namespace' railcar run -b joiner n1
bundle_script joiner 'true' 'del(.hostname) | .linux.namespaces=[{type:"mount"},{type:"network",path:"/etc/passwd"}]'
refused 'no namespace at all' '/etc/passwd' railcar run -b joiner n1
bundle_script joiner 'true' 'del(.hostname) | .linux.namespaces=[{type:"mount"},{type:"network",path:"/no/such"}]'
refused 'nothing there' '/no/such' railcar run -b joiner n1
gone n1

# crun or runc join and are joined alike: init is a child of the caller though a process between has joined.
bundle_script joiner 'sleep 100' "del(.hostname) | .linux.namespaces=[{type:\"mount\"},{type:\"pid\",path:\"/proc/$pid/ns/pid\"}]"
railcar run -b joiner n2 &
launcher=$!
until [[ -e $root/n2/state.json && $(status n2 status) = running ]]; do sleep 0.02; done
matches 'init is the launcher'"'"'s child' "PPid:	" "$(grep "^PPid:" "/proc/$(status n2 pid)/status")"
same 'the launcher has one child' 1 "$(wc -w < "/proc/$(sed -n 's/^PPid:\t//p' "/proc/$(status n2 pid)/status")/task/$(sed -n 's/^PPid:\t//p' "/proc/$(status n2 pid)/status")/children")"
railcar kill n2 KILL
wait $launcher || true
gone n2
railcar delete --force h

# A user namespace.
chown 100000:100000 rootfs rootfs/tmp
maps='.linux.uidMappings=[{containerID:0,hostID:100000,size:1000}] | .linux.gidMappings=[{containerID:0,hostID:100000,size:1000}] | .linux.namespaces+=[{type:"user"}]'
bundle_script u 'id; cat /proc/self/uid_map; touch /tmp/made; ls -n /tmp/made' "$maps"
got=$(railcar run -b u u1)
matches 'root of a user namespace' 'uid=0' "$got"
matches 'its map' '100000' "$got"
same 'owner on the host' 100000:100000 "$(stat -c %u:%g rootfs/tmp/made)"
bundle_script u 'id; cat /proc/self/oom_score_adj' "$maps | .process.user={uid:7,gid:8,additionalGids:[9]} | .process.oomScoreAdj=55"
same 'user and groups in it' $'uid=7 gid=8 groups=9\n55' "$(railcar run -b u u1)"
bundle_script u 'true' "$maps | .process.user={uid:4711,gid:0}"
refused 'a user outside of the map' 'process.user.uid' railcar run -b u u1
gone u1
bundle_script u 'grep Cap /proc/self/status' "$maps | .process.noNewPrivileges=false"
railcar run -b u u1 > /dev/null
bundle_script u 'sleep 100' "$maps"
railcar run -d -b u u2
same 'exec in a user namespace' 'uid=0' "$(railcar exec u2 id | cut -d'(' -f1)"
same 'the same one' "$(readlink "/proc/$(status u2 pid)/ns/user")" "$(railcar exec u2 readlink /proc/self/ns/user)"
same 'another user there' 'uid=5 gid=6' "$(railcar exec -u 5:6 u2 id)"
joined="del(.hostname) | .linux.namespaces=[{type:\"mount\"},{type:\"pid\"},{type:\"user\",path:\"/proc/$(status u2 pid)/ns/user\"}] | .mounts=[{destination:\"/proc\",type:\"proc\",source:\"proc\"},{destination:\"/dev\",type:\"tmpfs\",source:\"tmpfs\"}]"
bundle_script j 'readlink /proc/self/ns/user; id' "$joined"
matches 'a joined user namespace' "$(readlink "/proc/$(status u2 pid)/ns/user")" "$(railcar run -b j u3)"
railcar delete --force u2
gone u2
gone u3

# A time namespace.
if [[ -e /proc/self/ns/time ]]; then
  bundle_script t 'cut -d. -f1 /proc/uptime; cat /proc/self/timens_offsets' '.linux.namespaces+=[{type:"time"}] | .linux.timeOffsets={boottime:{secs:1000000},monotonic:{secs:500,nanosecs:7}}'
  got=$(railcar run -b t clock)
  [[ $(head -n 1 <<< "$got") -ge 1000000 ]]
  echo 'ok   boottime'
  matches 'monotonic' '500' "$got"
  gone clock
fi
