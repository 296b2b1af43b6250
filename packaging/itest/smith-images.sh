#!/usr/bin/env bash
# Images of smith in the hands of others: skopeo, umoci, podman and Docker take them, gzip or zstd, one layer or several; a registry
# gives them back, and they are what they should be.
set -euo pipefail
export XDG_CACHE_HOME=$PWD/cache
"$PACKAGING/mkyumrepo.sh" "$PWD/repository" coreutils > /dev/null
docker=
cleanup() {
  if [[ -n $docker ]]; then
    kill "$docker" 2> /dev/null || true
    wait "$docker" || true
  fi
  umount -R "$PWD/root" "$PWD/docker" 2> /dev/null || true
}
trap cleanup EXIT

# build NAME LINE...: an image of cat with more lines in smith.yaml.
build() {
  mkdir "$1"
  printf '%s\n' 'package: coreutils' "repos: [{baseurl: $PWD/repository, gpgcheck: false}]" 'paths: [/bin/cat]' 'entrypoint: [/bin/cat]' "${@:2}" > "$1/smith.yaml"
  (cd "$1" && smith > out 2> err)
  [[ ! -s $1/err ]] || { cat "$1/err"; exit 1; }
  smith verify "$1/image.tar.gz"
}
build gzip
build zstd 'compression: zstd'
build layers 'layers: 3'
[[ $(skopeo inspect oci-archive:layers/image.tar.gz | grep -c 'sha256:.*,\?$') -ge 3 ]]

echo hello > text
podman=(podman --root "$PWD/root" --runroot "$PWD/run" --storage-driver vfs)
for name in gzip zstd layers; do
  "${podman[@]}" load -q -i "$name/image.tar.gz"
  skopeo --insecure-policy copy -q "oci-archive:$name/image.tar.gz" "oci:layout:$name"
  # umoci knows zstd since its version 0.5 only.
  if [[ $name != zstd ]]; then
    umoci unpack --image "layout:$name" "$name/bundle" > umoci.log 2>&1 || { cat umoci.log; exit 1; }
    [[ $(chroot "$name/bundle/rootfs" /bin/cat < text) = hello ]]
  fi
done
# The same files, however they are packed.
diff -r --no-dereference gzip/bundle/rootfs layers/bundle/rootfs
for name in zstd layers; do
  smith diff gzip/image.tar.gz "$name/image.tar.gz" || { echo "$name has other files than gzip"; exit 1; }
done

# Docker takes OCI archives since its 25th version, and docker save's kind always.
skopeo --insecure-policy copy -q oci-archive:gzip/image.tar.gz docker-archive:docker.tar:localhost/cat:latest
if command -v dockerd > /dev/null; then
  dockerd --data-root "$PWD/docker" --exec-root "$PWD/docker-run" --pidfile "$PWD/docker.pid" -H "unix://$PWD/docker.sock" --bridge none --iptables=false \
    --ip6tables=false --storage-driver vfs > docker.log 2>&1 < /dev/null &
  docker=$!
  export DOCKER_HOST=unix://$PWD/docker.sock
  for _ in {1..200}; do
    docker version > /dev/null 2>&1 && break
    kill -0 "$docker" 2> /dev/null || break
    sleep 0.1
  done
  if server=$(docker version --format '{{.Server.Version}}' 2> /dev/null); then
    docker load -i docker.tar
    [[ $(docker image inspect localhost/cat:latest --format '{{.Config.User}} {{.Config.Entrypoint}}') = '10:10 [/bin/cat]' ]]
    skopeo --insecure-policy copy -q --dest-daemon-host "$DOCKER_HOST" oci-archive:layers/image.tar.gz docker-daemon:localhost/layers:latest
    images=(localhost/cat:latest localhost/layers:latest)
    for name in gzip layers; do
      if loaded=$(docker load -q -i "$name/image.tar.gz" 2>&1); then
        images+=("${loaded##* }")
      elif ((${server%%.*} >= 25)); then
        echo "Docker $server does not take an OCI archive: $loaded"
        exit 1
      fi
    done
    for image in "${images[@]}"; do
      # No network: the test asks nothing of the host's.
      [[ $(docker run --rm -i --network none "$image" < text) = hello ]] || { echo "Docker does not run $image"; exit 1; }
    done
    echo "Docker $server has run ${images[*]}"
  else
    echo "dockerd does not start here:"
    tail -n 3 docker.log
  fi
fi
