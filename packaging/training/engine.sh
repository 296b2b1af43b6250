# shellcheck shell=bash disable=SC2154  # run.sh sets here
# Sourced by run.sh in an empty directory: the commands whose classes go into engine.aot.
try railcar --version
try railcar --help
try crashcart --help

mkdir -p bundle/rootfs cart/bin
(cd bundle && try railcar spec)
flags=(-Os -nostdlib -static -ffreestanding)
"${CC:-cc}" "${flags[@]}" -o cart/bin/ends "$here/program.c"
"${CC:-cc}" "${flags[@]}" -DWAITS -o bundle/rootfs/waits "$here/program.c"
cp cart/bin/ends bundle/rootfs/
sed -i -e 's/"terminal": *true/"terminal": false/' -e 's/"sh"/"\/waits"/' bundle/config.json
try railcar plan bundle
try railcar plan --json bundle

if [[ $(id -u) = 0 ]]; then
  name=training-$$
  try railcar create --bundle bundle $name
  try railcar start $name
  try railcar state $name
  try railcar list
  try railcar list --format json
  try railcar exec $name /ends
  try crashcart -i cart $name -- /dev/crashcart/bin/ends
  try railcar kill $name KILL
  try railcar delete --force $name
  sed -i 's/"\/waits"/"\/ends"/' bundle/config.json
  try railcar run --bundle bundle $name
fi
