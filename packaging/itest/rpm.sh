#!/usr/bin/env bash
# The RPM package: dnf installs it into a root of its own, where smith and railcar work; rpm finds nothing changed; an upgrade and
# removal leave nothing.
set -euo pipefail
fail() {
  printf '%s\n' "$*"
  exit 1
}
# shellcheck source=packaging/leaks.sh
. "$PACKAGING/leaks.sh"
root=$PWD/root
# shellcheck disable=SC2317
cleanup() {
  local pid
  for pid in /proc/[0-9]*; do
    [[ $(readlink "$pid/root" 2> /dev/null) != "$root" ]] || kill "${pid#/proc/}" 2> /dev/null || true
  done
}
trap cleanup EXIT
rpms=("$PACKAGING"/target/microcontainer-*.rpm)
[[ ${#rpms[@]} = 1 ]]
rpm -K --nosignature "${rpms[0]}" | grep -q 'digests OK' || fail "$(rpm -Kv "${rpms[0]}")"

"$PACKAGING/mkyumrepo.sh" repository coreutils bash libseccomp2 > repository.log
mkdir ours
cp "${rpms[0]}" ours/
createrepo_c -q ours
dnf=(dnf -q -y --installroot "$root" --releasever 1 --setopt=reposdir=/nonexistent --setopt=keepcache=0 --nogpgcheck
  --repofrompath "base,$PWD/repository" --repofrompath "ours,$PWD/ours" --setopt=install_weak_deps=False)
"${dnf[@]}" install bash coreutils > dnf.log 2>&1 || fail "$(< dnf.log)"
find "$root" ! -path '*/var/*' | sort > before
"${dnf[@]}" install microcontainer > dnf.log 2>&1 || fail "$(< dnf.log)"
rpm=(rpm --root "$root" --dbpath "$(rpm --eval %_dbpath)")
verified=$("${rpm[@]}" -V microcontainer) || fail "rpm -V: $verified"
echo 'installed'

cat > "$root/smith.yaml" << SPEC
package: coreutils
repos:
  - baseurl: /repository
    gpgcheck: false
paths:
  - /bin/cat
entrypoint:
  - /bin/cat
SPEC
cp -a repository "$root/repository"
cat > inside << 'SCRIPT'
set -euo pipefail
# A runtime needs a root that is a mount.
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind /sys "$1/sys"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/run"
HOME=/root MICROCONTAINER_IDLE=2 chroot "$1" /bin/bash -c 'cd / && smith && railcar --version'
cd "$1"
skopeo --insecure-policy copy -q oci-archive:image.tar.gz oci:layout:latest
umoci unpack --image layout:latest bundle > umoci.log 2>&1
jq '.process.terminal = false' bundle/config.json > config.json
mv config.json bundle/config.json
echo 'from the package' | MICROCONTAINER_IDLE=2 chroot "$1" /usr/bin/railcar run --bundle /bundle "rpm-$$"
SCRIPT
mkdir -p "$root"/{proc,sys,dev,run,root}
unshare --mount bash inside "$root" > out 2>&1 || fail "$(< out)"
grep -qx 'from the package' out || fail "$(< out)"
echo 'smith and railcar work there'
rm -rf "$root"/{repository,layout,bundle,image.tar.gz,smith.yaml,umoci.log,root/.cache}

# A newer package of the same tree, and no file is lost.
"$JAVA_HOME/bin/java" -cp "$(< "$PACKAGING/target/class-path")" "$PACKAGING/MakeRpm.java" "$TREE" "$PWD/ours" 0.1.1 2026-12-01T00:00:00Z > /dev/null 2>&1
createrepo_c -q ours
"${dnf[@]}" upgrade --refresh > dnf.log 2>&1 || fail "$(< dnf.log)"
[[ $("${rpm[@]}" -q microcontainer) = microcontainer-0.1.1-* ]] || fail "$(< dnf.log)"
verified=$("${rpm[@]}" -V microcontainer) || fail "rpm -V after the upgrade: $verified"
"${dnf[@]}" remove microcontainer > dnf.log 2>&1 || fail "$(< dnf.log)"
left=$(find "$root" ! -path '*/var/*' -path '*microcontainer*')
[[ -z $left ]] || fail "left: $left"
echo 'upgraded and removed'
