#!/usr/bin/env bash
# fuzz.sh [SECONDS]: runs the fuzzers of the readers (RPM, repository metadata, layers, ELF) for that long, 600 if not said. The build runs
# them for a second or so each. Fails with the first exception that is not a refusal.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
seconds=${1:-600}
# shellcheck source=packaging/jdk.sh
bash "$here/deps.sh" test && . "$here/jdk.sh"
cd "$(dirname "$here")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
end=$((SECONDS + seconds))
rounds=0
while [[ $SECONDS -lt $end ]]; do
  mvn -o -B -q -ntp -pl suite-build -am -Dtest='*FuzzTest' -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm.more=-Djqwik.tries.default="${TRIES:-20000}" test \
    > "$log" 2>&1 || {
    tail -n 60 "$log"
    exit 1
  }
  rounds=$((rounds + 1))
done
echo "$rounds rounds of ${TRIES:-20000} tries each without an uncaught exception"
