#!/usr/bin/env bash
# --systemd-cgroup with a real systemd: the host's, as process 1 of a container that railcar itself runs. Once with the
# host's v1 hierarchies and once with the unified one alone. What is done inside is in railcar-systemd.inside.
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

manager=/usr/lib/systemd/systemd
bundle b .
refused 'a host without systemd' 'does not run systemd' railcar --systemd-cgroup run -b b sd0
[[ ! -e $root/sd0 ]]

# The container's root is empty but for what systemd needs; the programs are the host's.
os=$PWD/os
mkdir -p "$os"/{etc/systemd/system,etc/dbus-1,root,home/user,usr,scratch,var/log}
for name in bin sbin lib lib64; do
  [[ ! -L /$name ]] || cp -P "/$name" "$os/$name"
done
printf 'root:x:0:0:root:/root:/bin/sh\nmessagebus:x:101:101::/:/bin/false\nuser:x:1000:1000::/home/user:/bin/sh\n' > "$os/etc/passwd"
printf 'root:x:0:\nmessagebus:x:101:\nuser:x:1000:\n' > "$os/etc/group"
printf 'passwd: files\ngroup: files\n' > "$os/etc/nsswitch.conf"
printf '5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e\n' > "$os/etc/machine-id"
printf 'user:100000:65536\n' | tee "$os/etc/subuid" > "$os/etc/subgid"
mkdir "$os/etc/pam.d"
for file in systemd-user other; do
  printf '%s required pam_permit.so\n' auth account session > "$os/etc/pam.d/$file"
done
chown 1000:1000 "$os/home/user"
cat > "$os/etc/systemd/system/test.target" << 'UNIT'
[Unit]
Requires=dbus.socket test.service
After=dbus.socket
UNIT
cat > "$os/etc/systemd/system/test.service" << UNIT
[Unit]
DefaultDependencies=no
Requires=dbus.socket
After=dbus.socket
[Service]
Type=oneshot
Environment=TREE=$TREE PACKAGING=$PACKAGING LC_ALL=C.UTF-8 HOME=/root PATH=$TREE/bin:/usr/sbin:/usr/bin:/sbin:/bin
ExecStart=/bin/bash $PACKAGING/itest/railcar-systemd.inside /scratch
StandardOutput=file:/scratch/log
StandardError=inherit
FailureAction=exit-force
UNIT

# Every capability that this process may hand on, as a JSON list.
names=$(railcar features | jq -r '.linux.capabilities[]')
mask=$((16#$(sed -n 's/^CapBnd:\t//p' /proc/self/status)))
capabilities=$(i=0; for name in $names; do ((mask >> i & 1)) && echo "$name"; i=$((i + 1)); done | jq -R . | jq -sc .)

# boot NAME MOUNTS: MOUNTS is a jq list of what is mounted on /sys/fs/cgroup.
boot() {
  local name=$1 status=0
  rm -rf "work-$name"
  mkdir -m 0777 "work-$name"
  cp -a template/config.json rootfs "work-$name/"
  mkdir -p "bundle-$name"
  jq ".root={path:\"$os\",readonly:false} | .process.args=[\"$manager\",\"--unit=test.target\",\"--log-target=console\",\"--log-level=notice\"]
    | .process.env=[\"container=railcar\"] | .process.noNewPrivileges=false | del(.linux.seccomp, .linux.maskedPaths, .linux.readonlyPaths, .process.rlimits)
    | .process.capabilities=({bounding:[], effective:[], permitted:[]} | map_values($capabilities))
    | .linux.namespaces=[\"pid\",\"mount\",\"ipc\",\"uts\",\"network\",\"cgroup\"] | .linux.namespaces |= map({type:.})
    | .linux.resources={devices:[{allow:true,access:\"rwm\"}]}
    | .mounts=[{destination:\"/proc\",type:\"proc\",source:\"proc\"}, {destination:\"/dev\",type:\"tmpfs\",source:\"tmpfs\",options:[\"mode=755\"]},
        {destination:\"/dev/pts\",type:\"devpts\",source:\"devpts\",options:[\"newinstance\",\"ptmxmode=0666\"]},
        {destination:\"/dev/shm\",type:\"tmpfs\",source:\"shm\"}, {destination:\"/sys\",type:\"sysfs\",source:\"sysfs\",options:[\"ro\"]}, $2,
        {destination:\"/usr\",type:\"bind\",source:\"/usr\",options:[\"rbind\",\"ro\"]},
        {destination:\"/etc/dbus-1\",type:\"bind\",source:\"/etc/dbus-1\",options:[\"bind\",\"ro\"]},
        {destination:\"/run\",type:\"tmpfs\",source:\"tmpfs\",options:[\"mode=755\"]}, {destination:\"/tmp\",type:\"tmpfs\",source:\"tmpfs\",options:[\"mode=1777\"]},
        {destination:\"$(realpath "$TREE")\",type:\"bind\",source:\"$(realpath "$TREE")\",options:[\"bind\",\"ro\"]},
        {destination:\"$(realpath "$PACKAGING")\",type:\"bind\",source:\"$(realpath "$PACKAGING")\",options:[\"bind\",\"ro\"]},
        {destination:\"/scratch\",type:\"bind\",source:\"$PWD/work-$name\",options:[\"rbind\"]}]" template/config.json > "bundle-$name/config.json"
  timeout -k 5 120 "${runtime[@]}" run -b "bundle-$name" "sd-$name" < /dev/null > "console-$name" 2>&1 || status=$?
  cat "work-$name/log" 2> /dev/null || true
  # systemd ends with the status of the script, which is never 0.
  if [[ $status != 3 || $(tail -n 1 "work-$name/log" 2> /dev/null) != 'inside: all is well' ]]; then
    echo "FAIL $name: systemd ended with status $status"
    tail -n 40 "console-$name"
    exit 1
  fi
  echo "ok   $name"
}
boot v2 '{destination:"/sys/fs/cgroup",type:"cgroup2",source:"cgroup2"}'
if [[ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]]; then
  boot v1 '{destination:"/sys/fs/cgroup",type:"cgroup",source:"cgroup"}'
else
  echo 'skip v1: the controllers of this host are on v2'
fi
gone sd-v2
