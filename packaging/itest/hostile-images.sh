#!/usr/bin/env bash
# Images and configurations that reach for the host's files: nothing outside of the rootfs is made, changed or shown.
set -euo pipefail
"$PACKAGING/mkbundle.sh" base
mkdir outside
touch -d @1 outside
outside=$PWD/outside

bundle() {
  mkdir "$1"
  cp -a base/rootfs "$1/rootfs"
  (cd "$1" && eval "${4:-:}")
  jq --arg script "$3" ".process.args = [\"/bin/sh\", \"-c\", \$script] | $2" base/config.json > "$1/config.json"
}
untouched() {
  if [[ -n $(ls -A outside) || $(stat -c %Y:%u:%a outside) != "1:0:755" ]]; then
    echo "$1: the host's directory was touched: $(ls -la outside)"
    exit 1
  fi
}
# starts NAME PROGRAM SCRIPT WANTED SETUP
starts() {
  bundle "$1" "$2" "$3" "$5"
  local got
  got=$(cd "$1" && timeout 60 railcar run "$1" 2>&1 < /dev/null) || true
  [[ $got = "$4" ]] || { printf '%s: wanted "%s", got "%s"\n' "$1" "$4" "$got"; exit 1; }
  untouched "$1"
  echo "$1"
}
# refused NAME PROGRAM REASON SETUP: no program runs, the message names the reason, and nothing is left.
refused() {
  bundle "$1" "$2" 'echo the program runs' "${4:-:}"
  local got status=0
  got=$(cd "$1" && timeout 60 railcar run "$1" 2>&1 < /dev/null) || status=$?
  if [[ $status = 0 || $got = *'the program runs'* || $got != *"$3"* ]]; then
    printf '%s: wanted a refusal with "%s", got status %s and "%s"\n' "$1" "$3" "$status" "$got"
    exit 1
  fi
  untouched "$1"
  if railcar state "$1" > /dev/null 2>&1; then
    echo "$1: a container is left"
    exit 1
  fi
  echo "$1"
}

bind() { printf '.mounts += [{destination: "%s", type: "bind", source: "%s", options: ["bind"]}]' "$1" "$2"; }
no_dev='.mounts |= map(select(.destination | startswith("/dev") | not))'

# swap SCRIPT: what the host does, in the container's root, once all is mounted and before it is masked and entered. A process of
# another container that shares a mount could do the same at that moment.
swap() { jq -nr --arg script "$1" '{path: "/bin/sh", args: ["sh", "-ec", $script], env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]} | ".hooks.createContainer = [\(.)]"'; }

# CVE-2025-31133: the image's /dev/null leads to a file of procfs.
refused null-link "$no_dev" '/dev/null' 'ln -s /proc/sysrq-trigger rootfs/dev/null'
refused null-link-inside "$no_dev" '/dev/null' 'echo secret > rootfs/dev/other; ln -s other rootfs/dev/null'
starts null-file "$no_dev | .linux.maskedPaths = [\"/proc/keys\"] | .mounts += [{destination: \"/dev\", type: \"tmpfs\", source: \"tmpfs\"}]" \
  'cat /proc/keys; echo masked' masked 'echo secret > rootfs/dev/null'
starts null-swapped "$(swap 'rm dev/null; ln -s /etc/shown dev/null') | .linux.maskedPaths = [\"/proc/keys\"]" \
  'cat /etc/shown; cat /proc/keys; echo masked' $'shown\nmasked' 'echo shown > rootfs/etc/shown'
# CVE-2025-52565: /dev/console leads elsewhere.
refused console-link "$no_dev | .process.terminal = true | .mounts += [{destination: \"/dev/pts\", type: \"devpts\", source: \"devpts\"}]" \
  /dev/console "ln -s /proc/sys/kernel/core_pattern rootfs/dev/console"
refused console-swapped ".process.terminal = true | $(swap 'ln -s /proc/sys/kernel/hostname dev/console')" /dev/console
refused devpts-swapped ".process.terminal = true | $(swap 'umount dev/pts; rmdir dev/pts; mkdir tmp/pts; touch tmp/pts/ptmx; ln -s ../tmp/pts dev/pts')" /dev/pts
refused terminal-without-devpts '.process.terminal = true | .mounts |= map(select(.type != "devpts"))' /dev/pts
# CVE-2019-19921, CVE-2023-27561: what is mounted on /proc is not where it seems.
refused proc-link . '/proc of the image is a symlink' "rmdir rootfs/proc; ln -s '$outside' rootfs/proc"
refused sys-link . '/sys of the image is a symlink' "rmdir rootfs/sys; ln -s '$outside' rootfs/sys"
refused proc-covered '.mounts += [{destination: "/proc", type: "tmpfs", source: "tmpfs"}]' 'covers /proc'
refused proc-file-covered "$(bind /proc/self/attr/exec /dev/null)" 'inside /proc'
refused proc-through-link "$(bind /etc/attr/x /dev/null)" 'inside /proc' 'ln -s ../proc/self/attr rootfs/etc/attr'
starts sysctl-without-proc '.mounts |= map(select(.type != "proc")) | .linux.sysctl = {"net.ipv4.ip_forward": "1"}
  | .linux.maskedPaths = [] | .linux.readonlyPaths = []' 'cat /proc/sys/net/ipv4/ip_forward' image \
  'mkdir -p rootfs/proc/sys/net/ipv4; echo image > rootfs/proc/sys/net/ipv4/ip_forward'
# CVE-2025-52881: the same once procfs was there. What is written goes to the one below.
starts sysctl-swapped ".linux.sysctl = {\"net.ipv4.ip_forward\": \"1\"} | .linux.maskedPaths = [] | .linux.readonlyPaths = []
  | .process.capabilities[] += [\"CAP_SYS_ADMIN\"] | $(swap 'mount -t tmpfs x proc; mkdir -p proc/sys/net/ipv4; echo image > proc/sys/net/ipv4/ip_forward')" \
  'cat /proc/sys/net/ipv4/ip_forward; umount /proc; cat /proc/sys/net/ipv4/ip_forward' $'image\n1' :
refused sysctl-of-the-host '.linux.sysctl = {"kernel.core_pattern": "|/x"}' 'belongs to no namespace'
# The image's /dev leads out of the rootfs.
starts dev-link . 'test -c /dev/null && ls -d /dev/fd' /dev/fd "rmdir rootfs/dev; ln -s '$outside' rootfs/dev"
starts dev-link-unmounted "$no_dev" 'test -c /dev/null && echo device' device "rmdir rootfs/dev; ln -s '../../../../../../../../$outside' rootfs/dev"
# CVE-2024-45310, CVE-2021-30465: destinations that climb or follow links.
starts climb "$(bind "/../../../../../../../$outside/x" /etc/hostname)" 'test -f '"$outside/x"' && echo inside' inside :
starts link-out "$(bind /link/x/y /etc/hostname)" 'test -f /link/x/y && echo inside' inside "ln -s '$outside' rootfs/link"
starts link-up "$(bind /link/x /etc)" 'test -d /link/x && echo inside' inside "ln -s '../../../../../../../..$outside' rootfs/link"
starts last-link "$(bind /link /etc/hostname)" 'test -f /link && echo inside' inside "ln -s '$outside/file' rootfs/link"
# One that is a directory when it is looked at, and a symlink when it is opened: python swaps the two all the time.
bundle swapped "$(bind /x/y/z /etc/hostname)" 'true' "mkdir rootfs/x; ln -s '$outside' rootfs/swap"
python3 -c 'import ctypes, os
parent = os.getppid()
while os.getppid() == parent: ctypes.CDLL(None).renameat2(-100, b"swapped/rootfs/x", -100, b"swapped/rootfs/swap", 2)' &
swapping=$!
sed 's#/x/y/z#/x/@/z#' swapped/config.json > swapped.json
for n in {1..30}; do
  sed "s#/x/@/z#/x/$n/z#" swapped.json > swapped/config.json
  (cd swapped && timeout 60 railcar run swapped > /dev/null 2>&1 < /dev/null) || true
done
kill $swapping
untouched swapped
refused link-loop "$(bind /link/x /etc/hostname)" symlinks 'ln -s link rootfs/link'
starts mask-link '.linux.maskedPaths = ["/link", "/missing", "/etc/passwd/x"]' 'ls -A /link; touch /link/x 2> /dev/null || echo masked' masked \
  "ln -s '$outside' rootfs/link; mkdir -p 'rootfs$outside'"
# The rootfs of a user namespace that lacks a network namespace sees the host's /sys, read-only.
starts host-sys '.linux.namespaces |= map(select(.type != "network")) | .linux.namespaces += [{type: "user"}]
  | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings
  | .linux.resources = {}' \
  'grep " /sys" /proc/self/mountinfo | cut -d" " -f6 | cut -d, -f1 | sort -u; touch /sys/x 2> /dev/null || echo kept' $'ro\nkept' \
  'chown -R 100000:100000 rootfs'
# Mistakes are told before anything runs.
refused no-source "$(bind /x /no/such/file)" '/no/such/file for /x does not exist'
refused file-on-directory "$(bind /etc /etc/hostname)" 'a file on a file'
refused over-the-root '.mounts += [{destination: "/", type: "tmpfs"}]' "root itself"
refused unknown-option '.mounts += [{destination: "/x", type: "tmpfs", options: ["size=1m", "nonsense=1"]}]' 'option nonsense=1'
refused unknown-type '.mounts += [{destination: "/x", type: "nonsensefs"}]' 'mount nonsensefs on /x'
refused no-rootfs '.root.path = "nowhere"' 'nowhere does not exist'
refused idmapped "$(bind /x /etc/hostname | sed 's/\["bind"\]/["bind", "idmap"]/')" idmapped
