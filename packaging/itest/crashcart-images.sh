#!/usr/bin/env bash
# OCI images as carts: from archives, layouts and a registry that speaks TLS and wants a password; kept, fetched anew; and what is wrong
# with carts and words is said.
set -euo pipefail
# shellcheck source=packaging/itest/crashcart.inc
. "$PACKAGING/itest/crashcart.inc"
helpers=()
id=images-$$
cleanup() {
  local each
  for each in ${helpers[@]+"${helpers[@]}"}; do
    kill "$each" 2> /dev/null || true
    wait "$each" 2> /dev/null || true
  done
  railcar delete -f "$id" > /dev/null 2>&1 || true
  railcar delete -f "$id-two" > /dev/null 2>&1 || true
}
trap cleanup EXIT

export XDG_CACHE_HOME=$PWD/cache HOME=$PWD/home
mkdir -p home
app_of app/rootfs
"$PACKAGING/mkbundle.sh" bundle true
jq '.process.args = ["/app"] | .root.readonly = true' bundle/config.json > app/config.json
railcar run -d --bundle app "$id" > /dev/null 2>&1 < /dev/null

# ---- an image of tools, in three versions of one file

busybox_cart busybox
umoci init --layout layout
image() {
  umoci new --image "layout:$1"
  umoci unpack --image "layout:$1" "unpacked-$1" > /dev/null 2>&1
  cp -a busybox/. "unpacked-$1/rootfs/"
  echo "$1" > "unpacked-$1/rootfs/version"
  umoci repack --image "layout:$1" "unpacked-$1" > /dev/null 2>&1
}
image one
image two
skopeo --insecure-policy copy -q oci:layout:one oci-archive:one.tar
skopeo --insecure-policy copy -q oci:layout:two docker-archive:two.tar:localhost/tools:two
version() { echo 'cat /dev/crashcart/version'; }
expect 'an OCI archive' 0 one crashcart -i one.tar "$id" sh -c "$(version)"
expect 'a Docker archive' 0 two crashcart -i two.tar "$id" sh -c "$(version)"
expect 'a layout with a tag' 0 two crashcart -i "$PWD/layout:two" "$id" sh -c "$(version)"
expect 'a layout without a tag holds two images' 1 layout crashcart -i layout "$id" sh -c "$(version)"

# ---- a registry

openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=registry -addext subjectAltName=IP:127.0.0.1 2> /dev/null
python3 -W ignore -c 'import crypt; print("cook:" + crypt.crypt("s3cr3t-word", crypt.mksalt(crypt.METHOD_BLOWFISH)))' > htpasswd
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > registry.yml << Y
version: 0.1
log: {accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $PWD/registry}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$port", tls: {certificate: $PWD/cert.pem, key: $PWD/key.pem}}
auth: {htpasswd: {realm: kitchen, path: $PWD/htpasswd}}
Y
docker-registry serve registry.yml > registry.log 2>&1 < /dev/null &
registry=$!
helpers+=("$registry")
push() { skopeo --insecure-policy copy -q --dest-tls-verify=false --dest-creds cook:s3cr3t-word "oci:layout:$1" "docker://127.0.0.1:$port/tools:tag"; }
soon push one
mkdir -p docker
printf '{"auths": {"127.0.0.1:%s": {"auth": "%s"}}}' "$port" "$(printf cook:s3cr3t-word | base64)" > docker/config.json
name=127.0.0.1:$port/tools:tag
with=(env "DOCKER_CONFIG=$PWD/docker" "SSL_CERT_FILE=$PWD/cert.pem")
expect 'a registry of an unknown certificate' 1 certificate env "DOCKER_CONFIG=$PWD/docker" crashcart -i "$name" "$id" true
expect 'a registry that wants a password' 1 "127.0.0.1:$port" env "SSL_CERT_FILE=$PWD/cert.pem" crashcart -i "$name" "$id" true
expect 'a tag that is not there' 1 'none' "${with[@]}" crashcart -i "127.0.0.1:$port/tools:none" "$id" true
expect 'a registry' 0 one "${with[@]}" crashcart -i "$name" "$id" sh -c "$(version)"
push two
expect 'what was fetched is kept' 0 one "${with[@]}" crashcart -i "$name" "$id" sh -c "$(version)"
expect 'and fetched anew when asked for' 0 two "${with[@]}" crashcart --pull -i "$name" "$id" sh -c "$(version)"
"${with[@]}" crashcart build --from-image "$name" -o fetched.squashfs > /dev/null
expect 'a cart built from a registry' 0 two crashcart -i fetched.squashfs "$id" sh -c "$(version)"
kill "$registry"
wait "$registry" || true
expect 'without the registry' 0 two crashcart -i "$name" "$id" sh -c "$(version)"
expect 'without the registry, anew' 1 "127.0.0.1:$port" "${with[@]}" crashcart --pull -i "$name" "$id" true
! grep -rq s3cr3t-word ./*.log || fail 'a password in a log'

# ---- what is wrong with a cart, or with a word

head -c 20000 one.tar > short.tar
mkfs.erofs cart.erofs busybox > /dev/null 2>&1
head -c 8192 cart.erofs > short.erofs
mksquashfs busybox cart.squashfs -quiet -no-progress > /dev/null
head -c 4096 cart.squashfs > short.squashfs
echo text > text
mkdir empty
expect 'a truncated archive' 1 short.tar crashcart -i short.tar "$id" true
expect 'a truncated squashfs' 1 'mount the image' crashcart -i short.squashfs "$id" true
! timeout 60 crashcart -i short.erofs "$id" true > said 2>&1 < /dev/null || fail 'a truncated erofs is a cart'
[[ -s said ]] || fail 'nothing is said of a truncated erofs'
expect 'a file that is no cart' 1 text crashcart -i text "$id" true
expect 'a directory that is no cart' 1 'has no bin/' crashcart -i empty "$id" true
expect 'a cart that is not there' 1 'there is no cart' crashcart -i ./nowhere "$id" true
expect 'a format that is none' 1 'directory' crashcart build --format zip -o x bash
railcar run -d --bundle app "$id-two" > /dev/null 2>&1 < /dev/null
expect 'a user who is not there' 1 "knows no user 'nobody-here'" crashcart -i busybox --user nobody-here "$id" true
expect 'two ways to be somebody' 2 'exclude each other' crashcart --user 1 --like-target "$id" true
expect 'a session without a terminal to attach' 1 'from a terminal' crashcart attach 999999999
expect 'copy from nowhere' 1 /nowhere crashcart cp "$id:/nowhere" x
expect 'copy into a read-only root' 1 EROFS crashcart cp text "$id:/text"
# A full disk: the cart's build says so, and leaves nothing.
mkdir small
mount -t tmpfs -o size=256k none small
status=0
crashcart build --from-image one.tar -o small/cart.erofs > said 2>&1 || status=$?
left=$(ls -A small)
umount small
[[ $status = 1 && -z $left && $(< said) = *[Ss]pace* ]] || fail "a full disk: $status, $left: $(< said)"
echo 'a full disk'
