#!/usr/bin/env bash
# fetch.sh DIR: lays the test suites of other OCI runtimes in DIR, out of Debian's packages of its release 12:
#   DIR/runc: runc's source with its bats tests, the helper programs that these start, and the images that they run
#   DIR/crun: crun's source with its Python tests and the init that these run
# Nothing is installed, and what is there already is kept: a second call returns at once.
# Needs what `deps.sh test` installs, and apt's own access to a Debian mirror.
set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

fail() {
  echo "fetch.sh: $*" >&2
  exit 1
}

[[ $# = 1 ]] || fail "usage: fetch.sh DIR"
release=bookworm
mkdir -p "$1"
dir=$(realpath "$1")
# Of another version of this script the files would not fit.
stamp=$(sha256sum < "$0")
if [[ $(cat "$dir/done" 2> /dev/null) = "$stamp" ]]; then
  exit 0
fi
command -v apt-get > /dev/null || fail "needs apt-get: these suites are taken from Debian's packages"
rm -rf --one-file-system "${dir:?}"/*
scratch=$dir/scratch
mkdir -p "$scratch"/apt/{lists,cache/archives/partial} "$scratch/debs" "$scratch/dev"
# apt gets packages as a user of its own where it may write.
if id _apt > /dev/null 2>&1; then
  chown _apt "$scratch/debs"
fi

# The mirror that this machine uses, with its sources and with nothing else: the machine's own lists stay as they are.
# apt replaces the words with $ itself.
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' \
  | sed -n 's/^Debian|Debian|//p' | sort -u | head -n 1)
[[ -n $mirror ]] || fail "apt knows no mirror of Debian"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -r $keys ]] || fail "$keys is missing: install debian-archive-keyring"
printf '%s\n' "Types: deb deb-src" "URIs: $mirror" "Suites: $release" "Components: main" "Signed-By: $keys" > "$scratch/apt/only.sources"
apt=(-q -o "Dir::Etc::sourcelist=$scratch/apt/only.sources" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State::lists=$scratch/apt/lists" -o "Dir::Cache=$scratch/apt/cache" -o Dir::State::status=/dev/null)
# apt CACHE-OR-GET WORD...: with these lists; what it says is shown if it fails.
apt() {
  local program=$1
  shift
  "$program" "${apt[@]}" "$@" > "$scratch/apt.log" 2>&1 || {
    tail -n 20 "$scratch/apt.log" >&2
    fail "$program $* failed"
  }
}
apt apt-get update

# packages INTO NAME...: unpacks these packages below INTO.
packages() {
  local into=$1 deb
  shift
  rm -f "$scratch/debs"/*.deb
  (cd "$scratch/debs" && apt apt-get download "$@")
  mkdir -p "$into"
  for deb in "$scratch/debs"/*.deb; do
    dpkg-deb -x "$deb" "$into"
  done
}

(cd "$scratch" && apt apt-get source --download-only runc crun)
for name in runc crun; do
  description=$(echo "$scratch/$name"_*.dsc)
  # dpkg-source applies Debian's patches, some of which are for the tests.
  dpkg-source --no-copy --extract "$description" "$dir/$name" > "$scratch/dpkg-source.log" 2>&1 || {
    tail -n 20 "$scratch/dpkg-source.log" >&2
    fail "$description cannot be unpacked"
  }
  basename "$description" .dsc > "$dir/$name.version"
done

# The helper programs: recvtty takes a container's terminal, seccompagent answers for SCMP_ACT_NOTIFY.
packages "$scratch/dev" golang-golang-x-sys-dev golang-github-sirupsen-logrus-dev golang-github-containerd-console-dev \
  golang-github-russross-blackfriday-v2-dev golang-github-cpuguy83-go-md2man-v2-dev golang-github-shurcool-sanitized-anchor-name-dev \
  golang-github-cyphar-filepath-securejoin-dev golang-github-opencontainers-specs-dev golang-github-seccomp-libseccomp-golang-dev \
  golang-github-urfave-cli-dev libseccomp-dev
library=$scratch/dev/usr/lib/$(gcc -print-multiarch)
mkdir -p "$scratch/go/src/github.com/opencontainers"
ln -s "$dir/runc" "$scratch/go/src/github.com/opencontainers/runc"
for helper in recvtty seccompagent; do
  (cd "$scratch/go/src/github.com/opencontainers/runc" \
    && env GO111MODULE=off GOFLAGS= "GOPATH=$scratch/go:$scratch/dev/usr/share/gocode" "GOCACHE=$scratch/gocache" \
      "CGO_CFLAGS=-I$scratch/dev/usr/include" "CGO_LDFLAGS=-L$library" "PKG_CONFIG_LIBDIR=$library/pkgconfig" \
      go build -tags seccomp -o "contrib/cmd/$helper/$helper" "./contrib/cmd/$helper") > "$scratch/go.log" 2>&1 || {
    cat "$scratch/go.log" >&2
    fail "$helper does not compile"
  }
done

# The images: one with busybox, one with Debian's own shell and ldconfig.
images=$dir/runc/tests/integration/testdata
busybox=$scratch/busybox
packages "$busybox" busybox-static
rm -rf "${busybox:?}/usr/share"
mkdir -p "$busybox"/{dev,etc,home,root,sbin,tmp,var,usr/bin,usr/sbin}
chmod 1777 "$busybox/tmp"
"$busybox/bin/busybox" --list | while read -r applet; do
  [[ $applet = busybox ]] || ln -s busybox "$busybox/bin/$applet"
done
debian=$scratch/debian
mkdir -p "$debian"/usr/{bin,sbin,lib,lib64}
for link in bin sbin lib lib64; do
  ln -s "usr/$link" "$debian/$link"
done
packages "$debian" base-files libc6 libc-bin dash bash coreutils grep sed mawk libtinfo6 libselinux1 libpcre2-8-0 libacl1 libattr1 libgmp10
mkdir -p "$debian"/{dev,proc,root,sys,tmp,etc}
# What the package of dash does when it is installed.
ln -sf dash "$debian/usr/bin/sh"
for image in busybox debian; do
  printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/:/bin/false > "$scratch/$image/etc/passwd"
  printf '%s\n' root:x:0: tty:x:5: nogroup:x:65534: > "$scratch/$image/etc/group"
  tar -C "$scratch/$image" --owner=0 --group=0 -cf "$images/$image.tar" .
done
# It would download them.
printf '#!/bin/sh\nprintf "%%s\\n" "BUSYBOX_IMAGE=%s" "DEBIAN_IMAGE=%s"\n' "$images/busybox.tar" "$images/debian.tar" \
  > "$dir/runc/tests/integration/get-images.sh"

# crun's tests run this init; config.h would be made by configure.
printf '#define HAVE_SECCOMP 1\n#define HAVE_ERROR_H 1\n' > "$scratch/config.h"
gcc -static -w -I"$scratch" -I"$scratch/dev/usr/include" -o "$dir/crun/tests/init" "$dir/crun/tests/init.c" -L"$library" -lseccomp

rm -rf --one-file-system "$scratch"
echo "$stamp" > "$dir/done"
