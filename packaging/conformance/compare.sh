#!/usr/bin/env bash
# compare.sh LIST RESULTS: holds the results that runc.sh or crun.sh printed against the list of tests that cannot pass.
# A line of the list is "NAME: test", a tab, and the cause,
# which begins with "sometimes: " where the test can pass as well. Fails if a test failed that is not listed, or if none passed;
# says when a listed one passes.
set -euo pipefail
export LC_ALL=C.UTF-8

status=0
passed=0
skipped=0
listed=0
declare -A causes
while IFS=$'\t' read -r name cause; do
  [[ -z $name || $name = '#'* ]] || causes[$name]=$cause
done < "$1"
while IFS=$'\t' read -r result name; do
  case $result in
    pass)
      passed=$((passed + 1))
      [[ -z ${causes[$name]:-} || ${causes[$name]} = 'sometimes: '* ]] || echo "passes, though it is listed: $name"
      ;;
    skip) skipped=$((skipped + 1)) ;;
    fail)
      if [[ -n ${causes[$name]:-} ]]; then
        listed=$((listed + 1))
      else
        echo "fails: $name"
        status=1
      fi
      ;;
  esac
done < "$2"
echo "$passed passed, $listed failed as listed, $skipped skipped by themselves"
[[ $passed -gt 0 ]] || status=1
exit "$status"
