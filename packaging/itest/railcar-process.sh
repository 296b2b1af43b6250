#!/usr/bin/env bash
# The process of a container as it sees itself: user, groups, capabilities, limits, descriptors, environment, filter.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

# inside CHANGE SCRIPT: what a shell script says in a container whose config is changed by jq.
inside() {
  bundle b "$1 | .process.args=[\"sh\",\"-c\",\$script]"
  railcar run -b b p 2>&1
}
bundle() {
  mkdir -p "$1"
  jq --arg script "${script:-}" ".root.path=\"$PWD/rootfs\" | ${*:2}" template/config.json > "$1/config.json"
}
# says NAME WANTED CHANGE SCRIPT
says() {
  script=$4
  same "$1" "$2" "$(inside "$3")"
}
field() {
  echo "sed -n \"s/^$1:[[:space:]]*//p\" /proc/self/status"
}

says user 'uid=7 gid=8 groups=9,10' '.process.user={uid:7,gid:8,additionalGids:[9,10]}' id
says 'groups of root are not the caller'"'"'s' '' '.' "$(field Groups)"
bundle groups '.annotations={"run.oci.keep_original_groups":"1"} | .process.args=["id","-G"]'
same 'groups are the caller'"'"'s where podman asks for it' '0 7 8' "$(setpriv --groups 0,7,8 "${runtime[@]}" run -b groups groups1)"
says 'default umask' 0022 '.' umask
says umask 0077 '.process.user.umask=63' umask
says cwd /tmp '.process.cwd="/tmp"' pwd
says 'a missing cwd is made' /made/for/it '.process.cwd="/made/for/it"' pwd
chmod 700 rootfs/root
says 'cwd is entered before the user changes' /root '.process.cwd="/root" | .process.user.uid=7' 'cat /proc/self/cwd 2> /dev/null; pwd'
says 'HOME of the image' /root '.process.env=["PATH=/bin"]' 'echo "$HOME"'
says 'HOME without an entry' / '.process.env=["PATH=/bin"] | .process.user.uid=4711' 'echo "$HOME"'
says 'HOME of the config' /there '.process.env=["PATH=/bin","HOME=/there"]' 'echo "$HOME"'
says 'the last of repeated settings' 2 '.process.env=["PATH=/bin","A=1","A=2"]' 'echo "$A"'
says 'nothing of the caller'"'"'s environment' '' '.process.env=["PATH=/bin"]' 'env | grep -E "^(TREE|PACKAGING|TMPDIR)="'
says hostname there '.hostname="there"' hostname
says domainname field.example '.domainname="field.example"' 'cat /proc/sys/kernel/domainname'
says 'no_new_privs off' 0 '.process.noNewPrivileges=false' "$(field NoNewPrivs)"
says 'no_new_privs on' 1 '.process.noNewPrivileges=true' "$(field NoNewPrivs)"

# capabilities(7): CHOWN 0, KILL 5, NET_BIND_SERVICE 10
sets='.process.capabilities={bounding:["CAP_CHOWN","CAP_KILL","CAP_NET_BIND_SERVICE"],permitted:["CAP_CHOWN","CAP_KILL"],effective:["CAP_KILL"],inheritable:["CAP_KILL","CAP_NET_BIND_SERVICE"],ambient:["CAP_KILL"]}'
caps='sed -n "s/^Cap\(...\):.*\(.....\)$/\1 \2/p" /proc/self/status | tr "\n" ";"'
# execve(2) gives a program of root its whole bounding set, unless no_new_privs keeps it to what was permitted
says 'capabilities of root' 'Inh 00420;Prm 00421;Eff 00421;Bnd 00421;Amb 00020;' "$sets | .process.noNewPrivileges=false" "$caps"
says 'capabilities of root with no_new_privs' 'Inh 00420;Prm 00021;Eff 00021;Bnd 00421;Amb 00020;' "$sets | .process.noNewPrivileges=true" "$caps"
says 'capabilities of another user are the ambient ones' 'Inh 00420;Prm 00020;Eff 00020;Bnd 00421;Amb 00020;' "$sets | .process.user.uid=7" "$caps"
says 'no capability without the field' '0000000000000000' 'del(.process.capabilities)' "$(field CapBnd)"

says rlimits '64 128 1000 2000' '.process.rlimits=[{type:"RLIMIT_NOFILE",soft:64,hard:128},{type:"RLIMIT_CORE",soft:1000,hard:2000}]' \
  'echo $(ulimit -Sn) $(ulimit -Hn) $(sed -n "s/^Max core file size *\([0-9]*\) *\([0-9]*\).*/\1 \2/p" /proc/self/limits)'
says 'few files for another user' $'3\n4' '.process.user.uid=7 | .process.rlimits=[{type:"RLIMIT_NOFILE",soft:3,hard:4}]' 'ulimit -Sn; ulimit -Hn'
says oomScoreAdj 123 '.process.oomScoreAdj=123' 'cat /proc/self/oom_score_adj'
says ioPriority 'best-effort: prio 6' '.process.ioPriority={class:"IOPRIO_CLASS_BE",priority:6}' 'ionice -p 1'
says 'scheduler nice' 5 '.process.scheduler={policy:"SCHED_OTHER",nice:5}' 'cut -d" " -f19 /proc/self/stat'
says 'scheduler policy' 3 '.process.scheduler={policy:"SCHED_BATCH"}' 'sed "s/.*) //" /proc/self/stat | cut -d" " -f39'
if chrt --deadline --sched-runtime 1000000 --sched-deadline 10000000 --sched-period 10000000 0 true 2> /dev/null; then
  says 'scheduler deadline' 6 '.process.scheduler={policy:"SCHED_DEADLINE",runtime:1000000,deadline:10000000,period:10000000,flags:["SCHED_FLAG_RESET_ON_FORK"]}' \
    'sed "s/.*) //" /proc/1/stat | cut -d" " -f39'
fi
if [[ $(uname -m) = x86_64 ]]; then
  says personality i686 '.linux.personality={domain:"LINUX32"}' 'uname -m'
fi
if [[ -r /proc/self/numa_maps ]]; then
  says memoryPolicy 'bind:0' '.linux.memoryPolicy={mode:"MPOL_BIND",nodes:"0"}' 'cut -d" " -f2 /proc/self/numa_maps | sort -u'
  bundle b '.linux.memoryPolicy={mode:"MPOL_BIND",nodes:"63"} | .process.args=["true"]'
  refused 'memoryPolicy of a node that is not there' 'set the memory policy MPOL_BIND of nodes 63 (linux.memoryPolicy): EINVAL' railcar run -b b p
fi
says 'own session' 1 '.' 'sed "s/.*) //" /proc/self/stat | cut -d" " -f4'
if [[ -r /proc/keys ]]; then
  says 'session keyring of its own' _ses.p '.linux.maskedPaths=[]' 'grep -o "_ses[.]p" /proc/keys | head -n 1'
fi

# descriptors
says 'no descriptor of ours' $'0\n1\n2' '.' 'ls /proc/1/fd; true'
script='ls /proc/1/fd; cat <&4'
bundle b '.process.args=["sh","-c",$script]'
echo four > four
same 'descriptors handed on' $'0\n1\n2\n3\n4\nfour' "$(railcar run --preserve-fds 2 -b b p 3< /dev/null 4< four 9< /dev/null)"
script='echo $LISTEN_FDS $LISTEN_PID; cat <&3'
bundle b '.process.args=["sh","-c",$script]'
same 'socket activation' $'1 1\nfour' "$(bash -c 'export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"' - "${runtime[@]}" run -b b p 3< four)"
script='cat /proc/1/fd/0 | wc -c; echo there'
bundle b '.process.args=["sh","-c",$script]'
same 'closed standard input' 'there' "$(railcar run -b b p <&- 2> /dev/null | tail -1)"
gone p

# signals that the caller ignores or blocks
says 'no signal ignored or blocked' '0000000000000000 0000000000000000' '.' "echo \$($(field SigIgn)) \$($(field SigBlk))"
script="echo \$($(field SigIgn)) \$($(field SigBlk))"
bundle b '.process.args=["sh","-c",$script]'
same 'nohup is the caller'"'"'s affair' '0000000000000000 0000000000000000' "$(nohup "${runtime[@]}" run -b b p 2> /dev/null)"

# seccomp
filter() {
  echo ".linux.seccomp={defaultAction:\"SCMP_ACT_ALLOW\",syscalls:[$1]}"
}
deny=$(filter '{names:["mkdir","mkdirat","no_such_call"],action:"SCMP_ACT_ERRNO",errnoRet:28}')
says 'seccomp with no_new_privs' "mkdir: can't create directory '/tmp/d': No space left on device" "$deny" 'mkdir /tmp/d'
says 'seccomp without no_new_privs' "mkdir: can't create directory '/tmp/d': No space left on device" "$deny | .process.noNewPrivileges=false" 'mkdir /tmp/d'
says 'one filter' 2:1 "$deny" "echo \$($(field Seccomp)):\$($(field Seccomp_filters))"
says 'seccomp by argument' 'no' "$(filter '{names:["kill"],action:"SCMP_ACT_ERRNO",args:[{index:1,value:10,op:"SCMP_CMP_EQ"}]}')" 'kill -0 1 && ! kill -10 1 2> /dev/null && echo no'
says 'a process killed by its filter' $'Bad system call\n159' "$(filter '{names:["mkdir","mkdirat"],action:"SCMP_ACT_KILL_PROCESS"}')" 'mkdir /tmp/d; echo $?'
# A list of what is allowed, as engines have: it holds what a shell needs, and nothing that only railcar calls after loading it.
allow='.linux.seccomp={defaultAction:"SCMP_ACT_ERRNO",syscalls:[{names:["read","write","readv","writev","close","fcntl","ioctl","execve","exit","exit_group","brk","mmap","munmap","mprotect","arch_prctl","set_tid_address","set_robust_list","rseq","prlimit64","getrandom","newfstatat","fstat","stat","readlink","readlinkat","openat","open","getuid","getgid","geteuid","getegid","getpid","getppid","rt_sigaction","rt_sigprocmask","rt_sigreturn","getcwd","uname","prctl","capset","capget","setuid","setgid","setgroups","setresuid","setresgid","faccessat","access","openat2","fchdir","chdir","wait4","fork","vfork","clone","dup2","dup3","dup","pipe","pipe2","poll","gettid","tgkill","futex","sched_getaffinity","getpgrp","getpgid","setpgid","umask","lseek","sysinfo","keyctl","sendto","close_range","statx"],action:"SCMP_ACT_ALLOW"}]}'
says 'a list of what is allowed' "mkdir: can't create directory '/tmp/d': Operation not permitted" "$allow" 'mkdir /tmp/d'
says 'the same without no_new_privs' "mkdir: can't create directory '/tmp/d': Operation not permitted" "$allow | .process.noNewPrivileges=false" 'mkdir /tmp/d'
gone p
