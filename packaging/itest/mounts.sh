#!/usr/bin/env bash
# A container's file system, looked at from inside: the same configuration under runc must show the same.
set -euo pipefail
"$PACKAGING/mkbundle.sh" base

# bundle NAME PROGRAM SCRIPT [SETUP]: a bundle whose config.json PROGRAM (jq) changes, whose rootfs SETUP changes, and that runs SCRIPT.
bundle() {
  mkdir "$1"
  cp -a base/rootfs "$1/rootfs"
  (cd "$1" && eval "${4:-:}")
  jq --arg script "exec 2>&1; $3" ".process.args = [\"/bin/sh\", \"-c\", \$script] | $2" base/config.json > "$1/config.json"
}

# run RUNTIME BUNDLE: what the container says, without what differs from run to run.
run() {
  local status=0
  (cd "$2" && timeout 60 "$1" run "$2-$(basename "$1")") < /dev/null 2>&1 || status=$?
  echo "status $status"
}
normal() {
  sed -E "s#$PWD/(ours|theirs)/rootfs#ROOTFS#g; s/(master|shared|propagate_from):[0-9]+/\1/g; s/-(railcar|runc)//g"
}

# same NAME PROGRAM SCRIPT [SETUP]
same() {
  mkdir "$1"
  cd "$1"
  ln -s ../base base
  bundle ours "$2" "$3" "${4:-}"
  bundle theirs "$2" "$3" "${4:-}"
  run railcar ours | normal > railcar.out
  run runc theirs | normal > runc.out
  if ! diff -u runc.out railcar.out; then
    echo "$1: railcar differs from runc"
    exit 1
  fi
  grep -q '^status 0$' railcar.out || { echo "$1 fails"; cat railcar.out; exit 1; }
  cd ..
  echo "$1"
}

# shows NAME PROGRAM SCRIPT WANTED [SETUP]: for what runc does otherwise.
shows() {
  bundle "$1" "$2" "$3" "${5:-}"
  local got
  got=$(run railcar "$1")
  if [[ $got != "$4" ]]; then
    printf '%s: wanted\n%s\ngot\n%s\n' "$1" "$4" "$got"
    exit 1
  fi
  echo "$1"
}

# mounted PATH...: a script that prints root, options, optional fields, type, source and file system's options of mounts.
mounted() {
  local path
  for path in "$@"; do
    printf "awk -v p=%s '\$5 == p' /proc/self/mountinfo | cut -d' ' -f4-; " "$path"
  done
}

data=$PWD/data
mkdir -p "$data/dir/below"
echo content > "$data/file"
echo content > "$data/dir/inner"
chmod 640 "$data/file"

same defaults . "$(mounted / /proc /dev /dev/pts /dev/shm /dev/mqueue /sys /proc/sys /proc/bus)
  ls -l /dev | sed -E 's/[A-Z][a-z]{2} +[0-9]+ [0-9:]+//'; ls -ld /dev/shm | cut -c1-10"
same readonly '.root.readonly = true' "$(mounted / /dev) touch /x; touch /tmp/x; touch /dev/x && echo dev; true"
same bind-attributes ".mounts += [
  {destination: \"/a\", type: \"bind\", source: \"$data/dir\", options: [\"rbind\", \"ro\", \"nosuid\", \"nodev\", \"noexec\", \"noatime\"]},
  {destination: \"/b\", type: \"bind\", source: \"$data/file\", options: [\"bind\", \"nodiratime\", \"strictatime\", \"nosymfollow\"]},
  {destination: \"/c\", type: \"none\", source: \"$data/dir\", options: [\"bind\", \"rw\", \"rprivate\"]},
  {destination: \"/d\", type: \"bind\", source: \"../../data/dir\", options: [\"bind\", \"relatime\", \"shared\"]},
  {destination: \"/e\", type: \"bind\", source: \"$data/dir\", options: [\"bind\", \"unbindable\"]},
  {destination: \"/f\", type: \"bind\", source: \"$data/dir\", options: [\"rbind\", \"rslave\"]}]" \
  "$(mounted /a /b /c /d /e /f) touch /a/x; cat /b /a/inner; touch /c/x && rm /c/x; ls -ld /a /b | cut -c1-10"
same targets ".mounts += [
  {destination: \"/a//b/../c/./d\", type: \"bind\", source: \"$data/file\", options: [\"bind\"]},
  {destination: \"/../../e\", type: \"bind\", source: \"$data/dir\", options: [\"bind\"]},
  {destination: \"/etc/localtime\", type: \"bind\", source: \"$data/file\", options: [\"bind\"]},
  {destination: \"/etc/dangling\", type: \"bind\", source: \"$data/file\", options: [\"bind\"]},
  {destination: \"/up/f\", type: \"bind\", source: \"$data/dir\", options: [\"bind\"]}]" \
  "$(mounted /a/c/d /e /usr/share/UTC /not/there /deep/er/f) ls -l /etc /a | sed -E 's/[A-Z][a-z]{2} +[0-9]+ [0-9:]+//'; cat /etc/localtime /etc/dangling" \
  'mkdir -p rootfs/usr/share; echo utc > rootfs/usr/share/UTC; ln -s ../usr/share/UTC rootfs/etc/localtime
   ln -s /not/there rootfs/etc/dangling; ln -s ../../../deep/er rootfs/up'
same tmpfs '.mounts += [
  {destination: "/a", type: "tmpfs", source: "tmpfs", options: ["nosuid", "size=1m", "mode=700", "ro"]},
  {destination: "/b", type: "tmpfs", source: "x", options: ["sync", "lazytime", "uid=5", "nr_inodes=100"]},
  {destination: "/c", type: "tmpfs", source: "tmpfs", options: ["tmpcopyup"]}]' \
  "$(mounted /a /b /c) ls -ld /a /b | cut -c1-10; touch /a/x; ls -lR /c | sed -E 's/[A-Z][a-z]{2} +[0-9]+ [0-9:]+//'; cat /c/d/e; ls -ld /c | cut -c1-10" \
  'mkdir -p rootfs/c/d; chmod 711 rootfs/c; echo e > rootfs/c/d/e; chmod 4640 rootfs/c/d/e; chown 7:8 rootfs/c/d; ln -s /x rootfs/c/l'
same overlay ".mounts += [{destination: \"/o\", type: \"overlay\", source: \"overlay\",
  options: [\"nosuid\", \"lowerdir=$data/dir:$PWD/base/rootfs/etc\"]}]" \
  'grep -c " /o ro,\| /o rw,nosuid" /proc/self/mountinfo; ls /o'
same remount '.mounts += [
  {destination: "/dev/shm", type: "bind", source: "shm", options: ["bind", "remount", "ro", "nosuid", "noexec", "nodev"]}]' \
  "$(mounted /dev/shm)" 'mkdir shm'
same devices '.linux.devices = [
  {path: "/dev/net/tun", type: "c", major: 10, minor: 200, fileMode: 438},
  {path: "/dev/fuse", type: "c", major: 10, minor: 229, fileMode: 384, uid: 5, gid: 6},
  {path: "/run/fifo", type: "p", fileMode: 420}]
  | .linux.resources.devices = [{allow: true, access: "rwm"}]' \
  "ls -lR /dev /run | sed -E 's/[A-Z][a-z]{2} +[0-9]+ [0-9:]+//'"
same host-dev '.mounts |= map(select(.destination | startswith("/dev") | not)) | .mounts += [
  {destination: "/dev", type: "bind", source: "/dev", options: ["rbind", "rslave"]}]' \
  "$(mounted /dev) ls -ld /dev/null /dev/ptmx | cut -c1-10; test -e /dev/core || echo no core"
same propagation ".linux.rootfsPropagation = \"rslave\" | .mounts += [
  {destination: \"/a\", type: \"bind\", source: \"$data/dir\", options: [\"rbind\"]}]" "$(mounted / /a)"
same working-directory '.process.cwd = "/new/work"' 'pwd; ls -ld /new/work | cut -c1-10'
same sysctls '.linux.sysctl = {"net.ipv4.ip_forward": "1", "kernel.shmmni": "1234"}' \
  'cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shmmni'
same user-namespace '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
  | .linux.gidMappings = .linux.uidMappings | .linux.resources = {}' \
  "$(mounted / /proc /dev /dev/pts /sys /dev/null /proc/sys) ls -ln /dev/null | cut -d: -f1; echo x > /dev/null" \
  'chown -R 100000:100000 rootfs; chmod 755 rootfs'

# Sources behind directories that only the caller, or only an owner in the namespace, may enter.
mkdir -p closed/of-root closed/of-container
echo root > closed/of-root/file
echo container > closed/of-container/file
chown -R 100000:100000 closed/of-container
chmod 700 closed/of-root closed/of-container
shows closed-sources ".linux.namespaces += [{type: \"user\"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
  | .linux.gidMappings = .linux.uidMappings | .linux.resources = {} | .mounts += [
  {destination: \"/a\", type: \"bind\", source: \"$PWD/closed/of-root/file\", options: [\"bind\"]},
  {destination: \"/b\", type: \"bind\", source: \"$PWD/closed/of-container/file\", options: [\"bind\"]}]" \
  'cat /a /b' $'root\ncontainer\nstatus 0' 'chown -R 100000:100000 rootfs; chmod 755 rootfs'

# Mounts with id maps of their own, or the container's.
mkdir -p mapped/below
touch mapped/root mapped/five mapped/far
chown 5:6 mapped/five
chown 4711:4711 mapped/far
mount -t tmpfs -o mode=755 below mapped/below
touch mapped/below/root
maps='uidMappings: [{containerID: 0, hostID: 1000, size: 10}], gidMappings: [{containerID: 0, hostID: 2000, size: 10}]'
owners='cd /a; stat -c "%u:%g %n" root five far below/root'
shows id-maps ".mounts += [{destination: \"/a\", type: \"bind\", source: \"$PWD/mapped\", options: [\"rbind\", \"ro\"], $maps}]" \
  "$owners; touch x" $'1000:2000 root\n1005:2006 five\n65534:65534 far\n0:0 below/root\ntouch: x: Read-only file system\nstatus 1'
shows recursive-id-maps ".mounts += [{destination: \"/a\", type: \"bind\", source: \"$PWD/mapped\", options: [\"rbind\", \"ridmap\"], $maps}]" \
  "$owners" $'1000:2000 root\n1005:2006 five\n65534:65534 far\n1000:2000 below/root\nstatus 0'
user='.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 1000}]
  | .linux.gidMappings = .linux.uidMappings | .linux.resources = {}'
shows id-maps-of-the-container "$user | .mounts += [{destination: \"/a\", type: \"bind\", source: \"$PWD/mapped\", options: [\"bind\", \"idmap\"]},
  {destination: \"/b\", type: \"bind\", source: \"$PWD/mapped\", options: [\"rbind\"]}]" \
  'cd /a; stat -c "%u:%g %n" root five far; stat -c %u /b/root; mkdir new' \
  $'0:0 root\n5:6 five\n65534:65534 far\n65534\nstatus 0' 'chown -R 100000:100000 rootfs; chmod 755 rootfs'
[[ $(stat -c %u:%g mapped/new) = 0:0 ]] || { echo "an idmapped mount writes $(stat -c %u:%g mapped/new)"; exit 1; }
umount mapped/below
bundle cannot-map ".mounts += [{destination: \"/a\", type: \"bind\", source: \"/sys/kernel\", options: [\"bind\"], $maps}]" true
got=$(run railcar cannot-map)
[[ $got = *'map the ids of /sys/kernel for /a (mounts['*'not every file system can have its ids mapped): EINVAL'* ]] || { echo "cannot-map: $got"; exit 1; }

shows no-mode '.mounts += [{destination: "/a", type: "tmpfs"}, {destination: "/etc", type: "tmpfs"},
  {destination: "/root", type: "tmpfs", options: ["mode=1777"]}, {destination: "/var", type: "tmpfs", options: ["mode=0750"]}]' \
  'ls -ld /a /etc /root /var | cut -c1-10' $'drwxrwxrwt\ndrwxrwxrwt\ndrwxrwxrwt\ndrwxr-x---\nstatus 0'
shows recursive ".mounts += [{destination: \"/a\", type: \"bind\", source: \"$data/dir\", options: [\"rbind\", \"rro\", \"rnosuid\"]}]" \
  "$(mounted /a/below | sed 's/-f4-/-f6/')" $'ro,nosuid,relatime\nstatus 0' "mount -t tmpfs below '$data/dir/below'"
umount "$data/dir/below"
shows unbindable-root ".linux.rootfsPropagation = \"unbindable\" | .mounts += [
  {destination: \"/a\", type: \"bind\", source: \"$data/dir\", options: [\"bind\"]}]" \
  'grep -E "^[0-9]+ [0-9]+ [0-9:]+ [^ ]+ / " /proc/self/mountinfo | cut -d" " -f7; cat /a/inner' $'unbindable\ncontent\nstatus 0'
# The engine's own socket is one that is surely there.
socket=$(find /run/microcontainer -maxdepth 1 -type s | head -n 1)
shows readonly-socket ".mounts += [{destination: \"/run/socket\", type: \"bind\", source: \"$socket\", options: [\"bind\", \"ro\"]}]" \
  'test -S /run/socket && echo socket; grep /run/socket /proc/self/mountinfo | cut -d" " -f6 | cut -d, -f1' $'socket\nro\nstatus 0'
shows masks . 'cat /proc/keys /proc/timer_list; ls /proc/acpi /sys/firmware; chmod 0 /proc/keys 2> /dev/null || echo kept' \
  $'/proc/acpi:\n\n/sys/firmware:\nkept\nstatus 0'
# shellcheck disable=SC2016
shows standard-streams . 'test "$(stat -L -c %d /proc/self/fd/0)" = "$(stat -c %d /dev/null)" && echo own' $'own\nstatus 0'
long=$PWD/$(printf 'l%.0s' {1..120})
mkdir -p "$long-1" "$long-2" "$long-3"
echo 1 > "$long-1/one"
echo 3 > "$long-3/three"
shows many-layers ".mounts += [{destination: \"/o\", type: \"overlay\", source: \"overlay\", options: [\"lowerdir=$long-1:$long-2:$long-3\"]}]" \
  'ls /o' $'one\nthree\nstatus 0'
shows cgroup '.mounts += [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["nosuid", "noexec", "nodev", "ro"]}]' \
  'grep -rqs . /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs && echo own; mkdir /sys/fs/cgroup/pids/x /sys/fs/cgroup/x/y 2> /dev/null || echo ro' \
  $'own\nro\nstatus 0'
shows cgroup-namespace '.linux.namespaces += [{type: "cgroup"}] | .mounts += [
  {destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["nosuid", "noexec", "nodev", "ro"]}]' \
  'cut -d: -f3 /proc/self/cgroup | sort -u; grep -rqs . /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs && echo own' \
  $'/\nown\nstatus 0'
bundle no-pivot . 'cut -d" " -f5 /proc/self/mountinfo | grep -c "^/proc$"; ls -d /home /host 2> /dev/null; echo done'
got=$(cd no-pivot && railcar run --no-pivot no-pivot)
[[ $got = $'1\ndone' ]] || { echo "no-pivot: $got"; exit 1; }
