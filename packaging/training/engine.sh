# shellcheck shell=bash
# Sourced by run.sh in an empty directory: the commands whose classes go into engine.aot.
try railcar --version
try railcar --help
try railcar features
try crashcart --help

mkdir -p bundle/rootfs
(cd bundle && try railcar spec)
if [[ -s bundle/config.json ]]; then
  try railcar plan bundle
fi

# The launcher is a static program, so it does for the container's program: it answers and ends.
if [[ $(id -u) = 0 && -s bundle/config.json ]]; then
  # shellcheck disable=SC2154  # run.sh sets it
  cp "$tree/lib/microcontainer/launcher" bundle/rootfs/program
  sed -i -e 's/"terminal": *true/"terminal": false/' -e 's/"sh"/"\/program"/' bundle/config.json
  name=training-$$
  try railcar create --bundle bundle $name
  try railcar state $name
  try railcar list
  try railcar kill $name KILL
  try railcar delete --force $name
fi
