#!/usr/bin/env bash
# All limits of cgroup v1 as the container sees them, on a host that is v1 or hybrid. For v2 alone there is long/railcar-v2.sh.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail

if [[ ! -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]]; then
  echo 'this host has no memory controller on cgroup v1'
  exit 77
fi
# Controllers that the host does not mount are mounted for this script, and for engines that see its mounts.
if [[ ${1:-} != inside ]]; then
  exec unshare --mount --propagation private env MICROCONTAINER_IDLE=2 bash "$0" inside
fi
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"
for controller in net_cls net_prio hugetlb; do
  if ! grep -q "[ ,]$controller\(,\| \|\$\)" <(sed -n 's/.* - cgroup / /p' /proc/self/mountinfo); then
    mkdir "$controller"
    mount -t cgroup -o "$controller" cgroup "$controller" 2> /dev/null || rmdir "$controller"
  fi
done
disk=$(lsblk -n -d -o MAJ:MIN,TYPE | awk '$2 == "disk" {print $1; exit}')

# view FILE...: a script that prints files of the container's own cgroups
view() {
  printf 'cd /sys/fs/cgroup; for f in %s; do echo ${f##*/} $(cat $f); done' "$*"
}
# sees NAME JQ SCRIPT WANTED
sees() {
  bundle c ".process.args=[\"sh\",\"-c\",\"$3\"] | .linux.namespaces+=[{type:\"cgroup\"}] | .mounts+=[{destination:\"/sys/fs/cgroup\",type:\"cgroup\",source:\"cgroup\",options:[\"ro\"]}] | $2"
  same "$1" "$4" "$(railcar run -b c c1 2>&1)"
}
there() {
  [[ -e /sys/fs/cgroup/$1 ]]
}

sees memory '.linux.resources.memory={limit:67108864,reservation:33554432,swappiness:30,kernelTCP:16777216,useHierarchy:true}' \
  "$(view memory/memory.limit_in_bytes memory/memory.soft_limit_in_bytes memory/memory.swappiness memory/memory.use_hierarchy)" \
  $'memory.limit_in_bytes 67108864\nmemory.soft_limit_in_bytes 33554432\nmemory.swappiness 30\nmemory.use_hierarchy 1'
if there memory/memory.kmem.tcp.limit_in_bytes; then
  sees 'memory of TCP' '.linux.resources.memory={kernelTCP:16777216}' "$(view memory/memory.kmem.tcp.limit_in_bytes)" 'memory.kmem.tcp.limit_in_bytes 16777216'
fi
if there memory/memory.memsw.limit_in_bytes; then
  sees swap '.linux.resources.memory={limit:67108864,swap:100663296}' "$(view memory/memory.memsw.limit_in_bytes)" 'memory.memsw.limit_in_bytes 100663296'
fi
sees disableOOMKiller '.linux.resources.memory={disableOOMKiller:true}' 'grep oom_kill_disable /sys/fs/cgroup/memory/memory.oom_control' 'oom_kill_disable 1'
sees cpu '.linux.resources.cpu={shares:2048,quota:50000,period:100000,burst:10000,cpus:"0",mems:"0"}' \
  "$(view cpu/cpu.shares cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us cpu/cpu.cfs_burst_us cpuset/cpuset.cpus cpuset/cpuset.mems)" \
  $'cpu.shares 2048\ncpu.cfs_quota_us 50000\ncpu.cfs_period_us 100000\ncpu.cfs_burst_us 10000\ncpuset.cpus 0\ncpuset.mems 0'
if there cpu/cpu.idle || compgen -G '/sys/fs/cgroup/cpu/*/cpu.idle' > /dev/null; then
  sees idle '.linux.resources.cpu={idle:1}' "$(view cpu/cpu.idle)" 'cpu.idle 1'
fi
if there cpu/cpu.rt_runtime_us; then
  sees realtime '.linux.resources.cpu={realtimeRuntime:2000,realtimePeriod:500000}' "$(view cpu/cpu.rt_runtime_us cpu/cpu.rt_period_us)" \
    $'cpu.rt_runtime_us 2000\ncpu.rt_period_us 500000'
fi
sees pids '.linux.resources.pids={limit:40}' "$(view pids/pids.max)" 'pids.max 40'
if [[ -n $disk ]]; then
  device="{major:${disk%:*},minor:${disk#*:},rate:1048576}"
  sees 'throttled disk' ".linux.resources.blockIO={throttleReadBpsDevice:[$device],throttleWriteBpsDevice:[$device],throttleReadIOPSDevice:[$device],throttleWriteIOPSDevice:[$device]}" \
    "$(view blkio/blkio.throttle.read_bps_device blkio/blkio.throttle.write_bps_device blkio/blkio.throttle.read_iops_device blkio/blkio.throttle.write_iops_device)" \
    "blkio.throttle.read_bps_device $disk 1048576
blkio.throttle.write_bps_device $disk 1048576
blkio.throttle.read_iops_device $disk 1048576
blkio.throttle.write_iops_device $disk 1048576"
fi
weight=$(find /sys/fs/cgroup/blkio -maxdepth 2 -name 'blkio*.weight' | sort | head -n 1)
if [[ -n $weight ]]; then
  sees 'weight of disk accesses' '.linux.resources.blockIO={weight:300}' "$(view "blkio/${weight##*/}")" "${weight##*/} 300"
fi
page=$(find /sys/fs/cgroup/hugetlb hugetlb -name 'hugetlb.*.limit_in_bytes' 2> /dev/null | sed -n 's/.*hugetlb\.\([0-9]*[KMG]B\)\.limit.*/\1/p' | head -n 1 || true)
if [[ -n $page ]]; then
  sees 'huge pages' ".linux.resources.hugepageLimits=[{pageSize:\"$page\",limit:1073741824}]" "$(view "hugetlb/hugetlb.$page.limit_in_bytes")" "hugetlb.$page.limit_in_bytes 1073741824"
fi
sees network '.linux.resources.network={classID:1048577,priorities:[{name:"lo",priority:7}]}' \
  'cd /sys/fs/cgroup; cat net_cls/net_cls.classid; grep lo net_prio/net_prio.ifpriomap' $'1048577\nlo 7'
sees devices '.linux.devices=[{path:"/dev/kmsg",type:"c",major:1,minor:11,fileMode:438},{path:"/dev/ttyS9",type:"c",major:4,minor:73,fileMode:438}]
  | .linux.resources.devices=[{allow:false,access:"rwm"},{allow:true,type:"c",major:4,access:"r"}]' \
  'grep -e \"^c 4:\" /sys/fs/cgroup/devices/devices.list; cat /dev/kmsg 2>&1; echo > /dev/ttyS9' \
  "c 4:* r
cat: can't open '/dev/kmsg': Operation not permitted
sh: can't create /dev/ttyS9: Operation not permitted"

# sure NAME PART JQ: refused
sure() {
  bundle c ".process.args=[\"true\"] | $3"
  refused "$1" "$2" railcar run -b c c1
}
sure 'a value that the kernel refuses' 'linux.resources.cpu.quota' '.linux.resources.cpu={quota:7}'
sure 'CPUs that are not there' 'linux.resources.cpu.cpus' '.linux.resources.cpu={cpus:"4000"}'
sure 'files of v2' 'linux.resources.unified' '.linux.resources.unified={"memory.high":"1000000"}'
if ! grep -q '^rdma' /proc/cgroups; then
  sure 'a controller that the kernel lacks' 'linux.resources.rdma.mlx5_0 needs the cgroup controller rdma' '.linux.resources.rdma={mlx5_0:{hcaHandles:3}}'
fi
sure 'swap below memory' 'memory.swap' '.linux.resources.memory={limit:67108864,swap:1048576}'
gone c1

# One cgroup for several: each container ends alone, and what was there before is never touched.
shared=/microcontainer-shared-$$
sleep 1000 &
stranger=$!
mkdir -p "/sys/fs/cgroup/pids$shared"
echo $stranger > "/sys/fs/cgroup/pids$shared/cgroup.procs"
alive() {
  same "$1" '' "$(for pid in "${@:2}"; do kill -0 "$pid" 2>&1 || echo "$pid has ended"; done)"
}
for how in own host; do
  bundle shared ".process.args=[\"sh\",\"-c\",\"sleep 1000 & wait\"] | .linux.cgroupsPath=\"$shared\" $([[ $how = own ]] || echo '| .linux.namespaces |= map(select(.type != "pid"))')"
  matches "$how pids: a cgroup that others use is warned of" "container's cgroup is not empty: 1 process(es) found" "$(railcar create -b shared s1 > out 2>&1 < /dev/null; cat out)"
  railcar start s1
  railcar run -d -b shared s2 > /dev/null 2>&1 < /dev/null
  until [[ $(wc -l < "/sys/fs/cgroup/pids$shared/cgroup.procs") = 5 ]]; do sleep 0.02; done
  second=$(status s2 pid)
  railcar kill --all s1 KILL
  until [[ $(status s1 status) = stopped ]]; do sleep 0.02; done
  alive "$how pids: kill --all leaves the others" $stranger "$second"
  railcar kill --all s1 KILL 2> /dev/null || true
  alive "$how pids: also when it has ended" $stranger "$second"
  railcar delete s1 2> /dev/null
  railcar run -d -b shared s1 > /dev/null 2>&1 < /dev/null
  railcar pause s2
  same "$how pids: the pause is for all" paused "$(status s1 status)"
  refused "$how pids: a frozen cgroup" 'unexpectedly frozen' railcar run -b shared s3
  first=$(status s1 pid)
  railcar delete --force s2 2> /dev/null
  alive "$how pids: delete --force leaves the others" $stranger "$first"
  same "$how pids: and lets them go on" running "$(status s1 status)"
  railcar delete --force s1 2> /dev/null
  alive "$how pids: the last one leaves the stranger" $stranger
  until [[ $(wc -l < "/sys/fs/cgroup/pids$shared/cgroup.procs") = 1 ]]; do sleep 0.02; done
done
# A stranger who comes later, which nobody is told of.
bundle shared ".process.args=[\"sleep\",\"1000\"] | .linux.cgroupsPath=\"$shared-later\""
railcar run -d -b shared s4 > /dev/null 2>&1 < /dev/null
echo $stranger > "/sys/fs/cgroup/pids$shared-later/cgroup.procs"
matches 'a stranger who came later' 'stays, for processes of others' "$(railcar delete --force s4 2>&1)"
alive 'lives on' $stranger
kill $stranger
wait $stranger 2> /dev/null || true
for tree in /sys/fs/cgroup net_cls net_prio hugetlb; do
  [[ ! -d $tree ]] || find "$tree" -depth -type d -path "*$shared*" -exec rmdir {} +
done
for id in s1 s2 s3 s4; do gone $id; done
