#!/usr/bin/env bash
# Network interfaces of the host that move into a container (linux.netDevices): names, addresses, state, errors.
# Many words in single quotes are scripts for the shell in the container.
# shellcheck disable=SC2016
set -euo pipefail
# shellcheck source=packaging/itest/railcar.inc
. "$PACKAGING/itest/railcar.inc"
if ! ip link add rct-probe type veth peer name rct-probe2 2> /dev/null; then
  echo 'this kernel has no veth interfaces'
  exit 77
fi
ip link del rct-probe

# pair NAME: an interface NAME that is up and has addresses, and its other end, NAME-p, on the host
pair() {
  # The kernel takes the last container's down when it comes to it.
  ip link del "$1-p" 2> /dev/null || true
  ip link add "$1" type veth peer name "$1-p"
  ip addr add 10.77.1.2/24 brd 10.77.1.255 dev "$1"
  ip addr add 10.77.2.2 peer 10.77.2.1 dev "$1"
  ip -6 addr add fd77::2/64 nodad dev "$1"
  ip addr add 10.77.3.2/24 scope link dev "$1"
  ip addr add 10.77.4.2/24 valid_lft 1000 preferred_lft 1000 dev "$1"
  ip link set "$1" mtu 1300 up
  ip addr add 10.77.1.1/24 dev "$1-p"
  ip link set "$1-p" up
}
remove() {
  clear
  for name in rct-a rct-b rct-c; do
    ip link del "$name-p" 2> /dev/null || true
  done
  ip netns del rct 2> /dev/null || true
}
trap remove EXIT
# shows NAME CONFIG SCRIPT WANTED
shows() {
  bundle n "$2 | .process.args=[\"sh\",\"-c\",\"$3\"]"
  same "$1" "$4" "$(railcar run -b n n1 2>&1)"
}
addresses='ip -o addr show dev NAME scope global | sed "s/.*inet/inet/; s/ scope .*//" | sort'
all='inet 10.77.1.2/24 brd 10.77.1.255
inet 10.77.2.2 peer 10.77.2.1/32
inet6 fd77::2/64'
script() {
  local text=${1//NAME/$2}
  echo "${text//\"/\\\"}"
}

pair rct-a
shows 'under a new name, with its permanent global addresses' '.linux.netDevices={"rct-a":{name:"web0"}}' "$(script "$addresses" web0)" "$all"
pair rct-a
shows 'under its own name, up, and all else as it was' '.linux.netDevices={"rct-a":{}} | .process.capabilities[] += ["CAP_NET_RAW"]' \
  'ip -o link show rct-a | grep -o \"[<,]UP[,>]\\|mtu 1300\"; ping -c 1 -W 5 10.77.1.1 > /dev/null && echo reached' $',UP,\nmtu 1300\nreached'
pair rct-a
ip link del rct-b-p 2> /dev/null || true
ip link add rct-b type veth peer name rct-b-p
shows 'two under a template' '.linux.netDevices={"rct-a":{name:"net%d"},"rct-b":{name:"net%d"}}' \
  'ls /sys/class/net; ip -o -4 addr show dev net0 | wc -l; ip -o link show net1 | grep -c UP' $'lo\nnet0\nnet1\n2\n1'
pair rct-a
chown 100000:100000 rootfs
shows 'in a user namespace' '.linux.netDevices={"rct-a":{name:"web0"}} | .linux.sysctl={"net.ipv4.conf.web0.forwarding":"1"} | .linux.namespaces+=[{type:"user"}] | .linux.uidMappings=[{containerID:0,hostID:100000,size:65536}] | .linux.gidMappings=.linux.uidMappings' \
  "$(script "$addresses" web0); cat /proc/sys/net/ipv4/conf/web0/forwarding" "$all
1"
chown 0:0 rootfs

# A network namespace that is joined, which outlives the container.
ip netns add rct
pair rct-c
shows 'in a namespace that is joined' '.linux.netDevices={"rct-c":{name:"web0"}} | .linux.namespaces |= map(if .type=="network" then .path="/var/run/netns/rct" else . end)' \
  "$(script "$addresses" web0)" "$all"
same 'it stays there' 3 "$(ip -n rct -o addr show dev web0 scope global | wc -l)"
pair rct-a
bundle n '.linux.netDevices={"rct-a":{name:"web0"}} | .linux.namespaces |= map(if .type=="network" then .path="/var/run/netns/rct" else . end)'
refused 'a name that is taken' 'linux.netDevices: the network interface rct-a cannot move into the container as web0' railcar run -b n n1
same 'it is still on the host, with its addresses' 10.77.1.2 "$(ip -o -4 addr show dev rct-a | grep -o '10.77.1.2\b')"

bundle n '.linux.netDevices={"rct-none":{}}'
refused 'an interface that is not there' 'there is no network interface rct-none' railcar run -b n n1
bundle n '.linux.netDevices={"lo":{name:"lo1"}}'
refused 'an interface that cannot move' 'linux.netDevices: move the network interface lo into the container as lo1: EINVAL' railcar run -b n n1
bundle n '.linux.netDevices={"rct-a":{}} | .linux.namespaces |= map(select(.type!="network"))'
refused 'no network namespace' 'linux.netDevices' railcar run -b n n1
gone n1
