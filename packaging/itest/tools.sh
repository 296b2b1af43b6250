#!/usr/bin/env bash
# The name picks the tool, or the first word behind `microcontainer`; an unknown one is refused.
set -euo pipefail
for tool in railcar crashcart smith; do
  by_name=$("$tool" --version)
  [[ $by_name = *"$tool"* ]]
  [[ $(microcontainer "$tool" --version) = "$by_name" ]]
  "$tool" --help | grep -q "$tool"
done
status=0
microcontainer nothing > out 2>&1 || status=$?
[[ $status = 2 ]]
grep -q 'there is no tool nothing' out
# Engines resolve links: what they call by the launcher's own name is railcar.
"$(realpath "$(command -v railcar)")" --root "$PWD/root" list -q
"$(realpath "$(command -v railcar)")" list > /dev/null
# Options for other Java programs are not smith's.
JAVA_TOOL_OPTIONS=-Dx=y JDK_JAVA_OPTIONS=-Dx=y smith --version 2> err
[[ ! -s err ]]
