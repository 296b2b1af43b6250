#!/usr/bin/env bash
# features: the document of the runtime-spec. What it says and what railcar does must be the same.
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"

railcar features > features.json
said() {
  jq -c "$1" features.json
}
same 'versions' '["1.0.0","1.3.0"]' "$(said '[.ociVersionMin, .ociVersionMax]')"
same 'hooks' '["prestart","createRuntime","createContainer","startContainer","poststart","poststop"]' "$(said .hooks)"
same 'namespaces' '["cgroup","ipc","mount","network","pid","time","user","uts"]' "$(said .linux.namespaces)"
same 'options that Docker asks for' true "$(said '[.mountOptions | index("rro", "rbind", "tmpcopyup")] | all')"
same 'every capability of this kernel' true \
  "$(said "(.linux.capabilities | length) > $(< /proc/sys/kernel/cap_last_cap) or (.linux.capabilities | length) == 41")"
same 'seccomp of this kernel' true "$(said '.linux.seccomp | .enabled and (.supportedFlags - .knownFlags == []) and (.supportedFlags | index("SECCOMP_FILTER_FLAG_LOG") != null)')"

# agrees NAME FEATURE JQ: the feature is enabled just if a config that asks for it has a plan.
agrees() {
  local refused=false
  bundle b "$3"
  railcar plan b > /dev/null 2> why || refused=true
  same "$1" "$([[ $refused = true ]] && echo false || echo true)" "$(said "$2")"
}
agrees 'network devices' .linux.netDevices.enabled '.linux.netDevices={lo:{}}'
# Of Intel RDT the document tells what the runtime can do, whatever the host has (runtime-spec features-linux.md).
same 'caches' '[true,true,true]' "$(said '.linux.intelRdt | [.enabled, .schemata, .monitoring]')"
agrees 'idmapped mounts' .linux.mountExtensions.idmap.enabled \
  '.mounts += [{destination:"/m",type:"bind",source:"/tmp",options:["bind","idmap"],uidMappings:[{containerID:0,hostID:1000,size:1}],gidMappings:[{containerID:0,hostID:1000,size:1}]}]'
agrees 'memory policies' '.linux.memoryPolicy.modes | index("MPOL_BIND") != null' '.linux.memoryPolicy={mode:"MPOL_BIND",nodes:"0"}'
agrees 'time namespaces' '.linux.namespaces | index("time") != null' '.linux.namespaces += [{type:"time"}] | .linux.timeOffsets={monotonic:{secs:1}}'
refused 'no words' 'Unmatched argument' railcar features x
