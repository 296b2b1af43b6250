#!/usr/bin/env bash
# runc's own bats tests, with railcar in runc's place. conformance/runc.list has those that cannot pass, and why.
set -euo pipefail
if ! command -v apt-get > /dev/null; then
  echo "the tests come from Debian's packages, and apt-get is not here"
  exit 77
fi
suites=${CONFORMANCE_SUITES:-$(dirname "$PACKAGING")/target/conformance}
bash "$PACKAGING/conformance/fetch.sh" "$suites"
bash "$PACKAGING/conformance/runc.sh" "$suites" "$TREE/bin/railcar" > results
if ! bash "$PACKAGING/conformance/compare.sh" "$PACKAGING/conformance/runc.list" results; then
  # What failed tests said, without those that passed.
  for tap in runc-bats/*.tap; do
    awk '/^not ok/ { shown = 1 } /^ok/ { shown = 0 } shown' "$tap" | cut -c1-300
  done
  exit 1
fi
