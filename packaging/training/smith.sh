# shellcheck shell=bash disable=SC2154  # run.sh sets tree and here
# Sourced by run.sh in an empty directory: the commands of smith whose classes go into smith.aot.
samples=("$JAVA_HOME/bin/java" -Xshare:auto -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED
  -DZstdNativePath="$tree/lib/microcontainer/jni/libzstd-jni.so" -cp "$tree/lib/microcontainer/lib/*")
# A program with a library and a loader, as those of packages have.
flags=(-Os -nostdlib -ffreestanding)
echo 'int sample(void) { return 0; }' > library.c
echo 'int sample(void); void _start(void) { for (;;) sample(); }' > program.c
"${CC:-cc}" "${flags[@]}" -shared -fPIC -Wl,-soname,libsample.so.1 -o libsample.so library.c
"${CC:-cc}" "${flags[@]}" -Wl,--dynamic-linker,/usr/lib/ld-sample.so.1 -o program program.c libsample.so
"${samples[@]}" "$here/SampleRepository.java" repository program libsample.so 2> samples.log || cat samples.log >&2
"${samples[@]}" "$here/SampleServer.java" repository port 2> server.log &
server=$!
for _ in {1..300}; do
  [[ ! -s port ]] || break
  sleep 0.1
done
port=$(< port)

mkdir -p rootfs/etc && echo sample > rootfs/etc/sample
# spec FILE REPOSITORY LINE...
spec() {
  printf '%s\n' "package: sample-program" "repos:" "  - $2" "paths:" "  - /usr/bin/sample" "  - /usr/share/sample/**" \
    "entrypoint:" "  - /usr/bin/sample" "${@:3}" > "$1"
}
spec smith.yaml 'baseurl: repository
    gpgcheck: false'
spec http.yaml "baseurl: http://localhost:$port/files/
    gpgkey: repository/key.asc
    repo_gpgcheck: true
    gpgcheck: false" 'nss: true' 'user: sample' 'sbom: [cyclonedx, spdx]' 'compression: zstd' 'layers: "3"' 'rpmdb: true'
spec apt.yaml "deb [signed-by=$PWD/repository/key.asc] http://localhost:$port/files/debian stable main" 'excludes:' '  - /usr/share/sample/none*'

tab=$'\t'
remote=http://localhost:$port/sample/image:1
# What is made once more is made out of the cache.
cat > commands << COMMANDS
-i${tab}image.tar.gz
-i${tab}image.tar.gz
-c${tab}http.yaml${tab}-i${tab}http.tar.gz
-c${tab}http.yaml${tab}-i${tab}http.tar.gz
-c${tab}apt.yaml${tab}-i${tab}apt.tar.gz
-c${tab}apt.yaml${tab}-i${tab}apt.tar.gz
-c${tab}apt.yaml${tab}-i${tab}apt.tar.gz${tab}-b${tab}7
lock
--locked${tab}-i${tab}locked.tar.gz
vendor
verify${tab}image.tar.gz
inspect${tab}http.tar.gz
explain${tab}image.tar.gz${tab}/usr/bin/sample
diff${tab}image.tar.gz${tab}locked.tar.gz
upload${tab}-i${tab}image.tar.gz${tab}-r${tab}$remote
download${tab}-i${tab}again.tar.gz${tab}-r${tab}$remote
--version
COMMANDS
XDG_CACHE_HOME=$PWD/cache try smith commands
kill "$server"
wait "$server" || true
