#!/usr/bin/env bash
# Manual pages and completions: each command has a page that renders without a warning, and each shell takes its completions.
set -euo pipefail
fail() {
  printf '%s\n' "$*"
  exit 1
}
share=$TREE/share
pages=("$share"/man/man1/*.1.gz)
for page in "${pages[@]}"; do
  gzip -dc "$page" > page.1
  warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings=w -l page.1 2>&1 > /dev/null) || fail "$page: $warnings"
  [[ -z $warnings ]] || fail "$page: $warnings"
  if command -v mandoc > /dev/null; then
    warnings=$(mandoc -Tlint -Wwarning page.1) || fail "$page: $warnings"
  fi
  for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' 'SEE ALSO'; do
    grep -qx "\.SH $section" page.1 || fail "$page has no section $section"
  done
done
for tool in smith railcar crashcart microcontainer; do
  for command in $("$TREE/bin/$tool" --help | sed -n '/^COMMANDS:/,$s/^  \([a-z][a-z-]*\)  .*/\1/p' | sort -u); do
    [[ -e $share/man/man1/$tool-$command.1.gz ]] || fail "$tool $command has no page"
  done
  bash -c 'set -e; . "$1"; complete -p "$2" > /dev/null' bash "$share/bash-completion/completions/$tool" $tool || fail "bash: $tool"
  ! command -v zsh > /dev/null || zsh -n "$share/zsh/site-functions/_$tool" || fail "zsh: $tool"
  ! command -v fish > /dev/null || fish -n "$share/fish/vendor_completions.d/$tool.fish" || fail "fish: $tool"
done
if command -v fish > /dev/null; then
  HOME=$PWD fish -c "source $share/fish/vendor_completions.d/railcar.fish; complete -C 'railcar cre'" | grep -q '^create' || fail 'fish completes nothing'
fi
echo "${#pages[@]} pages"
