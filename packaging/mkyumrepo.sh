#!/usr/bin/env bash
# mkyumrepo.sh DIR PACKAGE...: makes a yum repository in DIR out of Debian packages and all that they depend on.
# Each .deb is rebuilt by rpmbuild as an RPM of the same name, version and architecture; rpm's own generators find which
# sonames it provides and requires, and createrepo_c writes the metadata. As in Fedora, /bin, /sbin, /lib and /lib64 are
# symlinks of a package `filesystem`. The same packages give the same RPMs, bit for bit.
# Downloads are kept in ${XDG_CACHE_HOME:-~/.cache}/microcontainer/deb. PAYLOAD sets the RPM payload (default w3.zstdio).
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8

fail() {
  echo "mkyumrepo.sh: $*" >&2
  exit 1
}

[[ $# -ge 2 ]] || fail "usage: mkyumrepo.sh DIR PACKAGE..."
for tool in apt-get apt-cache dpkg-deb rpmbuild createrepo_c; do
  command -v "$tool" > /dev/null || fail "$tool is not installed: run packaging/deps.sh demo (on a Debian or Ubuntu machine)"
done
mkdir -p "$1"
out=$(realpath "$1")
shift
debs=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/microcontainer/deb
mkdir -p "$debs"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export out work

# Prints the packages named and what they depend on; not what only their maintainer scripts need, for no script is run.
closure() {
  local missing
  missing=$(comm -23 <(printf '%s\n' "$@" | sort -u) <(apt-cache show --no-all-versions "$@" 2> /dev/null | sed -n 's/^Package: //p' | sort -u))
  [[ -z $missing ]] || fail "there is no package ${missing//$'\n'/, }: is the name right, and has apt-get update been run?"
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" \
    | grep -E '^[a-z0-9][a-z0-9.+-]*$' \
    | grep -vxE 'debconf(-2\.0)?|cdebconf|dpkg|perl-base|install-info|tar|adduser|passwd|ucf|init-system-helpers' \
    | sort -u > "$work/closure"
  # Names that are only provided by others have no candidate.
  xargs apt-cache policy < "$work/closure" \
    | awk '/^[a-z0-9]/ { name = $1; sub(/:$/, "", name) } $1 == "Candidate:" && $2 != "(none)" { print name }'
}

# download NAME...: fetches what the cache lacks, and prints the files. apt checks them against the signed index.
download() {
  local file sum
  local -a fetch=(apt-get -q -o Debug::NoLocking=1 download)
  [[ $(id -u) != 0 ]] || fetch+=(-o APT::Sandbox::User=root)
  "${fetch[@]}" --print-uris "$@" > "$work/uris" || fail "apt-get cannot tell where to get $*"
  while read -r _ file _ sum; do
    if ! sha256sum --quiet --status -c <<< "${sum#SHA256:}  $debs/$file" 2> /dev/null; then
      printf '%s\n' "${file%%_*}"
    fi
    printf '%s\n' "$debs/$file" >&3
  done < "$work/uris" > "$work/missing" 3> "$work/files"
  if [[ -s $work/missing ]]; then
    (cd "$debs" && xargs "${fetch[@]}" < "$work/missing") > "$work/fetch.log" 2>&1 \
      || fail "the download of $(tr '\n' ' ' < "$work/missing")failed: $(tail -n 2 "$work/fetch.log")"
  fi
  cat "$work/files"
}

# build NAME SPEC: runs rpmbuild in a directory of its own.
build() {
  rpmbuild --quiet -bb --define "_topdir $work/$1/rpmbuild" --define "_rpmdir $out" --define "_buildhost localhost" \
    --define "_binary_payload ${PAYLOAD:-w3.zstdio}" --define "use_source_date_epoch_as_buildtime 1" \
    --define "source_date_epoch_from_changelog 0" --define "clamp_mtime_to_source_date_epoch 1" "$2" > "$work/$1/log" 2>&1 || {
    echo "mkyumrepo.sh: rpmbuild of $1 failed: $(tail -n 3 "$work/$1/log")" >&2
    return 1
  }
}

# spec NAME EPOCH VERSION RELEASE ARCHITECTURE REQUIRES FILES: a spec of files that are there already.
spec() {
  cat << SPEC
Name: $1
Epoch: $2
Version: $3
Release: $4
Summary: $1, rebuilt from its Debian package
License: see the Debian package
BuildArch: $5
$6
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
# Interpreters and Perl modules belong to scripts that no image of ours holds.
%global __requires_exclude ^(/|perl[(]|python[(])
%description
$1, rebuilt from its Debian package.
%install
mkdir -p %{buildroot}
cp -a $work/$1/root/. %{buildroot}/
%files
%defattr(-,root,root,-)
$(cat "$7")
SPEC
}

# Moves what lies in /bin, /sbin, /lib and /lib64 of a package to where the symlinks of `filesystem` lead.
merge_usr() {
  local dir
  for dir in bin sbin lib lib64; do
    if [[ -d $1/$dir && ! -L $1/$dir ]]; then
      mkdir -p "$1/usr/$dir"
      cp -a --remove-destination "$1/$dir/." "$1/usr/$dir/"
      rm -r "${1:?}/$dir"
    fi
  done
}

rebuild() {
  local deb=$1 name version epoch=0 release=0 architecture requires=
  name=$(dpkg-deb -f "$deb" Package)
  version=$(dpkg-deb -f "$deb" Version)
  architecture=$(dpkg-deb -f "$deb" Architecture)
  case $architecture in
    amd64) architecture=x86_64 ;;
    arm64) architecture=aarch64 ;;
    all) architecture=noarch ;;
  esac
  if [[ $version = *:* ]]; then
    epoch=${version%%:*}
    version=${version#*:}
  fi
  if [[ $version = *-* ]]; then
    release=${version##*-}
    version=${version%-*}
  fi
  mkdir -p "$work/$name/root"
  dpkg-deb -x "$deb" "$work/$name/root"
  merge_usr "$work/$name/root"
  (
    cd "$work/$name/root"
    rm -rf usr/share/{doc,man,locale,lintian,info}
    find . -depth -type d -empty -delete
    # A name is a pattern to rpm: `?` stands for what is special. From 4.19 on quotes make it literal; before, they did not.
    find . \( -type f -o -type l \) -printf '/%P\n' | sed '/[][*?{}\\]/{ s//?/g; b }; s/.*/"&"/'
  ) > "$work/$name/files"
  # The dynamic linker stands for the package that every program needs.
  [[ $name != libc6 ]] || requires=$'Provides: rtld(GNU_HASH)\nRequires: filesystem'
  spec "$name" "$epoch" "${version//-/.}" "$release" "$architecture" "$requires" "$work/$name/files" > "$work/$name/spec"
  SOURCE_DATE_EPOCH=$(dpkg-deb --ctrl-tarfile "$deb" | tar -t -v --full-time --utc -f - | awk '{ print $4, $5 }' | sort | tail -n 1 | date -u -f - +%s)
  export SOURCE_DATE_EPOCH
  build "$name" "$work/$name/spec"
  rm -rf "${work:?}/$name"
}

filesystem() {
  local dir root=$work/filesystem/root
  mkdir -p "$root"/{dev,etc,opt,proc,root,run,srv,sys,tmp,var/tmp} "$root"/usr/{bin,sbin,lib,lib64,share}
  chmod 1777 "$root/tmp" "$root/var/tmp"
  for dir in bin sbin lib lib64; do
    ln -s "usr/$dir" "$root/$dir"
  done
  (cd "$root" && find . -mindepth 1 \( -type d -printf '%%%%dir %%%%attr(%m,root,root) "/%P"\n' -o -printf '"/%P"\n' \)) \
    | sed 's/^%%/%/; s/ %%/ %/' > "$work/filesystem/files"
  spec filesystem 0 1 1 noarch '' "$work/filesystem/files" > "$work/filesystem/spec"
  SOURCE_DATE_EPOCH=1700000000 build filesystem "$work/filesystem/spec"
}
export -f build spec merge_usr rebuild

mapfile -t names < <(closure "$@")
[[ ${#names[@]} -gt 0 ]] || exit 1
download "${names[@]}" > "$work/list"
rm -rf "$out"/{x86_64,aarch64,noarch,repodata}
filesystem
# shellcheck disable=SC2016  # $0 is the file that xargs gives
xargs -P "$(nproc)" -n 1 bash -c 'set -euo pipefail; rebuild "$0"' < "$work/list" || fail "not all packages could be rebuilt"
# The metadata tell the time of each file.
find "$out" -name '*.rpm' -exec touch -d @1700000000 {} +
createrepo_c --quiet --revision 1 --set-timestamp-to-revision "$out" > "$work/createrepo.log" 2>&1 \
  || fail "createrepo_c failed: $(tail -n 2 "$work/createrepo.log")"
find "$out" -name '*.rpm' | wc -l
