#!/usr/bin/env bash
# Real containers of every engine as targets. For each engine:
#
#   kind of container  scratch  one static program, nothing else, read-only root
#                      musl     a program of musl's and its loader
#                      user     as scratch, run by another user than root
#                      mapped   the same in a user namespace
#                      pod      with the pid namespace of another container
#                      host     with the host's pid namespace
#     each gets a shell with tools, the first by its id, the beginning of it, its name and its process, and on a terminal
#   a beginning        that fits two containers: both are listed, nothing is done
#   two sessions       one ends and the other lives on; both end and nothing is left
#   who is killed      the launcher, and the target: nothing is left, and the status and words say what happened
#
# With one engine, to which the rest is the same for all, also: the engine, both, the program, the guardian, and the launcher at any moment.
# CRI-O is not in Debian: its containers are made here as it does, by its monitor conmon and in its directories.
set -euo pipefail
# shellcheck source=packaging/itest/crashcart.inc
. "$PACKAGING/itest/crashcart.inc"
# shellcheck source=packaging/leaks.sh
. "$PACKAGING/leaks.sh"

read -ra engines <<< "${ENGINES:-railcar runc crun podman containerd docker cri-o}"
kinds=(scratch musl user mapped pod host)
tag=target-$$
parent=microcontainer-targets-$$
usual=$(find /sys/fs/cgroup -type d -name libpod_parent 2> /dev/null || true)
daemons=()
sessions=()
undo=()
cleanup() {
  local each
  for each in ${sessions[@]+"${sessions[@]}"}; do
    kill -9 "$each" 2> /dev/null || true
  done
  for each in ${undo[@]+"${undo[@]}"}; do
    eval "$each" > /dev/null 2>&1 || true
  done
  for each in ${daemons[@]+"${daemons[@]}"}; do
    kill "$each" 2> /dev/null || true
    wait "$each" 2> /dev/null || true
  done
  cut -d' ' -f5 /proc/self/mountinfo | grep "^$PWD/" | sort -r | xargs -r -n 1 umount -l || true
  # Where a hierarchy is not mounted, Podman makes plain files in the directory that would hold it.
  find /sys/fs/cgroup -xdev -depth -path "*/$parent*" -delete 2> /dev/null || true
  find /sys/fs/cgroup -xdev -mindepth 1 -maxdepth 1 -type d -empty -exec rmdir {} \; 2> /dev/null || true
  # Monitors are in a cgroup of Podman's own choice, and may be on their way out.
  for _ in {1..50}; do
    find /sys/fs/cgroup -depth -type d -path "*/$parent*" -exec rmdir {} \; 2> /dev/null || true
    [[ -n $usual ]] || find /sys/fs/cgroup -depth -type d -path '*/libpod_parent*' -exec rmdir {} \; 2> /dev/null || true
    { find /sys/fs/cgroup -type d \( -name "$parent" -o -name libpod_parent \) 2> /dev/null || true; } | grep -vxF "${usual:-none}" | grep -q . || break
    sleep 0.1
  done
}
trap cleanup EXIT

busybox_cart cart
app_of rootfs/scratch
app_of rootfs/musl musl-gcc
app_of rootfs/mapped
chown -R 200000:200000 rootfs/mapped
"$PACKAGING/mkbundle.sh" template true

# ---- engines: make_ENGINE KIND NAME starts a container and sets id and pid; scratch is the container whose namespace a pod shares

scratch_pid=
# bundle DIR KIND: the configuration for a runtime.
bundle() {
  local dir=$1 kind=$2 rootfs=scratch change=.
  case $kind in
    musl) rootfs=musl ;;
    user) change='.process.user = {uid: 10, gid: 10}' ;;
    mapped)
      rootfs=mapped
      change='.process.user = {uid: 10, gid: 10} | .linux.namespaces += [{type: "user"}]
        | .linux.uidMappings = [{containerID: 0, hostID: 200000, size: 65536}] | .linux.gidMappings = .linux.uidMappings
        | .mounts |= map(select(.type != "mqueue"))'
      ;;
    pod) change='.linux.namespaces |= map(if .type == "pid" then .path = "/proc/'$scratch_pid'/ns/pid" else . end)' ;;
    host) change='.linux.namespaces |= map(select(.type != "pid")) | .mounts |= map(if .destination == "/proc" then
      {destination: "/proc", type: "bind", source: "/proc", options: ["rbind"]} else . end) | del(.linux.maskedPaths, .linux.readonlyPaths)' ;;
  esac
  mkdir -p "$dir"
  # The directories of mount points are made in the root: one for each container.
  cp -a "rootfs/$rootfs" "$dir/rootfs"
  # crun 1.8 knows no later version of the specification.
  jq ".ociVersion = \"1.0.2\" | .process.args = [\"/app\"] | .root.readonly = true | $change" template/config.json > "$dir/config.json"
}
# A runtime by itself: it is called as NAME RUNTIME COMMAND...
of_runtime() {
  local runtime=$1 kind=$2 name=$3
  bundle "bundle-$name" "$kind"
  id=$name
  undo+=("$runtime delete -f $name")
  # In a user namespace crun gives standard input to the container's user, the host's /dev/null too.
  : > "$name.in"
  $runtime run -d --bundle "bundle-$name" "$name" > "$name.log" 2>&1 < "$name.in" || fail "$runtime: $(cat "$name.log")"
  pid=$($runtime state "$name" | jq .pid)
}
make_railcar() { of_runtime railcar "$@"; }
make_runc() { of_runtime runc "$@"; }
make_crun() { of_runtime crun_here "$@"; }
# crun 1.8 wants cgroup v1 or v2 alone: on a hybrid host the v2 mount is hidden from it.
crun_here() {
  # shellcheck disable=SC2016  # the inner shell expands them
  unshare --mount bash -c 'umount /sys/fs/cgroup/unified 2> /dev/null; exec crun "$@"' crun "$@"
}

# CRI-O's files: the run root holds the bundle with the pid, the graph root the names. Its monitor is conmon.
start_cri-o() {
  mkdir -p crio/root/overlay-containers crio/run/overlay-containers crio/exits crio/sockets
  printf '[storage]\ndriver = "overlay"\nrunroot = "%s/crio/run"\ngraphroot = "%s/crio/root"\n' "$PWD" "$PWD" > crio/storage.conf
  export CONTAINERS_STORAGE_CONF=$PWD/crio/storage.conf
  echo '[]' > crio/root/overlay-containers/containers.json
}
make_cri-o() {
  local kind=$1 name=$2 base=$PWD/crio userdata
  id=$(sha256sum <<< "$name" | cut -d' ' -f1)
  userdata=$base/run/overlay-containers/$id/userdata
  bundle "$userdata" "$kind"
  # Kubernetes' words: the container is called as the test calls it, in a pod of that name with "pod-" before.
  jq --arg id "$id" --arg name "k8s_${name}_pod-${name}_default_6a1d2c1e-8f5f-4b0e-9a53-1f0f2b7d3c55_0" \
    '. + [{id: $id, names: [$name], image: "", layer: "", metadata: "{}", created: "2024-01-01T00:00:00Z", flags: {}}]' \
    crio/root/overlay-containers/containers.json > crio/new && mv crio/new crio/root/overlay-containers/containers.json
  undo+=("runc delete -f $id")
  (cd "$userdata" && conmon -b "$userdata" -c "$id" --exit-dir "$base/exits" -l "$userdata/log" --log-level info -n "$name" \
    -P "$userdata/conmon-pidfile" -p "$userdata/pidfile" --persist-dir "$userdata" -r "$(command -v runc)" --runtime-arg --root=/run/runc \
    --socket-dir-path "$base/sockets" -u "$id") > "$name.log" 2>&1 < /dev/null || fail "conmon: $(cat "$name.log")"
  soon test -s "$userdata/pidfile"
  runc start "$id"
  pid=$(< "$userdata/pidfile")
}

# An image from scratch for each root: one program, which sleeps.
images() {
  local root
  umoci init --layout image
  for root in scratch musl user; do
    umoci new --image "image:$root"
    umoci unpack --image "image:$root" "unpacked-$root" > /dev/null 2>&1
    cp -a "rootfs/${root/user/scratch}/." "unpacked-$root/rootfs/"
    umoci repack --image "image:$root" "unpacked-$root" > /dev/null 2>&1
    umoci config --image "image:$root" --config.entrypoint /app --config.user "$([[ $root != user ]] || echo 10:10)" --os linux
    skopeo --insecure-policy copy -q "oci:image:$root" "docker-archive:$root.tar:localhost/$root:latest"
  done
}
# words KIND: the options that podman and docker run share; sets image too.
words() {
  image=localhost/scratch
  words=(-d --read-only --network=none)
  case $1 in
    musl) image=localhost/musl ;;
    user | mapped) words+=(--user 10:10) ;;
    pod) words+=("--pid=container:$tag-$engine-scratch") ;;
    host) words+=(--pid=host) ;;
  esac
}

start_podman() {
  printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n' > containers.conf
  export CONTAINERS_CONF=$PWD/containers.conf
  printf '[storage]\ndriver = "vfs"\nrunroot = "%s/podman-run"\ngraphroot = "%s/podman-root"\n' "$PWD" "$PWD" > storage.conf
  export CONTAINERS_STORAGE_CONF=$PWD/storage.conf
  # Another engine may have another storage.conf later, when the containers are taken away.
  podman=(env "CONTAINERS_STORAGE_CONF=$PWD/storage.conf" podman --runtime "$(command -v runc)" --cgroup-manager=cgroupfs --events-backend=file)
  "${podman[@]}" load -q -i scratch.tar > /dev/null
  "${podman[@]}" load -q -i musl.tar > /dev/null
}
make_podman() {
  local -a words
  words "$1"
  [[ $1 != mapped ]] || words+=(--uidmap 0:200000:65536 --gidmap 0:200000:65536)
  # What is taken away with its container is noted in another file.
  [[ $1 != user ]] || words+=(--rm)
  id=$("${podman[@]}" run "${words[@]}" --name "$2" --cgroup-parent "/$parent" "$image")
  undo=("${podman[*]} rm -f -t 0 $id" ${undo[@]+"${undo[@]}"})
  pid=$("${podman[@]}" inspect -f '{{.State.Pid}}' "$id")
}

start_containerd() {
  mkdir -p containerd
  printf 'version = 2\nroot = "%s"\nstate = "%s"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n address = "%s"\n' \
    "$PWD/containerd/root" "$PWD/containerd" "$PWD/containerd/containerd.sock" > containerd.toml
  containerd -c containerd.toml > containerd.log 2>&1 < /dev/null &
  daemons+=("$!")
  export CONTAINERD_ADDRESS=$PWD/containerd/containerd.sock
  soon ctr version
  ctr images import scratch.tar > /dev/null
  ctr images import musl.tar > /dev/null
  ctr images import user.tar > /dev/null
}
make_containerd() {
  local image=localhost/scratch:latest
  local -a words=(-d --snapshotter native --read-only)
  case $1 in
    musl) image=localhost/musl:latest ;;
    user) image=localhost/user:latest ;;
    mapped)
      image=localhost/user:latest
      words+=(--uidmap 0:200000:65536 --gidmap 0:200000:65536)
      ;;
    pod) words+=(--with-ns "pid:/proc/$scratch_pid/ns/pid") ;;
    host) return 1 ;; # ctr cannot leave the pid namespace out
  esac
  id=$2
  local there="ctr -a $CONTAINERD_ADDRESS"
  undo+=("$there tasks kill -s KILL $id" "sleep 0.5" "$there tasks rm -f $id" "$there containers rm $id")
  ctr run "${words[@]}" --cgroup "/$parent/$id" "$image" "$id" > "$id.log" 2>&1 < /dev/null || fail "ctr: $(cat "$id.log")"
  pid=$(ctr tasks ls | awk -v id="$id" '$1 == id { print $2 }')
}

# docker_daemon NAME WORD...
docker_daemon() {
  local name=$1
  shift
  "$@" dockerd --data-root "$PWD/$name" --exec-root "$PWD/$name-run" -H "unix://$PWD/$name.sock" -p "$PWD/$name.pid" --iptables=false --bridge=none \
    --storage-driver vfs "${options[@]}" > "$name.log" 2>&1 < /dev/null &
  daemons+=("$!")
  export DOCKER_HOST=unix://$PWD/$name.sock
  soon docker version
  docker load -qi scratch.tar > /dev/null
  docker load -qi musl.tar > /dev/null
}
start_docker() {
  local -a options=(--userns-remap nobody:nogroup)
  # The range of ids belongs to the daemon's own view of the host's files.
  printf '%s:200000:65536\n' nobody nogroup > subid
  # shellcheck disable=SC2016  # the inner shell expands them
  docker_daemon docker-mapped unshare --mount bash -c 'mount -t tmpfs none /mnt && cp -a /etc /mnt/ && cp subid /mnt/etc/subuid &&
    cp subid /mnt/etc/subgid && mount --bind /mnt/etc /etc && exec "$@"' dockerd
  options=()
  docker_daemon docker env
}
make_docker() {
  local -a words
  local host=$PWD/docker.sock
  words "$1"
  [[ $1 != mapped ]] || host=$PWD/docker-mapped.sock
  export DOCKER_HOST=unix://$host
  id=$(docker run "${words[@]}" --name "$2" --cgroup-parent "/$parent" "$image")
  undo=("DOCKER_HOST=$DOCKER_HOST docker rm -f $id" ${undo[@]+"${undo[@]}"})
  pid=$(docker inspect -f '{{.State.Pid}}' "$id")
}

# ---- sessions

crash() { timeout -k 5 60 crashcart -i cart "$@" 2>&1 < /dev/null; }

# A shell with tools, by every word for the container.
enters() {
  local kind=$1 name=$2 word got
  crashcart list | grep -qE "^${id:0:12}.* $title " || fail "$engine $kind: $id is not listed: $(crashcart list)"
  local -a words=("$id")
  [[ $kind != scratch ]] || words+=("$name" "${id:0:40}" "pid:$pid")
  for word in "${words[@]}"; do
    # A name may be the beginning of another, but not an id that is whole.
    # shellcheck disable=SC2016  # the inner shell expands them
    got=$(crash "$word" sh -c 'echo shell; test "$(readlink /proc/self/exe)" = /dev/crashcart/bin/busybox && echo tools; ps | grep -c "[/]app"') || true
    [[ $got = shell?tools?[1-9]* ]] || fail "$engine $kind: $word: $got"
  done
  [[ $kind = @(scratch|mapped) ]] || return 0
  got=$(PROMPT='# ' on_terminal $'tty; id -u\nexit 7' crashcart -i cart "$id") && fail "$engine $kind: no exit status: $got" || [[ $? = 7 ]] || fail "$engine $kind: $got"
  [[ $got = */dev/console*0* ]] || fail "$engine $kind: a terminal: $got"
}

# What is special about a kind.
is() {
  local kind=$1
  [[ $kind != musl ]] || [[ $(crash "$id" ls /lib) = ld-musl-* ]] || fail "$engine: the musl container is another one"
  [[ $kind != mapped ]] || [[ $(crash "$id" cat /proc/self/uid_map) = *200000* ]] || fail "$engine: the session is not in the user namespace"
  [[ $kind != @(user|mapped) ]] || [[ $(crash --like-target "$id" id -u) = 10 ]] || fail "$engine $kind: like the target"
}

# begin: a session with two processes; $launcher, $guardian, $program are its processes.
begin() {
  crashcart -i cart "$id" sh -c 'sleep 4711 & sleep 4711; exit 9' > session.log 2>&1 < /dev/null &
  launcher=$!
  sessions+=("$launcher")
  soon running
  running
}
running() { guardian=$(pgrep -P "$launcher" --ns "$pid" --nslist pid) && program=$(pgrep -P "$guardian" sh) && pgrep -P "$program" sleep; } > /dev/null
ended() {
  local wanted=$1 status=0
  wait "$launcher" || status=$?
  [[ $status = "$wanted" ]] || fail "$engine: a session whose $2 was killed ended with $status, not $wanted: $(cat session.log)"
}

two_sessions() {
  local first
  remember "$pid"
  begin
  first=$launcher
  begin
  kill -TERM "$first"
  wait "$first" || true
  running || fail "$engine: the end of one session was the other's too"
  [[ $(crash "$id" echo third) = third ]] || fail "$engine: no third session"
  kill -TERM "$launcher"
  ended 143 launcher
  clean "$engine: two sessions"
}

# killed WHO STATUS
killed() {
  remember "$pid"
  begin
  local jvm
  jvm=$(jvms "$TREE")
  case $1 in
    engine)
      # shellcheck disable=SC2086  # a list
      kill -9 $jvm
      running || fail "$engine: the session ended with the engine"
      pkill -P "$program" -x sleep
      ;;
    both)
      # shellcheck disable=SC2086
      kill -9 "$launcher" $jvm
      ;;
    *) kill -9 "${!1}" ;;
  esac
  ended "$2" "$1"
  clean "$engine: $1 killed"
}

# Sessions whose launcher is killed after a time that is different for each, before there is a program or after.
any_moment() {
  local visibility i
  remember "$pid"
  for visibility in --private --shared; do
    for ((i = 0; i < 25; i++)); do
      crashcart -i cart "$visibility" "$id" sleep 4711 > session.log 2>&1 < /dev/null &
      launcher=$!
      sleep "0.0$((RANDOM % 6))$((RANDOM % 10))"
      kill -9 "$launcher" 2> /dev/null || true
      wait "$launcher" 2> /dev/null || true
    done
  done
  clean "$engine: launchers killed at any moment"
}

target_ends() {
  remember "$pid"
  begin
  kill -9 "$pid"
  ended 137 target
  grep -q 'has ended, and the session with it' session.log || fail "$engine: nothing is said of the target's end: $(cat session.log)"
  watched=()
  : > before.target
  clean "$engine: the target ended"
}

ambiguous() {
  local said
  remember "$pid"
  said=$(crash "$tag-$engine-" sh -c 'echo done-') && fail "$engine: a beginning of several names: $said"
  [[ $said = *nothing\ was\ done* && $said = *$tag-$engine-scratch* && $said = *$tag-$engine-pod* && $said != *done-* ]] || fail "$engine: $said"
  clean "$engine: a beginning of several names"
}

images
for engine in "${engines[@]}"; do
  needs=$engine
  [[ $engine != cri-o ]] || needs=conmon
  [[ $engine != docker ]] || needs=dockerd
  command -v "$needs" > /dev/null || {
    echo "$engine: not here"
    continue
  }
  title=$engine
  [[ $engine != containerd ]] || title=containerd/default
  ! declare -F "start_$engine" > /dev/null || "start_$engine"
  entered=()
  for kind in "${kinds[@]}"; do
    "make_$engine" "$kind" "$tag-$engine-$kind" || continue
    [[ $kind != scratch ]] || scratch_pid=$pid
    enters "$kind" "$tag-$engine-$kind"
    is "$kind"
    entered+=("$kind")
    [[ $kind != scratch ]] || scratch_id=$id
    [[ $kind != musl ]] || musl_id=$id musl_pid=$pid
  done
  [[ $engine != docker ]] || export DOCKER_HOST=unix://$PWD/docker.sock
  id=$scratch_id pid=$scratch_pid
  ambiguous
  two_sessions
  killed launcher 137
  if [[ $engine = "${engines[0]}" ]]; then
    killed program 137
    killed engine 9
    killed both 137
    any_moment
    # Its orphans fall to the container's own first process.
    id=$musl_id pid=$musl_pid
    killed guardian 137
    id=$scratch_id pid=$scratch_pid
  fi
  target_ends
  echo "$engine: ${entered[*]}"
  unset CONTAINERS_STORAGE_CONF CONTAINERS_CONF CONTAINERD_ADDRESS DOCKER_HOST
done
