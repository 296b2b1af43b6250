package io.microcontainer.build.repofiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.SignaturePolicy;
import io.microcontainer.build.repo.SignaturePolicy.Metadata;
import io.microcontainer.build.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryFilesTest {

    @TempDir
    private Path directory;

    @Test
    void repositoriesOfTheHost() throws IOException {
        write("etc/os-release", "ID=fedora\nVERSION_ID=42\n");
        write("etc/dnf/vars/contentdir", "pub/fedora\n");
        write("etc/yum.repos.d/b.repo", """
                [main]
                cachedir=/nowhere
                [updates]
                name=Updates for $releasever
                metalink=https://mirrors.example.org/metalink?repo=updates-$releasever&arch=${basearch}
                enabled=1
                # a comment
                gpgkey=file:///etc/pki/rpm-gpg/one
                    https://example.org/two
                skip_if_unavailable=True
                priority=50
                excludepkgs=kernel*, foo
                [off]
                baseurl=http://example.org/
                enabled=0
                """);
        write("etc/yum.repos.d/a.repo", """
                [base]
                baseurl=http://one.example.org/$contentdir/$basearch/
                        http://two.example.org/${contentdir}/${nothing:-x}/
                gpgcheck=0
                username=me
                password=p@ss
                proxy=http://proxy:3128
                """);
        write("etc/yum.repos.d/not-a-repo.txt", "[x]\nbaseurl=http://x/\n");
        var host = new HostRepositories(directory);
        List<RepositoryConfig> found = host.repositories(host.variables("x86_64"));
        assertEquals(List.of("base", "updates"), found.stream().map(RepositoryConfig::id).toList());
        RepositoryConfig base = found.get(0);
        assertEquals(List.of("http://me:p%40ss@one.example.org/pub/fedora/x86_64/", "http://me:p%40ss@two.example.org/pub/fedora/x/"),
                base.bases().stream().map(each -> each.uri().toString()).toList());
        assertTrue(!base.toString().contains("p%40ss"), base::toString);
        assertEquals(new SignaturePolicy(false, Metadata.NEVER, List.of()), base.signatures());
        assertEquals("http://proxy:3128", base.transport().proxy().orElseThrow().toString());
        RepositoryConfig updates = found.get(1);
        assertEquals("https://mirrors.example.org/metalink?repo=updates-42&arch=x86_64", updates.metaLink().orElseThrow().toString());
        assertEquals(new SignaturePolicy(true, Metadata.IF_SIGNED, List.of("file:///etc/pki/rpm-gpg/one", "https://example.org/two")), updates.signatures());
        assertEquals(50, updates.priority());
        assertEquals(1000, updates.cost());
        assertEquals(List.of("kernel*", "foo"), updates.excludes());
        assertTrue(updates.skipIfUnavailable());
    }

    @Test
    void settingsOfASpecification() {
        List<RepositoryConfig> found = of("""
                repos:
                - repo/$basearch
                - {id: a, baseurl: [https://x/$releasever, "http://y"], gpgkey: key.asc, repo_gpgcheck: true, cost: 5, sslcacert: ca.pem, proxy: _none_}
                - {baseurl: https://user:secret@z/, gpgcheck: false, enabled: true}
                - {id: off, baseurl: https://z/, enabled: false}
                """);
        assertEquals(List.of("repo/i386", "a", "https://z/"), found.stream().map(RepositoryConfig::id).toList());
        assertEquals(SignaturePolicy.DEFAULT, found.get(0).signatures());
        assertEquals(new SignaturePolicy(true, Metadata.ALWAYS, List.of(directory.resolve("key.asc").toUri().toString())), found.get(1).signatures());
        assertEquals(List.of("https://x/9/", "http://y/"), found.get(1).bases().stream().map(each -> each.uri().toString()).toList());
        assertEquals(List.of(directory.resolve("ca.pem")), found.get(1).transport().certificates());
        assertTrue(found.get(1).transport().direct());
        assertEquals(SignaturePolicy.NONE, found.get(2).signatures());
    }

    @Test
    void whatIsNotUnderstoodIsSaid() {
        assertEquals("`gpgkey` of repository a is \"http://x/key\", expected a file or an https URL (on the way from another server anybody could "
                + "replace the key)", refuse("{id: a, baseurl: https://x, gpgkey: http://x/key}"));
        assertEquals("`priority` of repository a is \"high\", expected a number", refuse("{id: a, baseurl: https://x, priority: high}"));
        assertEquals("`gpgcheck` of repository repos[0] is \"maybe\", expected true or false", refuse("{baseurl: https://x, gpgcheck: maybe}"));
        assertEquals("`baseurl` of repository a is https://x/$stream, but the variable $stream is not known here; set it under `vars`",
                refuse("{id: a, baseurl: https://x/$stream}"));
        assertEquals("`metalink` of repository a is \"x\", expected an http, https or file URL", refuse("{id: a, metalink: x}"));
    }

    private String refuse(String repo) {
        return assertThrows(BuildException.class, () -> of("repos: [" + repo + "]")).getMessage();
    }

    private List<RepositoryConfig> of(String yaml) {
        var variables = new Variables(Map.of("basearch", "i386", "releasever", "9"));
        return SpecRepositories.of(SpecReader.parse(yaml, "smith.yaml").source().repositories(), variables, "x86_64", directory);
    }

    @Test
    void repositoriesOfMock() throws IOException {
        write("mock/templates/fedora.tpl", """
                config_opts['chroot_setup_cmd'] = 'install @buildsys-build'
                config_opts['dnf.conf'] = \"""
                [main]
                keepcache=1
                {%- if x %}
                [fedora]
                name=fedora
                baseurl=https://example.org/{{ releasever }}/{{ repo_arch }}/
                metalink=https://mirrors.example.org/metalink?repo=fedora-$releasever&arch=$basearch
                gpgkey=file:///usr/share/distribution-gpg-keys/fedora/RPM-GPG-KEY-fedora-{{ releasever }}-primary
                gpgcheck=1
                [debug]
                metalink=https://mirrors.example.org/debug
                enabled=0
                \"""
                """);
        Path file = write("mock/my.cfg", """
                include('templates/fedora.tpl')
                config_opts['target_arch'] = 'aarch64'
                config_opts["releasever"] = "42"
                """);
        List<RepositoryConfig> found = MockConfig.repositories(file, new Variables(Map.of("basearch", "x86_64")));
        assertEquals(List.of("fedora"), found.stream().map(RepositoryConfig::id).toList());
        assertEquals("https://mirrors.example.org/metalink?repo=fedora-42&arch=aarch64", found.getFirst().metaLink().orElseThrow().toString());
        assertEquals(List.of(), found.getFirst().bases(), "a value that is not known leaves its line out");
        assertEquals(List.of("file:///usr/share/distribution-gpg-keys/fedora/RPM-GPG-KEY-fedora-42-primary"), found.getFirst().signatures().keys());
        Path none = write("mock/none.cfg", "config_opts['target_arch'] = 'x'\n");
        assertTrue(assertThrows(BuildException.class, () -> MockConfig.repositories(none, new Variables(Map.of()))).getMessage().contains("no enabled repository"));
        Path loop = write("mock/loop.cfg", "include('loop.cfg')\n");
        assertTrue(assertThrows(BuildException.class, () -> MockConfig.repositories(loop, new Variables(Map.of()))).getMessage().contains("more than 20 files"));
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
