#!/usr/bin/env bash
# Processes executed in a running container.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

bundle b '.process.args=["sleep","1000"] | .process.env+=["FROM=config"] | .process.rlimits=[{type:"RLIMIT_NOFILE",soft:100,hard:200}]
  | .process.capabilities={bounding:["CAP_KILL","CAP_CHOWN"],effective:["CAP_KILL"],permitted:["CAP_KILL"]} | .process.noNewPrivileges=true
  | .linux.seccomp={defaultAction:"SCMP_ACT_ALLOW",syscalls:[{names:["mkdir","mkdirat"],action:"SCMP_ACT_ERRNO",errnoRet:28}]}'
railcar run -d -b b x1
pid=$(status x1 pid)
x() {
  railcar exec "$@" 2>&1
}

same 'what the config says' 'uid=0(root) gid=0(root)' "$(x x1 id)"
same 'its environment' config "$(x x1 sh -c 'echo $FROM')"
same 'a further setting' 'config 1' "$(x -e MORE=1 x1 sh -c 'echo $FROM $MORE')"
same 'its limits' '100 200' "$(x x1 sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)')"
same 'its filter' "mkdir: can't create directory '/tmp/d': No space left on device" "$(x x1 mkdir /tmp/d || true)"
same 'its capabilities' '0000000000000020 0000000000000021' "$(x x1 sh -c 'echo $(sed -n "s/^CapEff:.//p;s/^CapBnd:.//p" /proc/self/status)')"
same 'no_new_privs' 1 "$(x x1 sed -n 's/^NoNewPrivs:.//p' /proc/self/status)"
same 'cwd' /tmp "$(x --cwd /tmp x1 pwd)"
same 'exec -u 1 is uid 1, gid of the config' 'uid=1 gid=0(root)' "$(x -u 1 x1 id)"
same 'exec -u 1 has no capability left' '0000000000000000 0000000000000000' "$(x -u 1 x1 sh -c 'echo $(sed -n "s/^CapEff:.//p;s/^CapPrm:.//p" /proc/self/status)')"
same 'exec -u 1:2 with a group' 'uid=1 gid=2 groups=3' "$(x -u 1:2 -g 3 x1 id)"
same 'its groups' '0 9' "$(x -u 1 -g 9 x1 sh -c 'echo $(id -G)')"
same 'nothing to inherit' '0000000000000000 0000000000000000' "$(x -c CAP_NET_ADMIN x1 sh -c 'echo $(sed -n "s/^CapInh:.//p;s/^CapAmb:.//p" /proc/self/status)')"
same 'HOME of that user' / "$(x -u 1 x1 sh -c 'echo $HOME')"
same 'a further capability' '0000000000001020' "$(x -c CAP_NET_ADMIN x1 sed -n 's/^CapEff:.//p' /proc/self/status)"
for n in cgroup ipc mnt net pid uts; do
  same "in its $n namespace" "$(readlink "/proc/$pid/ns/$n")" "$(x x1 readlink "/proc/self/ns/$n")"
done
same 'in its cgroups' "$(cat "/proc/$pid/cgroup")" "$(x -d --pid-file pid x1 sleep 100 > /dev/null && cat "/proc/$(< pid)/cgroup")"
same 'the pid file names the program' sleep "$(comm "$(< pid)")"
same 'no descriptor of ours' $'0\n1\n2' "$(x -d --pid-file pid x1 sleep 100 > /dev/null && ls "/proc/$(< pid)/fd")"
same 'descriptors handed on' handed "$(echo handed > four; railcar exec --preserve-fds 2 x1 cat /proc/self/fd/4 3< /dev/null 4< four)"
same 'standard input' typed "$(echo typed | railcar exec x1 cat)"

status=0
x x1 sh -c 'exit 9' || status=$?
same 'exit status' 9 "$status"
status=0
x x1 sh -c 'kill -9 $$' || status=$?
same 'after a signal' 137 "$status"
status=0
said=$(x x1 nosuch) || status=$?
same 'missing program' '255 railcar: exec failed: exec: "nosuch": executable file not found in $PATH' "$status $said"
same 'the container goes on' running "$(status x1 status)"
refused 'cwd by a descriptor (CVE-2024-21626)' cwd railcar exec --cwd /proc/self/fd/7 x1 true 7< /
for n in {3..16}; do
  if railcar exec --cwd "/proc/self/fd/$n" x1 true 2> /dev/null; then
    echo "FAIL descriptor $n is a working directory"
    exit 1
  fi
done
refused 'descriptors that nobody has' 'descriptor 3 is not open' railcar exec --preserve-fds 3 x1 true
refused 'cwd by a magic link' cwd railcar exec --cwd /proc/1/cwd/../.. x1 true
refused 'a missing cwd is not made' /nowhere railcar exec --cwd /nowhere x1 true
refused 'a user that is no number' '--user' railcar exec -u root x1 true
refused 'unknown container' 'does not exist' railcar exec nobody true

jq '.process | .args=["sh","-c","id; pwd"] | .user={uid:3,gid:4} | .cwd="/tmp"' b/config.json > process.json
same '--process' $'uid=3 gid=4\n/tmp' "$(x --process process.json x1)"
jq '.process | .args=[1]' b/config.json > process.json
refused '--process that is wrong' 'args[0]' railcar exec --process process.json x1

# a cgroup below; no sibling with a common prefix
own=$(find /sys/fs/cgroup -type d -path '*pids*/x1' | head -n 1)
if [[ -n $own ]]; then
  mkdir "$own-other" "$own/below"
  railcar exec -d --pid-file pid --cgroup pids:below x1 sleep 100
  matches '--cgroup' "$(basename "$(dirname "$own")/x1/below")" "$(grep pids "/proc/$(< pid)/cgroup")"
  refused '--cgroup never leaves the container' 'is not a sub cgroup path' railcar exec --cgroup pids:../x1-other x1 true
  rmdir "$own-other"
fi

# A container with containers of its own on v2: its first process lives below, its cgroup holds controllers and so no process.
unified=/sys/fs/cgroup/unified
[[ -e $unified/cgroup.controllers ]] || unified=/sys/fs/cgroup
own=$unified$(sed -n 's/^0:://p' "/proc/$pid/cgroup" 2> /dev/null)
if [[ $own != "$unified" ]] && grep -qw hugetlb $unified/cgroup.controllers 2> /dev/null; then
  before=$(< $unified/cgroup.subtree_control)
  echo +hugetlb > $unified/cgroup.subtree_control
  mkdir "$own/init"
  for each in $(< "$own/cgroup.procs"); do echo "$each" > "$own/init/cgroup.procs"; done
  echo +hugetlb > "$own/cgroup.subtree_control"
  same 'a process joins the first one where the cgroup itself takes none' "${own#"$unified"}/init" "$(x x1 sed -n 's/^0:://p' /proc/self/cgroup)"
  echo -hugetlb > "$own/cgroup.subtree_control"
  [[ $before = *hugetlb* ]] || echo -hugetlb > $unified/cgroup.subtree_control || true
else
  echo 'skip a cgroup that takes no processes: no controller hugetlb on v2 here'
fi

# the CPUs of an executed process
affinity() {
  jq -n --argjson affinity "$1" '{args:["sh","-c","grep Cpus_allowed_list /proc/self/status"],cwd:"/",user:{uid:0,gid:0},env:["PATH=/bin"],execCPUAffinity:$affinity}' > affinity.json
  railcar exec --process affinity.json x1 | cut -f2
}
some=$(sed -n 's/^Cpus_allowed_list:\t\([0-9]*\).*/\1/p' /proc/self/status)
same 'execCPUAffinity: final' "$some" "$(affinity "{\"final\":\"$some\"}")"
same 'execCPUAffinity: initial and final' "$some" "$(affinity "{\"initial\":\"0-8191\",\"final\":\"$some\"}")"
refused 'execCPUAffinity: CPUs that are not there' 'run on the CPUs 8000 (process.execCPUAffinity.final): EINVAL' affinity '{"final":"8000"}'

# paused
railcar pause x1
refused 'a paused container' '--ignore-paused' railcar exec x1 true
railcar resume x1
same 'resumed' 0 "$(x x1 id -u)"

# signals go to the program
"${runtime[@]}" exec x1 sh -c 'trap "exit 5" TERM; touch /tmp/ready; while :; do sleep 0.05; done' &
launcher=$!
until [[ -e rootfs/tmp/ready ]]; do sleep 0.02; done
kill -TERM $launcher
status=0
wait $launcher || status=$?
same 'SIGTERM to the launcher' 5 "$status"

# 20 at once
seq 20 | xargs -P 20 -I @ "${runtime[@]}" exec x1 true
echo 'ok   many at once'

railcar delete --force x1
gone x1
