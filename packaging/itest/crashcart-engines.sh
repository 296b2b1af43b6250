#!/usr/bin/env bash
# Containers of Podman, containerd and Docker as targets: found by name and id in the engines' own files and sockets, and entered.
set -euo pipefail
daemons=()
stop_all=()
cleanup() {
  local each
  for each in ${stop_all[@]+"${stop_all[@]}"}; do
    $each > /dev/null 2>&1 || true
  done
  for each in ${daemons[@]+"${daemons[@]}"}; do
    kill "$each" 2> /dev/null || true
    wait "$each" 2> /dev/null || true
  done
  umount -R "$PWD/root/overlay" "$PWD/docker" 2> /dev/null || true
  # Where a hierarchy is not mounted, Podman makes plain files in the directory that would hold it.
  find /sys/fs/cgroup -xdev -depth -path "*/$parent*" -delete 2> /dev/null || true
  find /sys/fs/cgroup -xdev -mindepth 1 -maxdepth 1 -type d -empty -exec rmdir {} \; 2> /dev/null || true
  # Podman's monitors are in a cgroup of its own choice, and may be on their way out.
  for _ in {1..50}; do
    find /sys/fs/cgroup -depth -type d -path "*/$parent*" -exec rmdir {} \; 2> /dev/null || true
    [[ -n $usual ]] || find /sys/fs/cgroup -depth -type d -path '*/libpod_parent*' -exec rmdir {} \; 2> /dev/null || true
    { find /sys/fs/cgroup -type d \( -name "$parent" -o -name libpod_parent \) 2> /dev/null || true; } | grep -vxF "${usual:-none}" | grep -q . || break
    sleep 0.1
  done
}
fail() {
  printf '%s\n' "$*"
  exit 1
}
soon() {
  local try
  for ((try = 0; try < 300; try++)); do
    ! "$@" > /dev/null 2>&1 || return 0
    sleep 0.1
  done
  fail "did not come true: $*"
}
parent=microcontainer-engines-$$
usual=$(find /sys/fs/cgroup -type d -name libpod_parent 2> /dev/null || true)
trap cleanup EXIT

mkdir -p cart/bin
cp "$(command -v busybox)" cart/bin/busybox
for applet in sh cat id ls; do
  ln -s busybox cart/bin/$applet
done
chmod -R a+rX cart

# An image from scratch: one program, which sleeps.
printf '#include <unistd.h>\nint main(void) { for (;;) pause(); }\n' > app.c
cc -static -o app app.c
umoci init --layout image
umoci new --image image:latest
umoci unpack --image image:latest unpacked > /dev/null 2>&1
cp app unpacked/rootfs/
umoci repack --image image:latest unpacked > /dev/null 2>&1
umoci config --image image:latest --config.entrypoint /app --os linux
skopeo --insecure-policy copy -q oci:image:latest docker-archive:image.tar:localhost/app:latest

# enters ENGINE ID NAME: the container is listed, and a session in it runs, by its id, the id's beginning, and its name.
enters() {
  local engine=$1 id=$2 name=$3 word got
  crashcart list | grep -qE "^${id:0:12} .* $engine" || fail "$engine: $id is not listed: $(crashcart list)"
  for word in "$id" "${id:0:10}" "$name" "${name%?}"; do
    got=$(timeout -k 5 60 crashcart -i cart "$word" cat /proc/1/comm 2>&1 < /dev/null) || true
    [[ $got = app ]] || fail "$engine: $word: $got"
  done
  [[ $(crashcart inspect --json "$name" | jq -r '.processes[0].command') = /app ]] || fail "$engine: inspect"
  echo "$engine"
}

if command -v podman > /dev/null; then
  printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n' > containers.conf
  export CONTAINERS_CONF=$PWD/containers.conf
  printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/root"\n' "$PWD" "$PWD" > storage.conf
  export CONTAINERS_STORAGE_CONF=$PWD/storage.conf
  podman=(podman --runtime "$(command -v runc)" --cgroup-manager=cgroupfs --events-backend=file)
  "${podman[@]}" load -q -i image.tar > /dev/null
  id=$("${podman[@]}" run -d --name "pod-$$" --read-only --network=none --cgroup-parent "/$parent" localhost/app:latest)
  stop_all+=("${podman[*]} rm -f -t 0 $id")
  enters podman "$id" "pod-$$"
else
  echo 'podman: not here'
fi

if command -v containerd > /dev/null && command -v ctr > /dev/null; then
  mkdir -p containerd
  printf 'version = 2\nroot = "%s"\nstate = "%s"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n address = "%s"\n' \
    "$PWD/containerd/root" "$PWD/containerd" "$PWD/containerd/containerd.sock" > containerd.toml
  containerd -c containerd.toml > containerd.log 2>&1 < /dev/null &
  daemons+=("$!")
  ctr=(ctr -a "$PWD/containerd/containerd.sock")
  soon "${ctr[@]}" version
  "${ctr[@]}" images import image.tar > /dev/null
  "${ctr[@]}" run -d --snapshotter native --cgroup "/$parent/ctr" localhost/app:latest "ctr-$$" > ctr.log 2>&1 < /dev/null
  stop_all+=("${ctr[*]} tasks kill -s KILL ctr-$$" "sleep 1" "${ctr[*]} tasks rm ctr-$$" "${ctr[*]} containers rm ctr-$$")
  CONTAINERD_ADDRESS=$PWD/containerd/containerd.sock enters containerd/default "ctr-$$" "ctr-$$"
else
  echo 'containerd: not here'
fi

if command -v dockerd > /dev/null; then
  dockerd --data-root "$PWD/docker" --exec-root "$PWD/docker-run" -H "unix://$PWD/docker.sock" -p "$PWD/docker.pid" --iptables=false --bridge=none \
    --storage-driver vfs > dockerd.log 2>&1 < /dev/null &
  daemons+=("$!")
  export DOCKER_HOST=unix://$PWD/docker.sock
  soon docker version
  docker load -qi image.tar > /dev/null
  id=$(docker run -d --name "dock-$$" --read-only --network none --cgroup-parent "/$parent" localhost/app:latest)
  stop_all=("docker rm -f $id" "${stop_all[@]+"${stop_all[@]}"}")
  enters docker "$id" "dock-$$"
else
  echo 'docker: not here'
fi
