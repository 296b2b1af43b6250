#!/usr/bin/env bash
# The name picks the tool, or the first word behind `microcontainer`; an unknown one is refused.
set -euo pipefail
for tool in railcar crashcart smith; do
  by_name=$("$tool" --version)
  [[ $by_name = *"$tool"* ]]
  [[ $(microcontainer "$tool" --version) = "$by_name" ]]
  "$tool" --help | grep -q "$tool"
  "$tool" help | grep -q "$tool"
done
# A directory may be called like a command.
railcar --root state list -q
railcar help exec | grep -q -- --ignore-paused
status=0
microcontainer nothing > out 2>&1 || status=$?
[[ $status = 2 ]]
grep -q 'there is no tool nothing' out
# Engines resolve links: what they call by the launcher's own name is railcar.
"$(realpath "$(command -v railcar)")" --root "$PWD/root" list -q
"$(realpath "$(command -v railcar)")" list > /dev/null
"$(realpath "$(command -v railcar)")" smith --version | grep -q '^smith version '
# Options for other Java programs are not smith's.
JAVA_TOOL_OPTIONS=-Dx=y JDK_JAVA_OPTIONS=-Dx=y smith --version 2> err
[[ ! -s err ]]
# Mistakes are said in one sentence.
# says STATUS TEXT COMMAND...
says() {
  local wanted=$1 text=$2 status=0
  shift 2
  "$@" > out 2>&1 || status=$?
  if [[ $status != "$wanted" || $(wc -l < out) != 1 ]] || ! grep -qF -- "$text" out; then
    printf '%s: wanted status %s and "%s", got %s and: %s\n' "$*" "$wanted" "$text" "$status" "$(< out)"
    exit 1
  fi
}
says 2 'unknown signal "FOO"' railcar kill any FOO
says 2 'did you mean create' railcar creat any
says 1 'container any does not exist' railcar state any
says 1 'railcar spec' railcar run --bundle "$PWD" any
mkdir broken
echo '{' > broken/config.json
says 1 'the JSON is broken' railcar run --bundle broken any
says 2 'name the container to enter' crashcart
says 1 'a cart is a directory' crashcart --image "$PWD/none" $$ true
says 1 'write one that says what to build' smith
echo 'pakage: x' > smith.yaml
# shellcheck disable=SC2016  # backticks of the message
says 1 'did you mean `package`?' smith
printf 'package: x\nrepos: ["http://127.0.0.1:9/repo"]\n' > smith.yaml
says 1 'refuses connections' smith
command -v criu > /dev/null || says 1 'checkpoint needs CRIU' railcar checkpoint --image-path "$PWD/image" any
says 1 'there is no config.json' railcar restore -d --image-path "$PWD/image" --bundle "$PWD" any
