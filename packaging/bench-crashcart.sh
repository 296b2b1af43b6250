#!/usr/bin/env bash
# bench-crashcart.sh N [CART]: times the way into a container that has a shell of its own: nsenter and crashcart in turn, and
# docker exec where there is a dockerd. Each N times: a command that ends at once, and a shell on a terminal until its first prompt.
# CART is used besides a directory with busybox. Needs root, jq, busybox-static, cc. Prints medians, least values, and ratios to nsenter's.
set -euo pipefail
[[ $# -ge 1 ]] || { echo "usage: bench-crashcart.sh N [CART]" >&2; exit 2; }
rounds=$1
cart=${2:+$(realpath "$2")}
packaging=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
chmod 755 "$work"
daemon=
cleanup() {
  railcar delete -f "$id" > /dev/null 2>&1 || true
  if [[ -n $daemon ]]; then
    docker rm -f "$id-docker" > /dev/null 2>&1 || true
    kill "$daemon" || true
    wait "$daemon" || true
  fi
  rm -rf --one-file-system "$work"
}
id=bench-crashcart-$$
trap cleanup EXIT
cd "$work"

# A process of a few KB that starts the command: the shell's own fork would be timed else.
cc -O2 -static -o timed "$packaging/timed.c"
"$packaging/mkbundle.sh" bundle sleep 100000
# What runs in the container is to get the processor as soon as what runs beside it, on a busy machine too (with nice -n -20).
jq '.linux.resources.cpu = {shares: 262144}' bundle/config.json > config
mv config bundle/config.json
mkdir -p busybox/bin
cp bundle/rootfs/bin/busybox busybox/bin/
ln -s busybox busybox/bin/sh
ln -s busybox busybox/bin/true
railcar run -d --bundle bundle "$id" < /dev/null > /dev/null 2>&1
pid=$(railcar state "$id" | jq .pid)

if command -v dockerd > /dev/null; then
  dockerd --data-root "$work/docker" --exec-root "$work/docker-run" -H "unix://$work/docker.sock" -p "$work/docker.pid" --iptables=false \
    --bridge=none --storage-driver vfs < /dev/null > dockerd.log 2>&1 &
  daemon=$!
  export DOCKER_HOST=unix://$work/docker.sock
  for _ in {1..300}; do
    ! docker version > /dev/null 2>&1 || break
    sleep 0.1
  done
  tar -C bundle/rootfs -c . | docker import - bench > /dev/null
  docker run -d --name "$id-docker" --cpu-shares 262144 --network none bench sleep 100000 > /dev/null
fi

# measure WAY WHAT [-p PROMPT] COMMAND...
measure() {
  printf '%s %s %s\n' "$1" "$2" "$(./timed "${@:3}")" >> measured.txt
}
export TERM=dumb
crash() {
  measure "$1" true crashcart -i "$2" "$id" -- true
  measure "$1" prompt -p "$3" crashcart -i "$2" "$id"
}
# An engine that has served some callers is what an operator meets; the first ones are served while its code is compiled.
for _ in {1..40}; do
  crashcart -i busybox "$id" -- true
done
for _ in $(seq "$rounds"); do
  measure nsenter true nsenter -t "$pid" -a true
  measure nsenter prompt -p '# ' nsenter -t "$pid" -a env -u PS1 sh -i
  crash crashcart busybox '# '
  [[ -z $cart ]] || crash "crashcart-${cart##*/}" "$cart" ']# '
  if [[ -n $daemon ]]; then
    measure docker-exec true docker exec "$id-docker" true
    measure docker-exec prompt -p '# ' docker exec -it "$id-docker" sh
  fi
done

sort -k2,2r -k1,1 -k3,3n measured.txt | awk '
  function flush() {
    if (n) { middle[++rows] = t[int((n + 1) / 2)] / 1000; least[rows] = t[1] / 1000; bad[rows] = failed; name[rows] = way; did[rows] = what
      if (way == "nsenter") base[what] = middle[rows] }
  }
  $1 != way || $2 != what { flush(); n = failed = 0; way = $1; what = $2 }
  { t[++n] = $3; failed += $4 != 0 }
  END {
    flush()
    printf "%-32s %-7s %8s %8s %8s %7s\n", "way", "what", "median", "least", "ratio", "failed"
    for (r = 1; r <= rows; r++)
      printf "%-32s %-7s %8.1f %8.1f %8.2f %7d\n", name[r], did[r], middle[r], least[r], middle[r] / base[did[r]], bad[r]
  }'
