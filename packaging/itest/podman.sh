#!/usr/bin/env bash
# Podman with railcar as its runtime, on an image made here.
set -euo pipefail
runtime=${RUNTIME:-$TREE/bin/railcar}
"$PACKAGING/mkbundle.sh" bundle
umoci init --layout image
umoci new --image image:latest
umoci unpack --image image:latest unpacked > /dev/null 2>&1
cp -a bundle/rootfs/. unpacked/rootfs/
umoci repack --image image:latest unpacked > /dev/null 2>&1
umoci config --image image:latest --config.entrypoint /bin/sh --config.env PATH=/bin --os linux

# Where the test itself runs with low limits, podman's defaults would lie above them.
printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n' > containers.conf
export CONTAINERS_CONF=$PWD/containers.conf
podman=(podman --root "$PWD/root" --runroot "$PWD/run" --runtime "$runtime" --cgroup-manager=cgroupfs --events-backend=file)
# A parent cgroup of the test's own, which can go again: podman leaves its usual one behind. Its monitors are in that one all the same.
parent=microcontainer-podman-$$
usual=$(find /sys/fs/cgroup -type d -name libpod_parent)
container=
cleanup() {
  [[ -z $container ]] || "${podman[@]}" rm -f -t 0 "$container" > /dev/null 2>&1 || true
  umount -R "$PWD/root/overlay" 2> /dev/null || true
  for _ in {1..50}; do
    find /sys/fs/cgroup -depth -type d -path "*/$parent*" -exec rmdir {} \; 2> /dev/null || true
    [[ -n $usual ]] || find /sys/fs/cgroup -depth -type d -path '*/libpod_parent*' -exec rmdir {} \; 2> /dev/null || true
    # A monitor may be on its way out.
    find /sys/fs/cgroup -type d \( -name "$parent" -o -name libpod_parent \) | grep -vxF "${usual:-none}" | grep -q . || break
    sleep 0.1
  done
}
trap cleanup EXIT

# check NAME WANTED COMMAND...
check() {
  local name=$1 wanted=$2 got
  shift 2
  got=$("$@" 2>&1) || true
  if [[ $got != *"$wanted"* ]]; then
    printf '%s: wanted "%s", got: %s\n' "$name" "$wanted" "$got"
    exit 1
  fi
  echo "$name"
}

skopeo --insecure-policy copy -q oci:image:latest docker-archive:image.tar:localhost/test:latest
"${podman[@]}" load -q -i image.tar
image=localhost/test:latest
run=("${podman[@]}" run --rm --network=none --cgroup-parent "/$parent")
check run uid=0 "${run[@]}" "$image" -c id
check 'read-only root' Read-only "${run[@]}" --read-only "$image" -c 'touch /x'
status=0
"${run[@]}" "$image" -c 'exit 7' || status=$?
[[ $status = 7 ]]
check terminal /dev/pts script -qec "${run[*]} -t $image -c tty" /dev/null
container=$("${podman[@]}" run -d --network=none --cgroup-parent "/$parent" "$image" -c 'sleep 100')
check exec uid=0 "${podman[@]}" exec "$container" id
check top sleep "${podman[@]}" top "$container"
"${podman[@]}" stop -t 1 "$container"
"${podman[@]}" rm "$container"
container=
