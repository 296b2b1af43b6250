#!/usr/bin/env bash
# Containers of a user who is not root: with one id, with the ranges of /etc/subuid, with and without a cgroup of its own.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail

uid=47110
if [[ ${1:-} != inside ]]; then
  # The user exists in a mount namespace of this script's own only. Engines of it shall not stay for long.
  exec unshare --mount --propagation private env MICROCONTAINER_IDLE=2 bash "$0" inside
fi
# known NAME LINE: a file of /etc with one more line
known() {
  cat "/etc/$1" > "etc-$1" 2> /dev/null || true
  echo "$2" >> "etc-$1"
}
known passwd "railcar-test:x:$uid:$uid::/:/bin/sh"
known group "railcar-test:x:$uid:"
known subuid "railcar-test:300000:65536"
known subgid "railcar-test:400000:65536"
mkdir etc-work
mount -t tmpfs etc etc-work
mkdir etc-work/upper etc-work/work
mount -t overlay -o "lowerdir=/etc,upperdir=$PWD/etc-work/upper,workdir=$PWD/etc-work/work" etc /etc
for name in passwd group subuid subgid; do
  cp "etc-$name" "/etc/$name"
done
mkdir run
chmod 700 run
chown $uid:$uid run

# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"
root=$PWD/run/railcar
runtime=(setpriv --reuid "$uid" --regid "$uid" --clear-groups env "XDG_RUNTIME_DIR=$PWD/run" "PATH=$PATH" "${RAILCAR:-$TREE/bin/railcar}")
chown -R $uid:$uid rootfs

# rootless DIR SCRIPT [JQ]: a bundle in a user namespace that maps the user to root
rootless() {
  bundle "$1" ".process.args=[\"sh\",\"-c\",\"$2\"] | .linux.namespaces+=[{type:\"user\"}] | .linux.uidMappings=[{containerID:0,hostID:$uid,size:1}] | .linux.gidMappings=.linux.uidMappings
    | .mounts|=map(if .destination==\"/dev/pts\" then .options-=[\"gid=5\"] else . end) | ${3:-.}"
}
ranges='.linux.uidMappings+=[{containerID:1,hostID:300000,size:65536}] | .linux.gidMappings+=[{containerID:1,hostID:400000,size:65536}]'

# One id.
rootless b 'id -u; id -G; cut -c1-10 /proc/self/setgroups; touch /tmp/mine; cat < /dev/null; grep -c CapEff:.*00 /proc/self/status'
same 'one id' $'0\n0\ndeny\n1' "$(railcar run -b b r1)"
same 'what root of the container makes is the user'"'"'s' $uid:$uid "$(stat -c %u:%g rootfs/tmp/mine)"
gone r1
rootless b 'true' '.process.user.additionalGids=[7]'
refused 'groups need a range' 'process.user.additionalGids' railcar run -b b r1
bundle b '.process.args=["true"]'
refused 'no user namespace' 'linux.namespaces has no user namespace' railcar run -b b r1
rootless b 'true' '.linux.uidMappings[0].hostID=0'
refused 'another user' 'linux.uidMappings' railcar run -b b r1
gone r1

# spec writes what runs.
mkdir spec
chown $uid:$uid spec
(cd spec && railcar spec --rootless)
jq ".process.args=[\"id\",\"-u\"] | .process.terminal=false | .root.path=\"$PWD/rootfs\"" spec/config.json > spec/new
mv spec/new spec/config.json
same 'spec --rootless' 0 "$(railcar run -b spec r1)"

# The ranges of /etc/subuid and /etc/subgid.
rootless b 'id; cat /proc/self/uid_map; cat /proc/self/gid_map; touch /tmp/made' "$ranges | .process.user={uid:5,gid:6,additionalGids:[7]}"
mkdir -p rootfs/tmp
chmod 1777 rootfs/tmp
same 'ranges' "uid=5 gid=6 groups=7;0 $uid 1;1 300000 65536;0 $uid 1;1 400000 65536" "$(railcar run -b b r1 | sed 's/^ *//; s/  */ /g' | paste -sd';')"
same 'their owner on the host' 300004:400005 "$(stat -c %u:%g rootfs/tmp/made)"
rootless b 'true' "$ranges | .linux.uidMappings[1].hostID=500000"
refused 'a range that is not the user'"'"'s' '/etc/subuid' railcar run -b b r1
gone r1

# The life of a container, and what needs a cgroup.
rootless b 'exec sleep 100' "$ranges"
railcar create -b b r1 < /dev/null > /dev/null 2>&1
same created created "$(status r1 status)"
same 'its owner' $uid "$(stat -c %u "/proc/$(status r1 pid)")"
railcar start r1
same running running "$(status r1 status)"
same 'exec as another user' 'uid=5 gid=6' "$(railcar exec -u 5:6 r1 id)"
same 'list' "r1" "$(railcar list -q)"
refused 'no pause without a cgroup' 'no cgroup of its own' railcar pause r1
refused 'no kill --all without a cgroup' 'no cgroup of its own' railcar kill --all r1 TERM
railcar kill r1 KILL
until [[ $(status r1 status) = stopped ]]; do sleep 0.02; done
railcar delete r1
gone r1
rootless b 'true' '.linux.resources.pids={limit:20}'
refused 'limits without a cgroup' 'linux.resources' railcar run -b b r1
gone r1

# Cgroups that were given to the user.
given=()
for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*; do
  [[ -e $hierarchy/cgroup.procs ]] || continue
  mkdir "$hierarchy/rct-given"
  given+=("$hierarchy/rct-given")
  for file in cpuset.cpus cpuset.mems; do
    [[ ! -e $hierarchy/rct-given/$file || -e $hierarchy/cgroup.controllers ]] || cat "$hierarchy/$file" > "$hierarchy/rct-given/$file"
  done
  chown -R $uid:$uid "$hierarchy/rct-given"
done
leave() {
  clear
  rmdir "${given[@]}"
}
trap leave EXIT
# On the unified hierarchy a process moves only within what was given, so the caller must be there already (cgroups(7)).
if [[ ! -e /sys/fs/cgroup/cgroup.controllers ]]; then
  rootless b 'cat /proc/self/cgroup; sleep 100' "$ranges | .linux.cgroupsPath=\"/rct-given/r1\" | .linux.resources.pids={limit:21}"
  railcar run -d -b b r1 < /dev/null > cgroups 2>&1
  same 'a limit in a cgroup of the user' 21 "$(cat "$(find /sys/fs/cgroup/pids* -path '*/rct-given/r1/pids.max' | head -n 1)")"
  until grep -q pids cgroups; do sleep 0.02; done
  matches 'the container is in it' 'pids:/rct-given/r1' "$(cat cgroups)"
  railcar pause r1
  same paused paused "$(status r1 status)"
  railcar resume r1
  railcar delete --force r1
  gone r1
fi
