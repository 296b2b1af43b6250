#!/usr/bin/env bash
# The six kinds of hooks: where and when they run, what they are told, and what their failure does.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

log=$PWD/log
# hook SCRIPT: a hook that runs a shell script; only the container's own /bin/sh is there for startContainer, and the host has one too.
hook() {
  jq -n --arg script "$1" '{path:"/bin/sh", args:["sh","-c",$script], env:["PATH=/usr/bin:/bin"]}'
}
note() {
  hook "echo \"$1 \$(pwd) \$(cat)\" >> $log"
}
in_container=$(hook 'echo "startContainer $(cat)" >> /tmp/log')
all="{prestart:[$(note prestart)], createRuntime:[$(note createRuntime),$(note createRuntime2)], createContainer:[$(note createContainer)],
  startContainer:[$in_container], poststart:[$(note poststart)], poststop:[$(note poststop)]}"
bundle h ".process.args=[\"sleep\",\"100\"] | .annotations={\"org.example.key\":\"value\"} | .hooks=$all"
names() {
  cut -d' ' -f1 "$log" | paste -sd' '
}
railcar create -b h hook1
same 'create' 'prestart createRuntime createRuntime2 createContainer' "$(names)"
[[ ! -e rootfs/tmp/log ]]
railcar start hook1
same 'start' 'prestart createRuntime createRuntime2 createContainer poststart' "$(names)"
state=$(cut -d' ' -f2- rootfs/tmp/log)
same 'startContainer is told' "created $(status hook1 pid) $PWD/h hook1 value" "$(jq -r '"\(.status) \(.pid) \(.bundle) \(.id) \(.annotations["org.example.key"])"' <<< "$state")"
for line in 'prestart creating' 'createRuntime creating' 'createContainer creating' 'poststart running'; do
  state=$(grep "^${line% *} " "$log" | sed 's/^[^{]*//')
  same "${line% *} is told" "${line#* } $(status hook1 pid)" "$(jq -r '"\(.status) \(.pid)"' <<< "$state")"
done
same 'createRuntime runs in the bundle' "$PWD/h" "$(grep '^createRuntime ' "$log" | cut -d' ' -f2)"
same 'createContainer runs in the root' "$(realpath rootfs)" "$(grep '^createContainer ' "$log" | cut -d' ' -f2)"
railcar kill hook1 KILL
until [[ $(status hook1 status) = stopped ]]; do sleep 0.01; done
railcar delete hook1
same 'delete' 'prestart createRuntime createRuntime2 createContainer poststart poststop' "$(names)"
same 'poststop is told' stopped "$(tail -n 1 "$log" | sed 's/^[^{]*//' | jq -r .status)"
gone hook1

rm "$log"
bundle h ".process.args=[\"true\"] | .hooks=$all"
railcar run -b h hook2
same 'run' 'prestart createRuntime createRuntime2 createContainer poststart poststop' "$(names)"
gone hook2

# One that fails: what it wrote is told, and the container is gone.
bad=$(hook 'echo trouble >&2; exit 3')
for kind in prestart createRuntime createContainer; do
  bundle h ".hooks={$kind:[$bad]}"
  refused "$kind fails create" "hooks.${kind}[0] (/bin/sh): ended with status 3; it wrote: trouble" railcar create -b h hook3
  gone hook3
  refused "$kind fails run" "hooks.${kind}[0]" railcar run -b h hook3
  gone hook3
done
bundle h ".process.args=[\"sleep\",\"100\"] | .hooks={startContainer:[$bad]}"
railcar create -b h hook4
refused 'startContainer fails start' 'hooks.startContainer[0] (/bin/sh): ended with status 3; it wrote: trouble' railcar start hook4
until [[ $(status hook4 status) = stopped ]]; do sleep 0.01; done
railcar delete hook4
refused 'startContainer fails run' 'hooks.startContainer[0]' railcar run -b h hook4
gone hook4
bundle h ".process.args=[\"sleep\",\"100\"] | .hooks={poststart:[$bad]}"
railcar create -b h hook5
refused 'poststart fails start' 'hooks.poststart[0] (/bin/sh): ended with status 3; it wrote: trouble' railcar start hook5
until [[ $(status hook5 status) = stopped ]]; do sleep 0.01; done
railcar delete hook5
refused 'poststart fails run' 'hooks.poststart[0]' railcar run -b h hook5
gone hook5

# poststop hooks run each, whatever the one before did.
rm -f "$log"
bundle h ".hooks={poststop:[$bad,$(note poststop)]}"
matches 'poststop warns' 'hooks.poststop[0] (/bin/sh): ended with status 3' "$(railcar run -b h hook6 2>&1)"
same 'the next poststop' poststop "$(names)"
gone hook6

# A hook without an environment has the caller's; startContainer, in the container, the program's.
without=$(hook "echo \"\$FROM_CALLER\" > $PWD/saw" | jq 'del(.env)')
inside=$(hook '/bin/echo "$FROM_CALLER$FROM_PROGRAM" > /tmp/saw' | jq 'del(.env)')
bundle h ".process.env += [\"FROM_PROGRAM=program\"] | .hooks={createRuntime:[$without], startContainer:[$inside]}"
FROM_CALLER=caller railcar run -b h hook8
same 'a hook inherits' 'caller program' "$(cat saw) $(cat rootfs/tmp/saw)"

# startContainer hooks are under the program's filter, whichever way it is loaded; what the runtime does between is not.
inside=$(hook 'mkdir /tmp/made')
for privileges in true false; do
  bundle h ".process.noNewPrivileges=$privileges | .hooks={startContainer:[$inside]}
    | .linux.seccomp={defaultAction:\"SCMP_ACT_ALLOW\",syscalls:[{names:[\"mkdir\",\"mkdirat\"],action:\"SCMP_ACT_KILL_PROCESS\"}]}"
  refused "startContainer is filtered, noNewPrivileges=$privileges" 'SIGSYS' railcar run -b h hook9
  gone hook9
done
[[ ! -e rootfs/tmp/made ]]

# Timeouts.
bundle h ".hooks={createRuntime:[$(hook 'exec sleep 100') + {timeout:1}]}"
refused 'timeout' 'hooks.createRuntime[0] (/bin/sh): ran longer than its timeout of 1 s' railcar create -b h hook7
gone hook7
