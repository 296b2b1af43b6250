#!/usr/bin/env bash
# crun's own Python tests, with railcar in crun's place. conformance/crun.list has those that cannot pass, and why.
set -euo pipefail
if ! command -v apt-get > /dev/null; then
  echo "the tests come from Debian's packages, and apt-get is not here"
  exit 77
fi
suites=${CONFORMANCE_SUITES:-$(dirname "$PACKAGING")/target/conformance}
bash "$PACKAGING/conformance/fetch.sh" "$suites"
bash "$PACKAGING/conformance/crun.sh" "$suites" "$TREE/bin/railcar" > results
if ! bash "$PACKAGING/conformance/compare.sh" "$PACKAGING/conformance/crun.list" results; then
  cut -c1-300 crun-python/*.tap
  exit 1
fi
