#!/usr/bin/env bash
# Cgroup v2 alone, as newer hosts have it: railcar on Debian's cloud kernel in a virtual machine, in a root made of the installed
# tree and busybox. What the guest says is this test's output. Without /dev/kvm, and it is not asked for, the processor is emulated.
set -euo pipefail

if [[ $(uname -m) != x86_64 ]]; then
  echo 'the kernel and the machine of this test are for x86_64'
  exit 77
fi
command -v qemu-system-x86_64 > /dev/null || { echo 'qemu-system-x86_64 is not installed: run packaging/deps.sh all'; exit 77; }
if ! command -v apt-get > /dev/null; then
  echo 'the kernel of this test is a package of Debian, and there is no apt-get'
  exit 77
fi
package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
[[ -n $package ]] || { echo 'apt-get knows no linux-image-cloud-amd64 here'; exit 77; }
# As a file only: nothing is installed. An older download is as good.
cache=${XDG_CACHE_HOME:-/var/cache}/microcontainer-test
mkdir -p "$cache"
if ! compgen -G "$cache/$package*.deb" > /dev/null; then
  (cd "$cache" && rm -f ./linux-image-*.deb && apt-get download -q -o APT::Sandbox::User=root "$package") || { echo "$package cannot be downloaded"; exit 77; }
fi
dpkg-deb -x "$cache/$package"*.deb kernel
module=$(find kernel -name brd.ko)

# The guest's root: busybox, the installed tree with the libraries that its Java needs, bundles.
guest=$PWD/guest
"$PACKAGING/mkbundle.sh" template
mkdir -p "$guest"/{bin,dev,etc,proc,run,sys,tmp,lib64,usr/lib,opt,bundles}
cp -a template/rootfs "$guest/rootfs"
mkdir -p "$guest/rootfs/sys/fs/cgroup"
cp "$(command -v busybox)" "$guest/bin/busybox"
cp -a "$TREE" "$guest/opt/tree"
cp "$module" "$guest/"
ln -s usr/lib "$guest/lib"
libraries=$(find "$TREE/lib" \( -name '*.so*' -o -path '*/runtime/bin/java' \) -exec ldd {} + 2> /dev/null | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | grep -v "^$TREE" | sort -u)
for library in $libraries "$(find /usr/lib* /lib* -name libseccomp.so.2 | head -n 1)"; do
  cp -L "$library" "$guest/usr/lib/"
done
cp -L /lib64/ld-linux-x86-64.so.2 "$guest/lib64/"
printf '%s\n' root:x:0:0::/:/bin/sh user:x:4711:4711::/:/bin/sh > "$guest/etc/passwd"
printf '%s\n' root:x:0: user:x:4711: > "$guest/etc/group"

# bundle NAME SCRIPT JQ
bundle() {
  mkdir "$guest/bundles/$1"
  jq --arg script "$2" ".root.path=\"/rootfs\" | .process.args=[\"sh\",\"-c\",\$script] | .linux.namespaces+=[{type:\"cgroup\"}]
    | .mounts+=[{destination:\"/sys/fs/cgroup\",type:\"cgroup\",source:\"cgroup\",options:[\"ro\",\"nosuid\",\"noexec\",\"nodev\"]}] | $3" \
    template/config.json > "$guest/bundles/$1/config.json"
}
all='.linux.cgroupsPath="/limits/all" | .linux.resources={
  memory:{limit:67108864,swap:100663296,reservation:33554432},
  cpu:{shares:2048,quota:50000,period:100000,burst:10000,cpus:"0",mems:"0"},
  pids:{limit:40}, hugepageLimits:[{pageSize:"2MB",limit:4194304}],
  blockIO:{throttleReadBpsDevice:[{major:1,minor:0,rate:1048576}],throttleWriteIOPSDevice:[{major:1,minor:0,rate:50}]},
  unified:{"memory.high":"50331648","cgroup.max.descendants":"7"},
  devices:[{allow:false,access:"rwm"},{allow:true,type:"b",major:1,minor:0,access:"r"}]}
  | .linux.devices=[{path:"/dev/ram0",type:"b",major:1,minor:0,fileMode:438},{path:"/dev/port",type:"c",major:1,minor:4,fileMode:438}]'
# shellcheck disable=SC2016
bundle limits 'cd /sys/fs/cgroup
for file in memory.max memory.swap.max memory.low memory.high cpu.weight cpu.max cpu.max.burst cpuset.cpus cpuset.mems pids.max hugetlb.2MB.max io.max cgroup.max.descendants; do
  echo "$file $(cat $file)"
done
cat /proc/self/cgroup
mkdir x 2> /dev/null || echo read-only
head -c 0 /dev/ram0 && echo ram0
head -c 0 /dev/port 2> /dev/null || echo no port
echo > /dev/null && echo null
echo x > /dev/ram0 || true' "$all"
bundle idle 'cat /sys/fs/cgroup/cpu.idle /sys/fs/cgroup/cpu.weight' '.linux.resources={cpu:{idle:1,shares:2048}}'
bundle sleeper 'exec sleep 1000' '.linux.resources.pids={limit:30} | .process.apparmorProfile="unconfined"'
bundle unlimited 'cat /sys/fs/cgroup/pids.max' '.linux.resources.devices=[{allow:true,access:"rwm"}] | .linux.devices=[{path:"/dev/port",type:"c",major:1,minor:4}]'
bundle rdma true '.linux.resources.rdma={mlx5_0:{hcaHandles:3}}'
bundle apparmor true '.process.apparmorProfile="nosuch"'
bundle intelrdt true '.linux.intelRdt={closID:"x",schemata:["MB:0=20"]}'
mine='.linux.namespaces+=[{type:"user"}] | .linux.uidMappings=[{containerID:0,hostID:4711,size:1}] | .linux.gidMappings=.linux.uidMappings
  | .mounts|=map(if .destination=="/dev/pts" then .options-=["gid=5"] else . end) | .linux.resources={pids:{limit:25},memory:{limit:67108864}} | .process.noNewPrivileges=false'
# shellcheck disable=SC2016
bundle mine 'cat /proc/self/cgroup; cd /sys/fs/cgroup; echo $(cat pids.max memory.max)' "$mine"
bundle elsewhere true "$mine | .linux.cgroupsPath=\"/limits/mine\""

cat > "$guest/init" << 'EOF'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
# The container's root is on a file system that pivot_root(2) takes: the first one is none.
mkdir /new
mount -t tmpfs -o mode=755 tmpfs /new
cp -a /bin /dev /etc /opt /bundles /lib /lib64 /usr /rootfs /brd.ko /test /new/
mkdir -p /new/proc /new/sys /new/run /new/tmp
exec switch_root /new /bin/sh /test
EOF
cat > "$guest/test" << 'EOF'
export PATH=/opt/tree/bin:/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
exec < /dev/null
mount -t cgroup2 cgroup /sys/fs/cgroup
mount -t securityfs none /sys/kernel/security
chmod 1777 /tmp
insmod /brd.ko
ip link set lo up
cg=/sys/fs/cgroup

failed=
fail() {
  failed=yes
  echo "FAIL $1"
}
same() {
  if [ "$2" = "$3" ]; then
    echo "ok   $1"
  else
    fail "$1: wanted \"$2\", got \"$3\""
  fi
}
matches() {
  case $3 in
    *"$2"*) echo "ok   $1" ;;
    *) fail "$1: wanted \"…$2…\", got \"$3\"" ;;
  esac
}
# gone NAME CGROUP
gone() {
  if [ -e "$2" ]; then
    fail "$1: $2 is left"
  else
    echo "ok   $1"
  fi
}
run() {
  railcar run -b "/bundles/$1" "$1" 2>&1
}

same 'all limits, seen from inside' "memory.max 67108864
memory.swap.max 33554432
memory.low 33554432
memory.high 50331648
cpu.weight 174
cpu.max 50000 100000
cpu.max.burst 10000
cpuset.cpus 0
cpuset.mems 0
pids.max 40
hugetlb.2MB.max 4194304
io.max 1:0 rbps=1048576 wbps=max riops=max wiops=50
cgroup.max.descendants 7
0::/
read-only
ram0
no port
null
sh: can't create /dev/ram0: Operation not permitted" "$(run limits)"
gone 'nothing is left' $cg/limits/all
same 'idle' "1
0" "$(run idle)"

railcar run -d -b /bundles/sleeper s1 > /tmp/s1 2>&1
same 'run -d' '' "$(cat /tmp/s1)"
pid=$(railcar state s1 | sed -n 's/.*"pid": \([0-9]*\).*/\1/p')
own=$cg$(sed -n 's/^0:://p' /proc/$pid/cgroup)
same 'the default place is beside the caller' "$cg/s1" "$own"
same 'its label' unconfined "$(cat /proc/$pid/attr/current)"
same 'an executed process is in the cgroup' 0::/ "$(railcar exec s1 cat /proc/self/cgroup)"
railcar exec -d s1 sleep 1000
same 'both are' 2 "$(wc -l < $own/cgroup.procs)"
railcar exec -d s1 sh -c 'exec sleep 1000'
railcar pause s1
same 'frozen' 1 "$(cat $own/cgroup.freeze)"
same 'frozen in fact' 'frozen 1' "$(grep frozen $own/cgroup.events)"
matches 'paused' '"paused"' "$(railcar state s1)"
matches 'no exec meanwhile' '--ignore-paused' "$(railcar exec s1 true 2>&1)"
railcar resume s1
same 'thawed' 0 "$(cat $own/cgroup.freeze)"
same 'and goes on' there "$(railcar exec s1 echo there)"
echo '{"pids":{"limit":33},"memory":{"limit":67108864,"checkBeforeUpdate":true},"cpu":{"shares":1024}}' > /tmp/update
railcar update --resources /tmp/update s1
same 'updated' '33 67108864 100' "$(echo $(cat $own/pids.max $own/memory.max $own/cpu.weight))"
echo '{"memory":{"limit":4096,"checkBeforeUpdate":true}}' > /tmp/update
matches 'a limit below the usage' 'checkBeforeUpdate' "$(railcar update --resources /tmp/update s1 2>&1)"
railcar pause s1
railcar delete --force s1
gone 'delete --force of a frozen container' "$own"

mkdir $cg/used
sleep 1000 &
echo $! > $cg/used/cgroup.procs
sed 's#"cgroupsPath": "[^"]*"#"cgroupsPath": "/used"#' /bundles/limits/config.json > /tmp/used.json
mkdir /tmp/used
mv /tmp/used.json /tmp/used/config.json
matches 'another'"'"'s cgroup' 'is not empty' "$(railcar run -b /tmp/used u1 2>&1)"
kill $!
same 'all devices' max "$(run unlimited)"
matches 'a device of rdma that is not there' 'linux.resources.rdma.mlx5_0' "$(run rdma)"
matches 'an AppArmor profile that is not there' 'process.apparmorProfile' "$(run apparmor)"
matches 'no resctrl' 'linux.intelRdt' "$(run intelrdt)"

# A part of the tree is given to a user, whose caller is in it already.
mkdir -p $cg/given/caller
echo '+pids +memory' > $cg/cgroup.subtree_control
for file in '' /cgroup.procs /cgroup.subtree_control /cgroup.threads /caller /caller/cgroup.procs; do
  chown 4711:4711 $cg/given$file
done
mkdir -p /run/user
chown 4711 /run/user /rootfs /rootfs/*
cat > /tmp/given << 'END'
export XDG_RUNTIME_DIR=/run/user PATH=/opt/tree/bin:/bin MICROCONTAINER_IDLE=300
railcar run -b /bundles/mine m1
echo status $?
railcar run -b /bundles/elsewhere m2
END
chmod 700 /run/user
said=$(sh -c 'echo $$ > '$cg'/given/caller/cgroup.procs; exec su user -c "sh /tmp/given"' 2>&1)
matches 'delegation' '0::/
25 67108864
status 0' "$said"
matches 'outside of what was given' 'limits' "$said"
gone 'nothing of the user is left' $cg/given/m1
[ -n "$failed" ] || echo 'all well'
poweroff -f
EOF
chmod +x "$guest/init"
(cd "$guest" && find . | cpio -o -H newc --quiet) > initramfs

# The firmware of network cards would look for something to boot first.
timeout -k 5 570 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -nic none -nographic -no-reboot \
  -kernel "$(find kernel/boot -name 'vmlinuz-*')" -initrd initramfs -append 'console=ttyS0 quiet panic=-1 mitigations=off' \
  < /dev/null > console 2>&1 || true
tr -d '\r' < console | sed 's/^.*\x1b[^ ]*//' | grep -v '^\[ ' || true
grep -q '^all well' console
