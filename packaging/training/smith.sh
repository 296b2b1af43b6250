# shellcheck shell=bash
# Sourced by run.sh in an empty directory: the one run of smith whose classes go into smith.aot.
try smith --help
