#!/usr/bin/env bash
# crun.sh DIR RUNTIME [NAME...]: runs crun's Python tests, which fetch.sh laid in DIR, with RUNTIME in place of crun;
# only those of NAME.py where names are given. Prints a line for each: "pass", "fail" or "skip", a tab, "NAME: test".
# What a test said is in ./crun-python/NAME.tap.
set -euo pipefail
export LC_ALL=C.UTF-8

dir=$(realpath "$1")/crun
runtime=$(realpath "$2")
shift 2
if [[ $# = 0 ]]; then
  set -- "$dir"/tests/test_*.py
fi
mkdir -p crun-python
here=$PWD/crun-python
# The tests use two options that only crun has: these are put in the words that every runtime takes.
rm -f "$here/runtime"
cat > "$here/runtime" << EOF
#!/usr/bin/env bash
words=()
while [[ \$# -gt 0 ]]; do
  case \$1 in
    --cgroup-manager)
      [[ \$2 != systemd ]] || words+=(--systemd-cgroup)
      shift
      ;;
    --config)
      [[ \$2 -ef config.json ]] || cp "\$2" config.json
      shift
      ;;
    *) words+=("\$1") ;;
  esac
  shift
done
# Tests of what systemd's users need are skipped without this word.
[[ " \${words[*]} " != *" --version "* ]] || echo +SYSTEMD
exec $(printf %q "$runtime") "\${words[@]}"
EOF
chmod +x "$here/runtime"
if [[ $(basename "$runtime") = crun ]]; then
  OCI_RUNTIME=$runtime
else
  OCI_RUNTIME=$here/runtime
fi
INIT=$dir/tests/init
export OCI_RUNTIME INIT

# Tests that give up leave their containers, whose state they have removed, with a name of the form test-tmp….
# shellcheck disable=SC2317
cleanup() {
  local end=$((SECONDS + 5))
  find /sys/fs/cgroup -mindepth 2 -path '*/test-tmp*/cgroup.procs' -exec cat {} + 2> /dev/null | sort -u | xargs -r kill -KILL 2> /dev/null || true
  until [[ $SECONDS -ge $end ]] || ! find /sys/fs/cgroup -mindepth 2 -depth -type d -name 'test-tmp*' -exec rmdir {} + 2>&1 | grep -q .; do
    sleep 0.1
  done
}
trap cleanup EXIT

for file in "$@"; do
  name=$(basename "$file" .py)
  if [[ $name = test_seccomp ]]; then
    # Waits for ever for a listener of a filter that notifies nobody. crun makes one for each listenerPath; config-linux.md and
    # runc only where SCMP_ACT_NOTIFY is used.
    printf 'skip\t%s: seccomp-listener\n' "$name"
    continue
  fi
  # Some tests want a terminal as their standard output.
  (cd "$dir" && timeout -k 5 240 script -qec "python3 tests/$name.py" /dev/null < /dev/null) 2>&1 | tr -d '\r' > "$here/$name.tap" || true
  sed -nE -e "s/^ok [0-9]+ - (.*) #SKIP.*/skip\t$name: \1/p; t" -e "s/^ok [0-9]+ - (.*)/pass\t$name: \1/p" \
    -e "s/^not ok [0-9]+ - (.*)/fail\t$name: \1/p" "$here/$name.tap"
done
