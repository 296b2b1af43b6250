#!/usr/bin/env bash
# assemble.sh CLASS_PATH_FILE TREE: makes the installed tree out of our jars, their libraries, a JDK image and the launcher.
# Maven's packaging module calls it with JAVA_HOME and BUILD_TIME (of the jars) set; what is up to date is kept.
# TRAINING=off leaves the ahead-of-time caches out: the tools start slowly, but the tree is made in seconds.
#
#   TREE/bin/{microcontainer,smith,railcar,crashcart}   symlinks to the launcher
#   TREE/lib/microcontainer/launcher                    static program, finds the rest beside itself
#                          /runtime                     JDK image with the modules below
#                          /lib/*.jar /jni/*.so         Java code, and the native parts of its libraries
#                          /{engine,oneshot,smith,cart}.argv build id, then the words of the JVM's command line
#                          /{engine,smith}.aot          ahead-of-time caches made by training runs
#                          /files                       what the tree consists of
#   TREE/share                                         manual pages, completions, licence
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8

class_path_file=$1
here=$(dirname "$(realpath "$0")")
root=$(dirname "$here")
# shellcheck source=packaging/jdk.sh
. "$here/jdk.sh"
mkdir -p "$2"
tree=$(realpath "$2")
home=$tree/lib/microcontainer
work=$here/target
mkdir -p "$home" "$tree/bin" "$work"

# java.sql is here because snakeyaml and picocli look for its classes, and to find that a class is nowhere takes reading all jars.
modules=java.base,java.logging,java.net.http,java.sql,java.xml,jdk.net,jdk.unsupported
# Debian's modules carry files of debug information of hundreds of MiB.
link_options=(--strip-debug --no-header-files --no-man-pages --compress zip-6 '--exclude-files=**.debuginfo,**.diz')

case $(uname -m) in
  x86_64) jffi_stub=jni/x86_64-Linux/libjffi-1.2.so zstd_stub=linux/amd64 ;;
  aarch64) jffi_stub=jni/aarch64-Linux/libjffi-1.2.so zstd_stub=linux/aarch64 ;;
  *)
    echo "assemble.sh: the machine $(uname -m) is not supported: only x86_64 and aarch64 are" >&2
    exit 1
    ;;
esac

say() { printf 'assemble: %s\n' "$*"; }

digest() { sha256sum | cut -d' ' -f1; }

# fresh NAME KEY: true if part NAME was made of inputs of this key the last time.
fresh() { [[ -r $work/$1.key && $(<"$work/$1.key") = "$2" ]]; }

made() { printf '%s\n' "$2" > "$work/$1.key"; }

runtime() {
  local key
  key=$(cat "$JAVA_HOME/release" <(echo "$modules ${link_options[*]}") | digest)
  if fresh runtime "$key" && [[ -x $home/runtime/bin/java ]]; then
    return
  fi
  rm -rf "$home/runtime"
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" "${link_options[@]}" --output "$home/runtime"
  find "$home/runtime/bin" -type f ! -name java -delete
  made runtime "$key"
  say "JDK image $(du -sh "$home/runtime" | cut -f1) of $modules"
}

launcher() {
  bash "$root/suite-app/src/main/c/build.sh" "$work/launcher" "${CC:-cc}"
  install -m 755 "$work/launcher" "$home/launcher.new"
  mv "$home/launcher.new" "$home/launcher"
  for tool in microcontainer smith railcar crashcart; do
    ln -sfn ../lib/microcontainer/launcher "$tree/bin/$tool"
  done
  say "launcher $(stat -c %s "$home/launcher") bytes"
}

# The libraries, in one jar; their native parts are unpacked once here, so that no JVM unpacks them into /tmp at every start.
libraries() {
  local jar key unpacked asm
  local -a classes=()
  key=$(cat "$@" "$here/assemble.sh" "$here/MergeJars.java" | digest)
  if fresh libraries "$key" && [[ -s $home/lib/libraries.jar ]]; then
    return
  fi
  rm -rf "${home:?}/lib" "$home/jni"
  mkdir -p "$home/lib" "$home/jni"
  unpacked=$(mktemp -d "$work/unpacked.XXXX")
  for jar in "$@"; do
    case ${jar##*/} in
      jffi-*-native.jar)
        (cd "$unpacked" && "$JAVA_HOME/bin/jar" --extract --file "$jar" "$jffi_stub")
        install -m 644 "$unpacked/$jffi_stub" "$home/jni/"
        continue
        ;;
      zstd-jni-*.jar)
        (cd "$unpacked" && "$JAVA_HOME/bin/jar" --extract --file "$jar" "$zstd_stub")
        install -m 644 "$unpacked/$zstd_stub"/libzstd-jni-*.so "$home/jni/libzstd-jni.so"
        ;;
      asm-[0-9]*.jar) asm=$jar ;;
    esac
    classes+=("$jar")
  done
  rm -rf "$unpacked"
  say "libraries: $("$JAVA_HOME/bin/java" -cp "$asm" "$here/MergeJars.java" "$home/lib/libraries.jar" "${classes[@]}")"
  made libraries "$key"
  say "libraries $(du -sh "$home/lib" | cut -f1), native parts $(du -sh "$home/jni" | cut -f1)"
}

jars() {
  local jar
  local -a all ours=() others=()
  IFS=: read -ra all <<< "$(< "$class_path_file")"
  for jar in "${all[@]}"; do
    case ${jar##*/} in
      suite-*.jar) ours+=("$jar") ;;
      *) others+=("$jar") ;;
    esac
  done
  libraries "${others[@]}"
  rm -f "$home"/lib/suite-*.jar
  install -m 644 "${ours[@]}" "$home/lib/"
  # An ahead-of-time cache names its jars by size and time.
  touch -d "$BUILD_TIME" "$home"/lib/*.jar
}

class_path() {
  local jar path=
  # First the one whose resources are read: the others need not be opened for it.
  for jar in "$home"/lib/suite-app-*.jar "$home"/lib/suite-*.jar "$home"/lib/libraries.jar; do
    [[ $path = *"/${jar##*/}:"* ]] || path+=@/lib/${jar##*/}:
  done
  printf '%s\n' "${path%:}"
}

# The options that every JVM of ours gets. Its own warnings would mix with a tool's output.
common=(
  -Xlog:disable -XX:-UsePerfData -XX:+DisableAttachMechanism
  -XX:-CreateCoredumpOnCrash -XX:+ExitOnOutOfMemoryError
  # The caches lie where they were made for, so that their pages stay those of the file: else each JVM has a copy of its own.
  -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -Djffi.boot.library.path=@/jni -DZstdNativePath=@/jni/libzstd-jni.so
  # File names are UTF-8 whatever the caller's locale is.
  -Dsun.jnu.encoding=UTF-8
  -Dmicrocontainer.home=@/
  -Djava.awt.headless=true
)
# An engine sees too few commands to reach the usual thresholds of the compiler.
short_lived=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:Tier3InvocationThreshold=8 -XX:Tier3MinInvocationThreshold=4
  -XX:Tier3CompileThreshold=16 -XX:Tier0InvokeNotifyFreqLog=3 -XX:Tier0BackedgeNotifyFreqLog=7 -Xss512k -Xmx256m)
# A command finds the caches full of other processes' work: huge pages spare the resident engine most misses of the TLB.
# Short commands leave little: a small young generation is collected within two milliseconds each few dozen of them.
resident=(-Xms12m -Xmn4m -XX:+UseTransparentHugePages)
one_shot=(-Xms16m)
# Heap and all the rest stay below 512 MiB, however much there is to pack.
# By default Java gives no password to a proxy through which it speaks TLS.
# A cache that is mapped where it was made for need not be relocated, word by word, at every start; and what was hot in training need not be
# compiled before it is hot in this run, which most often is over by then.
long_work=(-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:-AOTReplayTraining -Djdk.http.auth.tunneling.disabledSchemes= -XX:+UseParallelGC -Xss1m -Xms64m -Xmx384m)

build_id() {
  {
    (cd "$home" && sha256sum lib/*.jar jni/* runtime/release launcher)
    printf '%s\n' "${common[@]}" "${short_lived[@]}" "${resident[@]}" "${one_shot[@]}" "${long_work[@]}"
  } | digest
}

# argv NAME ID WORD...
argv() {
  local name=$1
  shift
  printf '%s\n' "$@" > "$home/$name.argv.new"
  mv "$home/$name.argv.new" "$home/$name.argv"
}

# commands ID ENGINE SMITH: the command lines; ENGINE and SMITH are what the JVM does about their caches: use them, or note classes for them.
commands() {
  local java=@/runtime/bin/java app=io.microcontainer.app path main=SmithMain
  # Only one JVM can note classes: it runs many commands.
  [[ $3 = "$use" ]] || main=TrainingMain
  path=$(class_path)
  argv engine "$1" $java "$2=@/engine.${cache_files[$2]}" "${short_lived[@]}" "${resident[@]}" "${common[@]}" -cp "$path" $app.EngineMain
  argv oneshot "$1" $java "$use=@/engine.aot" "${short_lived[@]}" "${one_shot[@]}" "${common[@]}" -cp "$path" $app.OneShotMain
  argv smith "$1" $java "$3=@/smith.${cache_files[$3]}" "${long_work[@]}" "${common[@]}" "-Dmicrocontainer.build=$1" -cp "$path" $app.$main
  argv cart "$1" $java "$use=@/smith.aot" "${long_work[@]}" "${common[@]}" -cp "$path" $app.CartMain
}

use=-XX:AOTCache
note=-XX:DumpLoadedClassList
declare -A cache_files=([$use]=aot [$note]=classes)

# train ID CACHE ENGINE SMITH: makes a cache of the classes that real commands need, see training/. ENGINE and SMITH as above.
# Two builds make the same bytes: the JVM's own one-step training keeps counters of each run, so the classes are noted, put in
# order, and archived without them; what the class list says of resolved constants depends on timing, and is left out.
train() {
  local id=$1 cache=$2 key word
  local -a words=()
  key=$(cat <(echo "$id") "$here/training"/* "$here/TimelessCache.java" | digest)
  if fresh "$cache.aot" "$key" && [[ -s $home/$cache.aot ]]; then
    return
  fi
  rm -f "$home/$cache.aot"
  # An engine of another build is another engine.
  commands "training-$id" "$3" "$4"
  bash "$here/training/run.sh" "$tree" "$cache"
  { grep -v '^[#@]' "$home/$cache.classes" | sed 's/ id:.*//'
    grep '^@lambda' "$home/$cache.classes"
    cat "$here/training/contended.classes"; } | sort -u > "$work/$cache.list"
  rm "$home/$cache.classes"
  while IFS= read -r word; do
    [[ $word = "$note"* || $word = -Xlog:disable ]] || words+=("${word//@\//}")
  done < <(tail -n +2 "$home/$cache.argv")
  unset 'words[-1]'
  # The cache holds the names of jars as they are given here: relative ones are the same wherever the tree is built.
  (cd "$home" && "$JAVA_HOME/bin/java" "$here/TimelessCache.java" "$cache.aot" "${words[@]}" -Xlog:disable -Xlog:all=error:stderr \
    -Xshare:dump -XX:+AOTClassLinking "-XX:SharedClassListFile=$work/$cache.list" "-XX:SharedArchiveFile=$cache.aot")
  chmod 644 "$home/$cache.aot"
  made "$cache.aot" "$key"
  say "ahead-of-time cache $cache.aot $(du -h "$home/$cache.aot" | cut -f1)"
}

# What else an installation has: manual pages, completions, units, the licence; and a list of all files, for `microcontainer install`.
rest() {
  local share=$tree/share
  rm -rf "$share"
  "$JAVA_HOME/bin/java" "${common[@]//@\//$home/}" -cp "$home/lib/*" io.microcontainer.app.ManualMain "$share" "${BUILD_TIME%T*}"
  find "$share/man" -name '*.1' -exec gzip -9n {} +
  install -D -m 644 "$root/LICENSE" "$share/doc/microcontainer/LICENSE"
  touch "$home/files"
  (cd "$tree" && find . \( -type f -o -type l \) -printf '%P\n' | sort) > "$work/files"
  install -m 644 "$work/files" "$home/files"
  # Packages note the times of files.
  find "$tree" -exec touch -h -d "$BUILD_TIME" {} +
}

runtime
jars
launcher
id=$(build_id)
if [[ ${TRAINING:-on} = off ]]; then
  rm -f "$home"/*.aot
else
  train "$id" engine "$note" "$use"
  train "$id" smith "$use" "$note"
fi
commands "$id" "$use" "$use"
rest
say "$tree is $(du -sh "$tree" | cut -f1), build $id"
