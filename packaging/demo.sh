#!/usr/bin/env bash
# demo.sh: the three tools at work, from a bare machine to a shell-less container with tools in it. Needs root and a network.
# It builds the product, makes a yum repository, builds two microcontainers with smith, runs them with railcar and looks into
# one with crashcart. It ends with 0 only if every step showed what it should, and takes away all that it made.
set -euo pipefail
export LC_ALL=C.UTF-8

packaging=$(dirname "$(realpath "$0")")
root=$(dirname "$packaging")
tree=$root/target/microcontainer-tree
if [[ $(id -u) != 0 ]]; then
  echo "demo.sh: containers with cgroups and a cart in them need root: run it as root" >&2
  exit 1
fi
# shellcheck source=packaging/leaks.sh
. "$packaging/leaks.sh"

work=$(mktemp -d)
id=demo-$$
server=
cleanup() {
  exec 9>&- || true
  if [[ -x $tree/bin/railcar ]]; then
    railcar delete --force "$id" > /dev/null 2>&1 || true
    railcar delete --force "$id-once" > /dev/null 2>&1 || true
  fi
  [[ -z $server ]] || kill "$server" 2> /dev/null || true
  stop_engines "$tree" || true
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"

# ---- how a step is shown and timed

table=()
# step TITLE FUNCTION: runs one step; a failure ends the demo. Descriptor 3 is the demo's text where a step redirects its output.
step() {
  local title=$1 from to status=0
  printf '\n== %s\n' "$title"
  from=$(date +%s%N)
  # Not in a condition: within one, set -e would not hold.
  set +e
  (
    set -e
    "$2"
  ) > "$work/step.log" 2>&1 3>&1
  status=$?
  set -e
  to=$(date +%s%N)
  sed 's/^/   /' "$work/step.log"
  table+=("$(printf '%-58s %8d ms' "$title" $(((to - from) / 1000000)))")
  if [[ $status != 0 ]]; then
    printf '\ndemo.sh: the step "%s" failed (status %s)\n' "$title" "$status" >&2
    exit 1
  fi
}

# run WORD...: shows a command as a user types it, then runs it.
run() {
  printf '$ %s\n' "$*" >&3
  "$@"
}

# expect TEXT FILE: the file must hold the text.
expect() {
  if ! grep -qF -- "$1" "$2"; then
    printf 'expected "%s", but got:\n%s\n' "$1" "$(tail -n 20 "$2")"
    return 1
  fi
}

# ---- the steps

install_needs() {
  bash "$packaging/deps.sh" demo
  # shellcheck source=packaging/jdk.sh
  . "$packaging/jdk.sh"
  echo "JDK $JAVA_HOME"
}

build_product() {
  bash "$packaging/build.sh"
  du -sh "$tree" | cut -f1
}

make_repository() {
  run "$packaging/mkyumrepo.sh" "$work/repo" coreutils curl > count
  echo "$(tail -n 1 count) packages, $(du -sh repo | cut -f1)"
}

write_specs() {
  mkdir cat curl
  cat > cat/smith.yaml << SPEC
package: coreutils
repos:
  - baseurl: $work/repo
    gpgcheck: false
paths:
  - /bin/cat
entrypoint:
  - /bin/cat
SPEC
  cat > curl/smith.yaml << SPEC
package: curl
repos:
  - baseurl: $work/repo
    gpgcheck: false
paths:
  - /usr/bin/curl
entrypoint:
  - /usr/bin/curl
SPEC
  cat cat/smith.yaml
}

# build_image NAME: builds it, unpacks it with umoci and makes the bundle read-only.
build_image() {
  run smith --dir "$1"
  # Other tools must understand the image: skopeo copies it, umoci makes the bundle.
  skopeo --insecure-policy copy -q "oci-archive:$1/image.tar.gz" "oci:$1/layout:latest"
  umoci unpack --image "$1/layout:latest" "$1/bundle" > "$1/umoci.log" 2>&1 || {
    cat "$1/umoci.log"
    return 1
  }
  (cd "$1/bundle/rootfs" && find . \( -type f -o -type l \) -printf '%9s  /%P\n' | sort -k2)
  echo "image.tar.gz $(du -h --apparent-size "$1/image.tar.gz" | cut -f1), $(find "$1/bundle/rootfs" -type f | wc -l) files"
  # The host's network, so that curl reaches a server here; no terminal; a read-only root.
  jq '.process.terminal = false | .root.readonly = true
    | .linux.namespaces |= map(select(.type != "network"))' "$1/bundle/config.json" > "$1/config.json"
  mv "$1/config.json" "$1/bundle/config.json"
}

build_cat() { build_image cat; }
build_curl() { build_image curl; }

build_again() {
  run smith --dir cat --image again.tar.gz
  sha256sum cat/image.tar.gz cat/again.tar.gz
  cmp cat/image.tar.gz cat/again.tar.gz
}

show_plan() {
  run railcar plan cat/bundle > plan.txt
  head -n 12 plan.txt
  echo "… $(wc -l < plan.txt) lines"
  expect proc plan.txt
}

run_cat() {
  echo 'hello from a microcontainer' > hello
  run railcar run --bundle cat/bundle "$id-once" < hello > out.txt
  cat out.txt
  cmp hello out.txt
}

# run_curl WORD...: runs curl with these arguments.
run_curl() {
  local words
  words=$(jq -n '$ARGS.positional' --args -- "$@")
  jq --argjson words "$words" '.process.args = ["/usr/bin/curl"] + $words' curl/bundle/config.json > curl/config.json
  mv curl/config.json curl/bundle/config.json
  run railcar run --bundle curl/bundle "$id-once"
}

fetch_page() {
  run_curl -sS "http://127.0.0.1:$port/page" > out.txt
  cat out.txt
  expect 'a page of the host' out.txt
}

refuse_writing() {
  local status=0
  run_curl -sS -o /usr/bin/page "http://127.0.0.1:$port/page" > out.txt 2>&1 || status=$?
  cat out.txt
  # curl's exit status 23 is its write error.
  [[ $status = 23 ]]
}

start_long() {
  run railcar create --bundle cat/bundle "$id" < fifo > long.txt 2>&1
  run railcar start "$id"
  run railcar state "$id" > state.json
  cat state.json
  [[ $(jq -r .status state.json) = running ]]
}

enter_long() {
  local applet
  mkdir -p cart/bin
  cp "$(command -v busybox)" cart/bin/busybox
  for applet in $(cart/bin/busybox --list); do
    [[ $applet = busybox ]] || ln -s busybox "cart/bin/$applet"
  done
  run crashcart -i cart "$id" -- ps > processes.txt
  cat processes.txt
  expect /bin/cat processes.txt
  # shellcheck disable=SC2016  # for the shell inside
  run crashcart -i cart "$id" -- sh -c 'echo "no shell in the image: $(ls /bin/sh /usr/bin/sh 2>&1)"'
}

still_running() {
  local found
  # The target is as it was: no cart is mounted, and it still answers.
  found=$(grep -c crashcart "/proc/$(jq -r .pid state.json)/mountinfo" || true)
  echo "mounts of the cart left in the container: $found"
  [[ $found = 0 ]]
  echo 'still alive' >&9
  for _ in {1..50}; do
    if grep -q 'still alive' long.txt; then
      break
    fi
    sleep 0.1
  done
  cat long.txt
  expect 'still alive' long.txt
}

end_long() {
  run railcar kill "$id" KILL
  for _ in {1..50}; do
    if [[ $(railcar state "$id" | jq -r .status) = stopped ]]; then
      break
    fi
    sleep 0.1
  done
  run railcar delete "$id"
  run railcar list
  ! railcar state "$id" > /dev/null 2>&1
}

# ---- the demo

step 'install what is missing' install_needs
# shellcheck source=packaging/jdk.sh
. "$packaging/jdk.sh"
step 'build the product' build_product
export PATH=$tree/bin:$PATH
step 'make a yum repository of coreutils, curl and their needs' make_repository
step 'write a smith.yaml' write_specs
step 'smith: build the cat image' build_cat
step 'smith: build it again, bit for bit' build_again
step 'smith: build the curl image' build_curl
step 'railcar: show the plan of a container' show_plan
step 'railcar: run cat, read-only' run_cat

mkdir www
echo 'a page of the host, fetched from inside a container' > www/page
# The file is made here: the server's process may not have come so far when it is read first.
true > server.log
python3 -u -m http.server --bind 127.0.0.1 --directory www 0 >> server.log 2>&1 &
server=$!
for _ in {1..50}; do
  port=$(sed -n 's/^Serving HTTP on .* port \([0-9]*\).*/\1/p' server.log)
  [[ -z $port ]] || break
  sleep 0.1
done
step 'railcar: curl fetches a page' fetch_page
step 'railcar: curl cannot write into its image' refuse_writing

mkfifo fifo
exec 9<> fifo
step 'railcar: create and start a long-running cat' start_long
step 'crashcart: bring tools in and list the processes' enter_long
step 'the container goes on, and nothing is left in it' still_running
step 'railcar: kill and delete it' end_long

printf '\n== what it took\n'
printf '   %s\n' "${table[@]}"
