package io.microcontainer.build.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.build.BuildException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {

    private static final String ALL = """
            type: mock
            mock:
              config: my.cfg
              pre-build: before
              post-build: after
              deps: [one, two]
              debuginfo: true
              debugdeps: [three]
              debugpaths: [/debug]
            package: coreutils
            repos:
            - repo
            - https://me:secret@example.com/repo/
            - id: base
              baseurl: https://me:secret@example.com/base/
              gpgkey: [/etc/pki/one, /etc/pki/two]
              password: secret
              priority: 10
            packages: [curl, less]
            architecture: aarch64
            vars: {releasever: 9}
            modules: [nodejs:20]
            weak: true
            paths:
            - /usr/bin/cat
            - ""
            excludes:
            - /usr/share
            parent: base.tar.gz:v1
            nss: yes
            root: false
            user: 10:10
            groups: [adm, extra]
            mounts: [/data]
            entrypoint: [/usr/bin/cat]
            cmd: [-n, "", 5]
            dir: /read
            env: [A=b, PATH=/bin]
            labels: {b: two, a: 1}
            ports:
              80/tcp: {}
              443: {}
            """;

    @Test
    void readsEveryKey() {
        SmithSpec spec = SpecReader.parse(ALL, "smith.yaml");
        assertEquals(Optional.of(SourceType.MOCK), spec.source().type());
        assertEquals(new MockSpec("my.cfg", "before", "after", List.of("one", "two"), true, List.of("three"), List.of("/debug")), spec.source().mock());
        assertEquals("coreutils", spec.source().packageName());
        assertEquals(List.of("coreutils", "curl", "less"), spec.source().allPackages());
        assertEquals(Map.of("releasever", "9"), spec.source().vars());
        assertEquals(List.of("nodejs:20"), spec.source().modules());
        assertTrue(spec.source().weak());
        assertEquals(List.of("/etc/pki/one", "/etc/pki/two"), spec.source().repositories().get(2).settings().get("gpgkey"));
        assertEquals(List.of("/usr/bin/cat"), spec.paths());
        assertEquals(List.of("/usr/share"), spec.excludes());
        assertEquals("base.tar.gz:v1", spec.parent());
        assertTrue(spec.nss());
        assertFalse(spec.root());
        assertEquals("10:10", spec.user());
        assertEquals(List.of("adm", "extra"), spec.groups());
        assertEquals(List.of("/data"), spec.mounts());
        assertEquals(List.of("/usr/bin/cat"), spec.entrypoint());
        assertEquals(List.of("-n", "", "5"), spec.cmd());
        assertEquals("/read", spec.dir());
        assertEquals(List.of("A=b", "PATH=/bin"), spec.env());
        assertEquals(Optional.of("/bin"), spec.variable("PATH"));
        assertEquals(Map.of("a", "1", "b", "two"), spec.labels());
        assertEquals(Set.of("80/tcp", "443"), spec.ports());
        assertEquals(List.of("aarch64"), spec.source().architectures());
    }

    @Test
    void whatIsStoredInTheImageIsWhatWasReadWithoutSecrets() {
        String json = new String(JsonText.compact(SpecReader.parse(ALL, "smith.yaml")), StandardCharsets.UTF_8);
        assertTrue(json.startsWith("{\"type\":\"mock\",\"mock\":{\"config\":\"my.cfg\","), json);
        assertTrue(json.contains("\"ports\":{\"443\":{},\"80/tcp\":{}}"), json);
        assertTrue(json.contains("\"repos\":[\"repo\",\"https://example.com/repo/\",{\"baseurl\":\"https://example.com/base/\",\"gpgkey\":[\"/etc/pki/one\",\"/etc/pki/two\"],"
                + "\"id\":\"base\",\"priority\":\"10\"}]"), json);
        assertFalse(json.contains("secret"), json);
        assertEquals("{\"package\":\"coreutils\"}", new String(JsonText.compact(SpecReader.parse("package: coreutils", "x")), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', value = {
        "package: a\\nentrpoint: [x] | smith.yaml: unknown key `entrpoint` at line 2: did you mean `entrypoint`?",
        "Package: a | smith.yaml: unknown key `Package` at line 1: did you mean `package`?",
        "mock:\\n  debuginof: true | smith.yaml: unknown key `mock.debuginof` at line 2: did you mean `mock.debuginfo`?",
        "paths: /bin/cat | smith.yaml: `paths` is the text \"/bin/cat\", expected a list: put each item on a line of its own after \"- \" at line 1",
        "cmd:\\n- a\\n- {b: c} | smith.yaml: `cmd[1]` is a mapping, expected a text at line 3",
        "repos: [{baseurl: a, gpgkeys: b}] | smith.yaml: unknown key `repos[0].gpgkeys` at line 1: did you mean `repos[0].gpgkey`?",
        "repos: [{id: a}] | smith.yaml: a repository has neither `baseurl` nor `mirrorlist` nor `metalink` at line 1",
        "repos: [[a]] | smith.yaml: `repos[0]` is a list, expected a text or a mapping at line 1",
        "architecture: a\\narchitectures: [b] | smith.yaml: `architectures` is there beside `architecture`; give one of them at line 2",
        "modules: [nodejs] | smith.yaml: `modules` has \"nodejs\", expected name:stream at line 1",
        "nss: maybe | smith.yaml: `nss` is the text \"maybe\", expected true or false at line 1",
        "type: docker | smith.yaml: `type` is \"docker\", expected mock (RPM packages) or oci (an image) at line 1",
        "user: a:b:c | smith.yaml: `user` has \"a:b:c\", expected user or user:group at line 1",
        "env: [novalue] | smith.yaml: `env` has \"novalue\", expected NAME=value at line 1",
        "ports: {99999: {}} | smith.yaml: `ports` has \"99999\", expected a port such as 80, 80/tcp or 5000-5010/udp at line 1",
        "ports: {80: x} | smith.yaml: `ports.80` is the text \"x\", expected {} at line 1",
        "dir: here | smith.yaml: `dir` has \"here\", expected an absolute path at line 1",
        "nss: true\\nnss: false | smith.yaml: the key `nss` is there twice at line 2",
        "package: [a | smith.yaml is no YAML: expected ',' or ']', but got <stream end> at line 1",
        "- a | smith.yaml is no mapping; begin with a line such as \"package: coreutils\""})
    void saysWhatIsWrongAndWhere(String yaml, String message) {
        assertEquals(message, assertThrows(BuildException.class, () -> SpecReader.parse(yaml.replace("\\n", "\n"), "smith.yaml")).getMessage());
    }

    @Test
    void hostileFilesAreRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("smith.yaml");
        for (String text : List.of("a: &a [x]\nb: &b [*a,*a]\n", "cmd: " + "[".repeat(10_000), "package: !!javax.script.ScriptEngineManager [x]\n",
                "&a paths: *a\n", "", "package: a\n---\npackage: b\n", "package: \"a\\0b\"\n")) {
            Files.writeString(file, text);
            assertThrows(BuildException.class, () -> SpecReader.read(file), text.substring(0, Math.min(40, text.length())));
        }
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThrows(BuildException.class, () -> SpecReader.read(file));
        Files.write(file, new byte[] {'p', ':', ' ', (byte) 0xff});
        assertTrue(assertThrows(BuildException.class, () -> SpecReader.read(file)).getMessage().endsWith("is not UTF-8; save it as such"));
        assertTrue(assertThrows(BuildException.class, () -> SpecReader.read(directory.resolve("none"))).getMessage().startsWith("there is no "));
    }

    @ParameterizedTest
    @CsvSource({"coreutils,MOCK", "my.rpm,MOCK", "image.tar,OCI", "image.tar.gz:v1,OCI", "a/image.tgz,OCI", "https://registry/x,OCI", "http://x/y:z,OCI",
        "foo.tar.gz:latest,OCI", "perl(Foo::Bar),MOCK", "docker.tar:some/name:v1,OCI"})
    void guessesTheTypeAsTheOriginal(String name, SourceType type) {
        assertEquals(type, SourceType.guess(name));
    }
}
