#!/usr/bin/env bash
# deps.sh [build|demo|test|all]: installs what that job needs and this machine lacks (Debian, Ubuntu, Fedora and their kin).
# Without root it prints the command to run. The JDK is found by jdk.sh and is installed only where the distribution has it.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
job=${1:-build}

# Each line: the job that needs it, a program or file that proves it is there, its Debian package, its Fedora package.
needs='
build  mvn                     maven              maven
build  cc                      gcc                gcc
build  objcopy                 binutils           binutils
build  /usr/include/linux/sched.h  linux-libc-dev     kernel-headers
build  /usr/include/stdio.h    libc6-dev          glibc-static
build  /usr/include/zstd.h     libzstd-dev        libzstd-static
demo   /bin/busybox            busybox-static     busybox
demo   rpmbuild                rpm                rpm-build
demo   createrepo_c            createrepo-c       createrepo_c
demo   dpkg-deb                dpkg               dpkg
demo   jq                      jq                 jq
demo   skopeo                  skopeo             skopeo
demo   umoci                   umoci              umoci
demo   python3                 python3            python3
test   podman                  podman             podman
test   conmon                  conmon             conmon
test   runc                    runc               runc
test   crun                    crun               crun
test   mkfs.ext4               e2fsprogs          e2fsprogs
test   mkfs.erofs              erofs-utils        erofs-utils
test   mksquashfs              squashfs-tools     squashfs-tools
test   dnf                     dnf                dnf
test   rpm2cpio                rpm2cpio           rpm
test   gpg                     gpg                gnupg2
test   rpmsign                 rpm                rpm-sign
test   xz                      xz-utils           xz
test   zstd                    zstd               zstd
test   readelf                 binutils           binutils
test   docker-registry  docker-registry    docker-distribution
test   openssl          openssl            openssl
test   /usr/bin/time           time               time
test   setcap           libcap2-bin        libcap
test   script                  bsdutils           util-linux
test   aarch64-linux-gnu-gcc   gcc-aarch64-linux-gnu  gcc-aarch64-linux-gnu
test   /usr/aarch64-linux-gnu/lib/libc.so.6  libc6-dev-arm64-cross  gcc-aarch64-linux-gnu
test   gdb                     gdb                gdb
test   find-debuginfo          debugedit          debugedit
test   eu-strip                elfutils           elfutils
test   dwz                     dwz                dwz
test   musl-gcc                musl-tools         musl-gcc
test   unshare                 util-linux         util-linux-core
test   /usr/lib/systemd/systemd  systemd          systemd
test   dbus-daemon             dbus               dbus-daemon
test   bats                    bats               bats
test   gawk                    gawk               gawk
test   go                      golang-go          golang
test   dpkg-source             dpkg-dev           dpkg-dev
test   shellcheck              shellcheck         ShellCheck
test   man                     man-db             man-db
test   mandoc                  mandoc             mandoc
test   zsh                     zsh                zsh
test   fish                    fish               fish
all    qemu-system-x86_64      qemu-system-x86    qemu-system-x86-core
all    cpio                    cpio               cpio
'
case $job in
  build) jobs='build' ;;
  demo) jobs='build|demo' ;;
  test) jobs='build|demo|test' ;;
  all) jobs='build|demo|test|all' ;;
  *)
    echo "usage: deps.sh [build|demo|test|all]" >&2
    exit 2
    ;;
esac

if command -v apt-get > /dev/null; then
  column=3
  # Debian's maven depends on default-jre: that Java only comes along, the build uses the JDK found by jdk.sh.
  install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends)
  refresh=(apt-get update -q)
  jdk=(openjdk-25-jdk-headless)
elif command -v dnf > /dev/null; then
  column=4
  install=(dnf install -y -q --setopt=install_weak_deps=False)
  refresh=(true)
  jdk=(java-25-openjdk-devel java-25-openjdk-jmods)
else
  column=3
  install=()
fi

there() {
  case $1 in
    /*) [[ -e $1 ]] ;;
    *) command -v "$1" > /dev/null || [[ -x /usr/sbin/$1 || -x /sbin/$1 ]] ;;
  esac
}

missing=()
while read -r for_job proof names; do
  [[ $for_job =~ ^($jobs)$ ]] || continue
  # A busybox that needs the host's libraries cannot run in a bundle.
  if there "$proof" && ! { [[ $proof = /bin/busybox ]] && ldd /bin/busybox > /dev/null 2>&1; }; then
    continue
  fi
  read -ra names <<< "$names"
  missing+=("${names[column - 3]}")
done < <(grep . <<< "$needs")

wants_jdk=no
# jdk.sh ends its shell when it finds none.
# shellcheck source=packaging/jdk.sh
if ! (. "$here/jdk.sh") 2> /dev/null; then
  wants_jdk=yes
fi

if [[ ${#missing[@]} -eq 0 && $wants_jdk = no ]]; then
  exit 0
fi
if [[ ${#install[@]} -eq 0 ]]; then
  echo "deps.sh: neither apt-get nor dnf is here; install what these Debian packages hold: ${missing[*]}" >&2
  exit 1
fi
if [[ $(id -u) != 0 ]]; then
  echo "deps.sh: not root; run this as root first: ${install[*]} ${missing[*]}" >&2
  exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# get PACKAGE...: the lists of packages are fetched only where the ones at hand do not do. What the installer says is shown if it fails.
get() {
  echo "deps.sh: installing $*"
  "${install[@]}" "$@" > "$log" 2>&1 || { "${refresh[@]}" && "${install[@]}" "$@"; } > "$log" 2>&1 || {
    tail -n 30 "$log" >&2
    echo "deps.sh: these packages could not be installed: $*" >&2
    return 1
  }
}

if [[ ${#missing[@]} -gt 0 ]]; then
  get "${missing[@]}"
fi
if [[ $wants_jdk = yes ]]; then
  # Not every release carries it; jdk.sh says what to do then.
  # shellcheck source=packaging/jdk.sh
  get "${jdk[@]}" || (. "$here/jdk.sh")
fi
