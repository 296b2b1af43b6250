#!/usr/bin/env bash
# update: other limits for a container that lives. The values are those that runc 1.3 leaves (its tests/integration/update.bats).
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

bundle b '.process.args=["sleep","4243"] | .linux.resources.memory={limit:33554432,reservation:25165824}
  | .linux.resources.cpu={shares:100,quota:500000,period:1000000} | .linux.resources.pids={limit:20}'
railcar run -d -b b u1

# value CONTROLLER FILE: of the container's cgroup on v1.
value() {
  local path
  path=$(sed -n "s/^[0-9]*:\(.*,\)\?$1\(,.*\)\?://p" "/proc/$(status u1 pid)/cgroup")
  cat "/sys/fs/cgroup/$1$path/$2"
}
# On v2 the same limits have other files.
if [[ ! -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]]; then
  echo 'the limits of v2 are tested by Java and in the virtual machine: memory is not on v1 here'
  exit 77
fi
limits() {
  echo "$(value memory memory.limit_in_bytes) $(value memory memory.soft_limit_in_bytes) $(value cpu cpu.shares)" \
    "$(value cpu cpu.cfs_quota_us) $(value cpu cpu.cfs_period_us) $(value pids pids.max)"
}
all=9223372036854771712

same 'as created' '33554432 25165824 100 500000 1000000 20' "$(limits)"
railcar update u1 --memory 67108864
railcar update u1 --cpu-period 900000
railcar update --pids-limit 12345 u1
same 'one by one' '67108864 25165824 100 500000 900000 12345' "$(limits)"
railcar update u1 --memory 50M --memory-reservation 33554432 --cpu-share 200 --cpu-quota 600000 --pids-limit -1
same 'many at once' '52428800 33554432 200 600000 900000 max' "$(limits)"
railcar update --memory -1 --cpu-quota -1 --pids-limit 0 u1
same 'no limits' "$all 33554432 200 -1 900000 1" "$(limits)"
railcar update -r - u1 << 'JSON'
{"memory": {"limit": 33554432, "reservation": 25165824}, "cpu": {"shares": 100, "quota": 500000, "period": 1000000, "cpus": "0"},
 "pids": {"limit": 20}}
JSON
same 'from standard input' '33554432 25165824 100 500000 1000000 20' "$(limits)"
same 'CPUs' 0 "$(value cpuset cpuset.cpus)"
echo '{"memory": {"limit": 62914560, "swap": 83886080}, "cpu": {"burst": 1000}}' > change.json
railcar update --resources change.json u1
same 'from a file' '62914560 83886080 1000' \
  "$(value memory memory.limit_in_bytes) $(value memory memory.memsw.limit_in_bytes) $(value cpu cpu.cfs_burst_us)"
railcar update --memory 30M --memory-swap 50M u1
same 'memory and swap shrink' '31457280 52428800' "$(value memory memory.limit_in_bytes) $(value memory memory.memsw.limit_in_bytes)"
railcar update --memory-swap -1 u1
same 'swap without limit' "$all" "$(value memory memory.memsw.limit_in_bytes)"
railcar update --blkio-weight 0 --cpu-share '' u1
same 'nothing' '31457280 25165824 100 500000 1000000 20' "$(limits)"

# what is refused changes nothing, not even what came before it
refused 'a CPU that is not there' 'linux.resources.cpu.cpus' railcar update --cpu-share 300 --cpuset-cpus 4000 u1
same 'set back' '31457280 25165824 100 500000 1000000 20' "$(limits)"
refused 'below the usage' 'EBUSY' railcar update --memory 4096 u1
refused 'no size' "'5X' is no size" railcar update --memory 5X u1
refused 'no number' "'x' is no number" railcar update --cpu-share x u1
refused 'no JSON' 'standard input' railcar update -r - u1
refused 'a wrong type' '$.memory.limit' railcar update -r <(echo '{"memory":{"limit":"1"}}') u1
refused 'no file' 'none.json' railcar update -r none.json u1
refused 'no resctrl' 'intelRdt' railcar update --l3-cache-schema 'L3:0=f' u1
refused 'v2 only' 'unified' railcar update -r <(echo '{"unified":{"memory.high":"1"}}') u1
refused 'no container' 'does not exist' railcar update --memory 5M u2

# a paused one can be updated and stays paused
railcar pause u1
railcar update --cpu-share 400 u1
same 'while paused' 'paused 400' "$(status u1 status) $(value cpu cpu.shares)"
railcar resume u1

railcar kill u1 KILL
until [[ $(status u1 status) = stopped ]]; do sleep 0.01; done
refused 'a stopped one' 'not running' railcar update --cpu-share 500 u1
railcar delete u1
gone u1
