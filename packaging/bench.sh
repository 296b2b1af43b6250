#!/usr/bin/env bash
# bench.sh N RUNTIME...: times the commands of a container's life under several OCI runtimes in turn, on the same bundle.
# Needs root, jq, busybox-static, cc and the runtimes; crun 1.8 wants cgroup v1 or v2 alone, so on a hybrid host the v2 mount is
# hidden in a mount namespace of the benchmark's own. Prints for each runtime and command the median and the least wall time.
set -euo pipefail
[[ $# -ge 2 ]] || { echo "usage: bench.sh N RUNTIME..." >&2; exit 2; }
if [[ -d /sys/fs/cgroup/unified && -z ${BENCH_NAMESPACE:-} ]]; then
  # shellcheck disable=SC2016  # the inner shell expands them
  BENCH_NAMESPACE=1 exec unshare --mount --propagation private \
    bash -c 'umount /sys/fs/cgroup/unified; exec bash "$0" "$@"' "$0" "$@"
fi
rounds=$1
shift
packaging=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A process of a few KB that starts the command, waits and prints microseconds: the shell's own fork would be timed else.
cc -O2 -static -o "$work/timed" "$packaging/timed.c"

"$packaging/mkbundle.sh" "$work/run" true > /dev/null
# crun 1.8 knows no later version of the specification.
limits='.ociVersion = "1.0.2" | .process.terminal = false | .root.readonly = true
  | .linux.resources.memory = {limit: 67108864} | .linux.resources.pids = {limit: 64} | .linux.resources.cpu = {shares: 512}
  | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64"], syscalls: [{action: "SCMP_ACT_ERRNO",
    names: ["kexec_load", "reboot", "swapon", "swapoff", "init_module", "delete_module", "open_by_handle_at", "ptrace"]}]}'
jq "$limits" "$work/run/config.json" > "$work/config" && mv "$work/config" "$work/run/config.json"
mkdir "$work/sleep"
jq --arg root "$work/run/rootfs" '.process.args = ["sleep", "60"] | .root.path = $root' "$work/run/config.json" > "$work/sleep/config.json"

# measure RUNTIME COMMAND WORD...
measure() {
  printf '%s %s %s\n' "$1" "$2" "$("$work/timed" "${@:1:1}" "${@:2}")" >> "$work/times"
}

for round in $(seq "$rounds"); do
  for runtime in "$@"; do
    id=bench-$$-$round
    measure "$runtime" run --bundle "$work/run" "$id-run"
    measure "$runtime" create --bundle "$work/sleep" "$id"
    measure "$runtime" start "$id"
    measure "$runtime" state "$id"
    measure "$runtime" kill "$id" KILL
    sleep 0.05
    measure "$runtime" delete "$id"
  done
done

# The table: medians and least values in ms, and what failed.
sort -k1,1 -k2,2 -k3,3n "$work/times" | awk '
  function flush() {
    if (n) printf "%-24s %-7s %8.1f %8.1f %7d\n", runtime, command, t[int((n + 1) / 2)] / 1000, t[1] / 1000, failed
  }
  BEGIN { printf "%-24s %-7s %8s %8s %7s\n", "runtime", "command", "median", "least", "failed" }
  $1 != last || $2 != command { flush(); n = failed = 0; last = $1; command = $2; runtime = $1; sub(".*/", "", runtime) }
  { t[++n] = $3; failed += $4 != 0 }
  END { flush() }'
