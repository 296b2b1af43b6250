# shellcheck shell=bash
# Sourced: tells what a test run left behind on the host.

# jvms TREE: the pids of the JVMs that run from the installed tree TREE; an engine is one.
jvms() {
  local process
  for process in /proc/[0-9]*; do
    if [[ $(readlink "$process/exe" 2> /dev/null) = "$1/lib/microcontainer/runtime/bin/java"* ]]; then
      printf '%s\n' "${process#/proc/}"
    fi
  done
}

# stop_engines TREE: ends them and waits for their end, for at most one minute.
stop_engines() {
  local pid
  for pid in $(jvms "$1"); do
    kill "$pid" 2> /dev/null || true
  done
  for _ in {1..600}; do
    [[ -n $(jvms "$1") ]] || return 0
    sleep 0.1
  done
  echo "these JVMs of $1 do not end: $(jvms "$1" | tr '\n' ' ')" >&2
  return 1
}

# Processes of our names, and those in a mount namespace that is not this shell's: the containers.
suspects() {
  local process pid own_ns name
  own_ns=$(readlink /proc/self/ns/mnt)
  for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    [[ -r $process/cmdline ]] || continue
    name=$({ tr '\0' ' ' < "$process/cmdline"; } 2> /dev/null | cut -c1-120) || continue
    # A process without a command line is a kernel thread or a zombie whose parent answers for it.
    [[ -n $name ]] || continue
    case $(readlink "$process/exe" 2> /dev/null) in
      */microcontainer/launcher* | */microcontainer/runtime/*) ;;
      *)
        [[ $name =~ ^([^ ]*/)?(microcontainer|railcar|crashcart|smith)( |$) ]] \
          || [[ $(readlink "$process/ns/mnt" 2> /dev/null || echo "$own_ns") != "$own_ns" ]] || continue
        ;;
    esac
    printf 'process %s %s\n' "$pid" "$name"
  done
}

# cgroups: every cgroup, except those that others make: systemd's own units, and siblings of a cgroup that holds this shell.
cgroups() {
  local expression own
  expression='\.(service|socket|mount|swap)(/|$)|/session-|/user[@-]'
  while IFS=: read -r _ _ own; do
    own=${own%/*}
    [[ -z $own ]] || expression+="|^/sys/fs/cgroup(/[^/]*)?$(sed 's/[^a-zA-Z0-9/_-]/\\&/g' <<< "$own")/[^/]*$"
  done < /proc/self/cgroup
  { find /sys/fs/cgroup -mindepth 1 -type d 2> /dev/null || true; } | grep -Ev "$expression" || true
}

# What can leak, one a line.
host_state() {
  local device
  cut -d' ' -f5 /proc/self/mountinfo | sort | uniq -c | sed 's/^ *\([0-9]*\) /mount of count \1 on /'
  cgroups | sed 's/^/cgroup /'
  for device in /sys/block/loop*/loop/backing_file; do
    [[ ! -r $device ]] || printf 'loop device %s of %s\n' "$(cut -d/ -f4 <<< "$device")" "$(< "$device")"
  done
  # Some files stay on purpose: an engine's log tells why it ended, its lock may be waited for, and @seccomp holds compiled filters.
  { find /run/microcontainer /run/railcar /run/crashcart -mindepth 1 \
    ! -name 'engine-*.log' ! -name lock ! -path '/run/railcar/@seccomp*' 2> /dev/null || true; } | sed 's/^/file /'
  suspects
}

# leaks_since FILE: prints what host_state finds now and had not put into FILE; waits a little for what is just ending.
leaks_since() {
  local new deadline=$((SECONDS + 10))
  while :; do
    new=$(host_state | grep -Fxv -f "$1" || true)
    [[ -n $new ]] || return 0
    [[ $SECONDS -lt $deadline ]] || break
    sleep 0.2
  done
  printf '%s\n' "$new"
}
