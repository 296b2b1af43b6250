# shellcheck shell=bash
# Sourced: finds a JDK of at least this version without the network, and exports JAVA_HOME, PATH and MAVEN_OPTS for it.
jdk_wanted=25

# jdk_version DIR: the feature version of the JDK in DIR; nothing if DIR holds no JDK (a JRE has no javac).
jdk_version() {
  [[ -x $1/bin/java && -x $1/bin/javac && -x $1/bin/jlink && -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
}

jdk_candidates() {
  local tool path
  [[ -z ${JAVA_HOME:-} ]] || printf '%s\n' "$JAVA_HOME"
  printf '%s\n' /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* /usr/local/*jdk* \
    "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* "${HOME:-/root}"/.jabba/jdk/* \
    "${HOME:-/root}"/.asdf/installs/java/* "${HOME:-/root}"/.local/share/mise/installs/java/* | sort -rV
  for tool in javac java; do
    path=$(command -v "$tool") && dirname "$(dirname "$(realpath "$path")")"
  done
}

# The wanted version itself is taken before any newer one.
jdk_find() {
  local dir version newer=
  while IFS= read -r dir; do
    version=$(jdk_version "$dir")
    if [[ $version = "$jdk_wanted" || ( -n $version && $version -gt $jdk_wanted && $dir = "${JAVA_HOME:-}" ) ]]; then
      printf '%s\n' "$dir"
      return 0
    fi
    if [[ -z $newer && -n $version && $version -gt $jdk_wanted ]]; then
      newer=$dir
    fi
  done < <(jdk_candidates)
  [[ -n $newer ]] && printf '%s\n' "$newer"
}

if ! JAVA_HOME=$(jdk_find); then
  cat >&2 <<EXPLAIN
No JDK $jdk_wanted or newer was found: not in JAVA_HOME, /usr/lib/jvm, /usr/java, /opt, /usr/local, ~/.sdkman, ~/.jdks nor on PATH.
A JRE is not enough. Install one of these and run this command again:
  Debian, Ubuntu   apt-get install openjdk-$jdk_wanted-jdk-headless   (or temurin-$jdk_wanted-jdk from https://packages.adoptium.net)
  Fedora, RHEL     dnf install java-$jdk_wanted-openjdk-devel java-$jdk_wanted-openjdk-jmods
  any              unpack a JDK from https://adoptium.net and set JAVA_HOME to its directory
EXPLAIN
  exit 1
fi
export JAVA_HOME PATH=$JAVA_HOME/bin:$PATH
# Maven's own libraries do what newer JDKs warn of at every start.
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
