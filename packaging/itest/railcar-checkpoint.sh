#!/usr/bin/env bash
# checkpoint and restore: what is said where CRIU is not there or cannot work, and, where it can, a container that goes on.
# A host whose CRIU surely works is in long/railcar-criu.sh.
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

# shellcheck disable=SC2016
bundle b '.process.args=["sh","-c","i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo $i > /count; [ -e /stop ] && exit 7; sleep 0.05; done"]'
railcar create -b b c1
refused 'a created one' 'cannot be checkpointed in created state' railcar --criu /bin/false checkpoint --image-path none c1
railcar delete c1
railcar run -d -b b c1 > /dev/null 2>&1 < /dev/null
refused 'no CRIU' 'install the package criu' env PATH=/nowhere "$TREE/bin/railcar" --root "$root" --criu criu-that-is-not-there checkpoint c1
refused 'a CRIU that is no program' 'no program' railcar --criu /nowhere/criu checkpoint c1
refused 'a CRIU that ends' 'the container goes on' railcar --criu /bin/false checkpoint --image-path images c1
refused 'an absolute parent' '--parent-path' railcar --criu /bin/false checkpoint --image-path images --parent-path /x c1
refused 'a parent that is not there' '--parent-path' railcar --criu /bin/false checkpoint --image-path images --parent-path x c1
refused 'a page server without a port' 'ADDRESS:PORT' railcar --criu /bin/false checkpoint --page-server x c1
refused 'cgroups in no mode' 'soft, full and strict' railcar --criu /bin/false checkpoint --manage-cgroups-mode x c1
refused 'another empty namespace' 'not supported' railcar --criu /bin/false checkpoint --empty-ns pid c1
refused 'no images' 'no checkpoint of a container' railcar --criu /bin/false restore --image-path none -b b c2
refused 'a CRIU that ends, restore' 'nothing of it is left' railcar --criu /bin/false restore --image-path images -b b c2
gone c2
same 'the container goes on' running "$(status c1 status)"

if ! command -v criu > /dev/null || ! criu check > said 2>&1; then
  if command -v criu > /dev/null; then
    refused 'a CRIU that cannot work here' 'criu check' railcar checkpoint --image-path images --work-path work c1
  fi
  railcar delete -f c1
  echo 'a CRIU that works is not here'
  exit 0
fi
count() {
  local text=
  until [[ -n $text ]]; do text=$(< rootfs/count); done
  echo "$text"
}
railcar checkpoint --image-path first --leave-running c1
same 'left running' running "$(status c1 status)"
railcar checkpoint --image-path second --work-path work c1
gone c1
[[ -e work/dump.log ]]
before=$(count)
sleep 0.3
same 'it stands still' "$before" "$(count)"
railcar restore -d -b b --image-path second --work-path work --pid-file pid c1 > /dev/null 2>&1 < /dev/null
same 'restored' "running $(< pid)" "$(status c1 status) $(status c1 pid)"
until [[ $(count) -gt $((before + 3)) ]]; do sleep 0.02; done
echo 'ok   the counter goes on'
[[ $(count) -lt $((before + 200)) ]]
same 'a process joins it' there "$(railcar exec c1 echo there)"
railcar delete -f c1
gone c1
touch rootfs/stop
ended=0
railcar restore -b b --image-path first c1 < /dev/null > said 2>&1 || ended=$?
same 'in the foreground: the status of the program' 7 "$ended"
gone c1
