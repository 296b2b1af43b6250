# shellcheck shell=bash disable=SC2154  # run.sh sets tree and here
# Sourced by run.sh in an empty directory: the one run of smith whose classes go into smith.aot.
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -DZstdNativePath="$tree/lib/microcontainer/jni/libzstd-jni.so" \
  -cp "$tree/lib/microcontainer/lib/*" "$here/SampleRepository.java" repository "$tree/lib/microcontainer/launcher" 2> /dev/null
cat > smith.yaml << SPEC
package: sample-program
repos:
  - baseurl: repository
    gpgcheck: false
paths:
  - /usr/bin/sample
entrypoint:
  - /usr/bin/sample
SPEC
XDG_CACHE_HOME=$PWD/cache try smith --image image.tar.gz
