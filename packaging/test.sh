#!/usr/bin/env bash
# test.sh [--all]: builds the product and tests it, from a clean clone on a bare machine as well.
#   unit, plan and integration tests (Maven), end-to-end tests of the installed tree (itest/*.sh), shellcheck of the scripts,
#   and at last: nothing may be left on the host.  --all adds the demo, and itest/long/*.sh: a virtual machine with cgroup v2 alone.
# Needs root for what makes containers. The last line is `N passed, N failed`.
set -euo pipefail
export LC_ALL=C.UTF-8

packaging=$(dirname "$(realpath "$0")")
root=$(dirname "$packaging")
case ${1:-} in
  '') all=no ;;
  --all) all=yes ;;
  *)
    echo "usage: test.sh [--all]" >&2
    exit 2
    ;;
esac
# shellcheck source=packaging/jdk.sh
bash "$packaging/deps.sh" "$([[ $all = yes ]] && echo all || echo test)" && . "$packaging/jdk.sh"
# shellcheck source=packaging/leaks.sh
. "$packaging/leaks.sh"

tree=$root/target/microcontainer-tree
scratch=$(mktemp -d)
# Tests have containers of other users: these must reach their roots below.
chmod 755 "$scratch"
cleanup() {
  stop_engines "$tree" || true
  rm -rf --one-file-system "$scratch"
}
trap cleanup EXIT

passed=0
failed=0
skipped=0
# verdict STATUS NAME [FILE]: counts a test of ours; of a failed one the end of its output is shown.
verdict() {
  case $1 in
    0)
      passed=$((passed + 1))
      echo "ok   $2"
      ;;
    77)
      skipped=$((skipped + 1))
      echo "skip $2: $(tail -n 1 "$3")"
      ;;
    *)
      failed=$((failed + 1))
      echo "FAIL $2 (status $1)"
      [[ ! -s ${3:-} ]] || tail -n 40 "$3" | sed 's/^/     | /'
      ;;
  esac
}

# Runs a script in a directory of its own with the tools on PATH. It may end with 77 to say, in its last line, why it cannot run here.
script_test() {
  local name=$1 status=0
  shift
  mkdir "$scratch/$name"
  (cd "$scratch/$name" && TREE=$tree PACKAGING=$packaging PATH=$tree/bin:$PATH TMPDIR=$scratch/$name timeout -k 10 600 bash "$@") \
    > "$scratch/$name.log" 2>&1 < /dev/null || status=$?
  verdict "$status" "$name" "$scratch/$name.log"
}

# attribute NAME TEXT: the number in NAME="number".
attribute() {
  [[ $2 =~ \ $1=\"([0-9]+)\" ]] && echo "${BASH_REMATCH[1]}"
}

# The sum over Maven's reports: each begins with <testsuite … tests="" errors="" skipped="" failures="">.
maven_reports() {
  local report line bad skips
  for report in "$root"/*/target/surefire-reports/TEST-*.xml; do
    [[ -r $report ]] || continue
    line=$(grep -m1 -A8 '<testsuite ' "$report" | tr '\n' ' ')
    bad=$(($(attribute errors "$line") + $(attribute failures "$line")))
    skips=$(attribute skipped "$line")
    passed=$((passed + $(attribute tests "$line") - bad - skips))
    failed=$((failed + bad))
    skipped=$((skipped + skips))
  done
}

[[ $(id -u) = 0 ]] || echo "not root: tests that make containers cannot run"
host_state > "$scratch/before"

rm -rf "$root"/*/target/surefire-reports
cd "$root"
built=0
# The time limit is per module, in seconds: a test that hangs must not hang the run.
mvn -B -ntp -Dstyle.color=never -Dsurefire.timeout=900 -Dmaven.test.failure.ignore=true verify || built=$?
maven_reports
[[ $built = 0 ]] || verdict "$built" "mvn verify"

if command -v shellcheck > /dev/null; then
  status=0
  find . -name target -prune -o \( -name '*.sh' -o -path ./.ci/run \) -print0 | xargs -0 shellcheck -x > "$scratch/shellcheck.log" 2>&1 || status=$?
  verdict "$status" shellcheck "$scratch/shellcheck.log"
fi

if [[ $built = 0 ]]; then
  for script in "$packaging"/itest/*.sh; do
    [[ ! -r $script ]] || script_test "$(basename "$script" .sh)" "$script"
  done
  if [[ $all = yes ]]; then
    for script in "$packaging"/itest/long/*.sh; do
      script_test "$(basename "$script" .sh)" "$script"
    done
    script_test demo "$packaging/demo.sh"
  fi
  script_test soak "$packaging/soak.sh" "$([[ $all = yes ]] && echo 1000 || echo 200)"
  status=0
  stop_engines "$tree" > "$scratch/engines.log" 2>&1 || status=$?
  verdict "$status" "engines end when told" "$scratch/engines.log"
fi

status=0
leaks_since "$scratch/before" > "$scratch/leaks.log"
[[ ! -s $scratch/leaks.log ]] || status=1
verdict "$status" "nothing is left on the host" "$scratch/leaks.log"

[[ $skipped = 0 ]] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[[ $failed = 0 ]]
