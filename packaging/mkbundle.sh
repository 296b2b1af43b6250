#!/usr/bin/env bash
# mkbundle.sh DIR [WORD...]: makes an OCI bundle in DIR out of the host's static busybox, without any runtime's help.
# It runs WORD... (default: true) without a terminal, on a writable root, in all namespaces but user and time, without limits.
set -euo pipefail
umask 022

fail() {
  echo "mkbundle.sh: $*" >&2
  exit 1
}

[[ $# -ge 1 ]] || fail "usage: mkbundle.sh DIR [WORD...]"
command -v jq > /dev/null || fail "jq is not installed: run packaging/deps.sh demo"
busybox=$(command -v busybox) || fail "busybox is not installed: run packaging/deps.sh demo"
if ldd "$busybox" > /dev/null 2>&1; then
  fail "$busybox is not static and would find no libraries in the bundle: install busybox-static"
fi
dir=$1
shift
[[ $# -gt 0 ]] || set -- true
mkdir -p "$dir"
[[ ! -e $dir/rootfs && ! -e $dir/config.json ]] || fail "$dir already holds a bundle"
root=$dir/rootfs
mkdir -p "$root"/{bin,dev,etc,proc,root,sbin,sys,tmp,var}
mkdir -p "$root"/usr/{bin,sbin}
chmod 1777 "$root/tmp"
cp "$busybox" "$root/bin/busybox"
chmod 755 "$root/bin/busybox"
"$busybox" --list | while read -r applet; do
  [[ $applet = busybox ]] || ln -s busybox "$root/bin/$applet"
done
printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/:/bin/false > "$root/etc/passwd"
printf '%s\n' root:x:0: nogroup:x:65534: > "$root/etc/group"

capabilities='["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"]'
jq -n --argjson capabilities "$capabilities" '{
  ociVersion: "1.2.0",
  process: {
    terminal: false,
    user: { uid: 0, gid: 0 },
    args: $ARGS.positional,
    env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
    cwd: "/",
    capabilities: { bounding: $capabilities, effective: $capabilities, permitted: $capabilities },
    rlimits: [{ type: "RLIMIT_NOFILE", hard: 1024, soft: 1024 }],
    noNewPrivileges: true
  },
  root: { path: "rootfs", readonly: false },
  hostname: "bundle",
  mounts: [
    { destination: "/proc", type: "proc", source: "proc" },
    { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "strictatime", "mode=755", "size=65536k"] },
    { destination: "/dev/pts", type: "devpts", source: "devpts",
      options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
    { destination: "/dev/shm", type: "tmpfs", source: "shm", options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
    { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"] },
    { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"] }
  ],
  linux: {
    resources: { devices: [{ allow: false, access: "rwm" }] },
    namespaces: [{ type: "pid" }, { type: "network" }, { type: "ipc" }, { type: "uts" }, { type: "mount" }],
    maskedPaths: ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/sched_debug",
      "/proc/scsi", "/sys/firmware"],
    readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
  }
}' --args -- "$@" > "$dir/config.json"
