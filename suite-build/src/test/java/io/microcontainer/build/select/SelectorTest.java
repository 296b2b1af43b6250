package io.microcontainer.build.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.imports.Imports;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectorTest {

    private static final String[] SYSTEM = {"/usr/bin/curl", "/usr/bin/bash", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
        "/usr/lib/x86_64-linux-gnu", "/usr/lib64"};

    @TempDir
    private Path directory;

    @Test
    void takesTheLibrariesThatTheLoaderTakes() throws Exception {
        FileTree host = HostTree.of(SYSTEM);
        Selection selection = select(host, "/usr/bin/curl");
        Set<Path> expected = new TreeSet<>();
        Pattern.compile("(/\\S+) \\(0x").matcher(HostTree.run("ldd", "/usr/bin/curl")).results()
                .forEach(match -> expected.add(real(match.group(1))));
        Set<Path> found = new TreeSet<>();
        selection.tree().entries().forEach((path, entry) -> {
            boolean opened = selection.reasons().get(path) instanceof Reason.Opened;
            if (entry instanceof Entry.RegularFile && !path.name().equals("curl") && !opened) {
                found.add(Path.of(path.toString()));
            }
        });
        assertTrue(found.containsAll(expected), () -> found + " lacks some of " + expected);
        assertEquals(List.of(), selection.missing());
        HostTree.write(selection.tree(), directory);
        assertTrue(HostTree.run("chroot", directory.toString(), "/usr/bin/curl", "--version").startsWith("curl "));
        assertEquals("amd64", selection.machines().first().goArchitecture().orElseThrow());
    }

    @Test
    void followsRunpathOriginAndLibraryOwnNeeds() throws Exception {
        Path app = directory.resolve("opt/app");
        Files.createDirectories(app.resolve("bin"));
        Files.createDirectories(app.resolve("lib/inner"));
        compile("int inner(void) { return 7; }", "-shared", "-Wl,-soname,libinner.so.1", "-o", app.resolve("lib/inner/libinner.so.1.2"));
        Files.createSymbolicLink(app.resolve("lib/inner/libinner.so.1"), Path.of("libinner.so.1.2"));
        compile("int inner(void); int outer(void) { return inner(); }", "-shared", "-Wl,-soname,libouter.so", "-Wl,-rpath,$ORIGIN/inner",
                app.resolve("lib/inner/libinner.so.1"), "-o", app.resolve("lib/libouter.so"));
        compile("int outer(void); int main(void) { return outer() - 7; }", "-Wl,-rpath,$ORIGIN/../lib", app.resolve("lib/libouter.so"),
                "-Wl,-rpath-link," + app.resolve("lib/inner"), "-o", app.resolve("bin/app"));
        Files.createSymbolicLink(app.resolve("bin/run"), Path.of("app"));
        FileTree tree = HostTree.of(SYSTEM);
        HostTree.rootedAt(directory).entries().forEach((path, entry) -> tree.put(path, entry));
        Selection selection = select(tree, "/opt/app/bin/run");
        assertEquals(List.of(), selection.missing());
        assertEquals(new Reason.Needed(TreePath.of("/opt/app/lib/libouter.so"), "libinner.so.1"),
                selection.reasons().get(TreePath.of("/opt/app/lib/inner/libinner.so.1")));
        assertInstanceOf(Reason.Target.class, selection.reasons().get(TreePath.of("/opt/app/lib/inner/libinner.so.1.2")));
        assertEquals(new Reason.Chosen("/opt/app/bin/run"), selection.reasons().get(TreePath.of("/opt/app/bin/run")));
        Path root = directory.resolve("root");
        HostTree.write(selection.tree(), root);
        // The loader asks /proc/self/exe for $ORIGIN; the mount ends with its namespace.
        HostTree.run("unshare", "-m", "sh", "-ec",
                "mkdir \"$1/proc\"; mount -t proc proc \"$1/proc\"; exec chroot \"$1\" /opt/app/bin/run", "sh", root.toString());

        Selection without = Selector.select(new Universe(tree), globs("/opt/app/bin/app"), globs("/opt/app/lib/inner"), false);
        assertFalse(without.tree().get(TreePath.of("/opt/app/lib/inner/libinner.so.1.2")).isPresent());
        assertTrue(without.warnings().toString().contains("libinner.so.1, which is excluded"), without.warnings()::toString);
        tree.remove(TreePath.of("/opt/app/lib/inner"));
        String missing = select(tree, "/opt/app/bin/app").missing().toString();
        assertTrue(missing.contains("/opt/app/lib/libouter.so of smith (host) needs library libinner.so.1"), missing);
        assertEquals(List.of(), select(tree, "/opt/app/bin").missing());
    }

    @Test
    void libraryOutsideOfTheLoadersDirectoriesGetsAnIndex() throws Exception {
        Files.createDirectories(directory.resolve("opt/lib"));
        Files.createDirectories(directory.resolve("etc"));
        compile("int far(void) { return 0; }", "-shared", "-Wl,-soname,libfar.so.10", "-o", directory.resolve("opt/lib/libfar.so.10"));
        compile("int far(void); int main(void) { return far(); }", directory.resolve("opt/lib/libfar.so.10"), "-o",
                directory.resolve("opt/prog"));
        FileTree tree = HostTree.of(SYSTEM);
        HostTree.rootedAt(directory).entries().forEach((path, entry) -> tree.put(path, entry));
        tree.put(TreePath.of("/etc/ld.so.conf"), file(0644, "# comment\ninclude more/*.conf\n"));
        tree.put(TreePath.of("/etc/more/a.conf"), file(0644, "/opt/lib # here\n"));
        Selection selection = select(tree, "/opt/prog");
        Path root = directory.resolve("root");
        HostTree.write(selection.tree(), root);
        HostTree.run("chroot", root.toString(), "/opt/prog");
        String listed = HostTree.run("ldconfig", "-p", "-C", root.resolve("etc/ld.so.cache").toString());
        assertTrue(listed.contains("libfar.so.10 (libc6,x86-64) => /opt/lib/libfar.so.10"), listed);
    }

    @Test
    void muslProgramsAreSearchedAsMuslDoes() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/lib/ld-musl-x86_64.so.1")), "musl is not installed here");
        Files.createDirectories(directory.resolve("usr/local/lib"));
        Files.createDirectories(directory.resolve("lib64"));
        Path source = Files.writeString(directory.resolve("m.c"), "int far(void) { return 0; }");
        HostTree.run("musl-gcc", "-shared", "-fPIC", "-Wl,-soname,libfar.so", "-o", directory.resolve("usr/local/lib/libfar.so").toString(), source.toString());
        Files.writeString(source, "int far(void); int main(void) { return far(); }");
        HostTree.run("musl-gcc", "-o", directory.resolve("prog").toString(), source.toString(), directory.resolve("usr/local/lib/libfar.so").toString());
        Files.delete(source);
        // The same name where only glibc would look first.
        Files.copy(directory.resolve("usr/local/lib/libfar.so"), directory.resolve("lib64/libfar.so"));
        FileTree tree = HostTree.rootedAt(directory);
        FileTree libc = HostTree.of("/lib/ld-musl-x86_64.so.1", "/usr/lib/x86_64-linux-musl");
        libc.entries().forEach(tree::put);
        if (tree.get(TreePath.of("/lib/libc.so")).isEmpty()) {
            // Debian's linker names musl's libc as libc.so; elsewhere it is beside the loader under that name.
            tree.put(TreePath.of("/lib/libc.so"), link("ld-musl-x86_64.so.1"));
        }
        Selection selection = select(tree, "/prog");
        assertEquals(List.of(), selection.missing());
        assertTrue(selection.tree().get(TreePath.of("/usr/local/lib/libfar.so")).isPresent());
        assertFalse(selection.tree().get(TreePath.of("/lib64/libfar.so")).isPresent());
        Path root = directory.resolve("root");
        HostTree.write(selection.tree(), root);
        HostTree.run("chroot", root.toString(), "/prog");
    }

    @Test
    void excludesReachChildrenAndLinks() {
        FileTree tree = new FileTree();
        for (String path : List.of("/app/a", "/app/doc/b", "/app/doc/deep/c", "/app/keep/d")) {
            tree.put(TreePath.of(path), file(0644, path));
        }
        tree.put(TreePath.of("/app/link"), new Entry.Symlink("doc/b", new Origin.Generated("test")));
        Selection selection = Selector.select(new Universe(tree), globs("/app"), globs("/app/doc", "/app/*/d"), false);
        assertEquals(List.of("/", "/app", "/app/a", "/app/keep"), paths(selection));
    }

    @Test
    void everyHopOfALinkIsTaken() {
        FileTree tree = new FileTree();
        tree.put(TreePath.of("/usr/share/real/file"), file(0644, "x"));
        tree.put(TreePath.of("/usr/share/alias"), link("real"));
        tree.put(TreePath.of("/etc/one"), link("../usr/share/alias/file"));
        tree.put(TreePath.of("/etc/two"), link("one"));
        tree.put(TreePath.of("/etc/mtab"), link("/proc/mounts"));
        Selection selection = select(tree, "/etc/two", "/etc/mtab");
        assertEquals(List.of("/", "/etc", "/etc/mtab", "/etc/one", "/etc/two", "/usr", "/usr/share", "/usr/share/alias",
                "/usr/share/real", "/usr/share/real/file"), paths(selection));
        assertEquals("a symlink on the way to /etc/two", selection.reasons().get(TreePath.of("/usr/share/alias")).toString());
    }

    @Test
    void scriptsBringTheirInterpreters() throws IOException {
        FileTree tree = HostTree.of(SYSTEM);
        tree.put(TreePath.of("/usr/bin/env"), file(0755, "no ELF"));
        tree.put(TreePath.of("/usr/bin/tool"), file(0755, "no ELF either"));
        tree.put(TreePath.of("/app/a.sh"), file(0755, "#! /bin/bash -e\necho\n"));
        tree.put(TreePath.of("/app/b"), file(0755, "#!/usr/bin/env -S A=1 tool x\n"));
        tree.put(TreePath.of("/app/lib.pl"), file(0644, "#!/usr/bin/perl\n"));
        Selection selection = select(tree, "/app");
        assertEquals("the interpreter of script /app/a.sh", selection.reasons().get(TreePath.of("/usr/bin/bash")).toString());
        assertEquals("the interpreter of script /app/b", selection.reasons().get(TreePath.of("/usr/bin/tool")).toString());
        assertTrue(selection.tree().get(TreePath.of("/bin")).isPresent());
        assertEquals(List.of(), selection.warnings());
    }

    @Test
    void overlayIsTakenWholeAndItsLinksAreFollowed() {
        FileTree tree = new FileTree();
        tree.put(TreePath.of("/usr/share/zone"), file(0644, "UTC"));
        tree.put(TreePath.of("/etc/localtime"), link("../usr/share/zone"));
        tree.put(TreePath.of("/etc/mine"), file(0600, "x"));
        var universe = new Universe(tree, Set.of(TreePath.of("/etc/localtime"), TreePath.of("/etc/mine")), new FileTree(),
                List.of(), List.of(), Imports.FOLLOWED);
        assertEquals(List.of("/", "/etc", "/etc/localtime", "/etc/mine", "/usr", "/usr/share", "/usr/share/zone"),
                paths(Selector.select(universe, List.of(), globs("/etc"), false)));
    }

    @Test
    void unmatchedPathStopsTheBuildAndAnUnmatchedPatternIsAWarning() {
        FileTree tree = new FileTree();
        tree.put(TreePath.of("/bin/none"), file(0755, "x"));
        assertEquals(List.of("path \"/usr/bin/none\" matches nothing: did you mean /bin/none?"),
                select(tree, "/usr/bin/none").missing());
        assertEquals(List.of("path \"/usr/bin/none\" matches nothing in the packages"),
                select(new FileTree(), "/usr/bin/none").missing());
        assertEquals(List.of("path \"/usr/bin/n*\" matches nothing"), select(tree, "/usr/bin/n*").warnings());
    }

    private static Selection select(FileTree tree, String... paths) {
        return Selector.select(new Universe(tree), globs(paths), List.of(), false);
    }

    private static List<Glob> globs(String... patterns) {
        return Arrays.stream(patterns).map(Glob::of).toList();
    }

    private static List<String> paths(Selection selection) {
        assertEquals(selection.tree().entries().keySet(), selection.reasons().keySet());
        return selection.tree().entries().keySet().stream().map(TreePath::toString).toList();
    }

    private static Entry file(int mode, String text) {
        return new Entry.RegularFile(mode, Content.of(text), new Origin.Generated("test"));
    }

    private static Entry link(String target) {
        return new Entry.Symlink(target, new Origin.Generated("test"));
    }

    private static Path real(String path) {
        try {
            return Path.of(path).toRealPath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void compile(String source, Object... arguments) throws Exception {
        Path file = Files.writeString(directory.resolve("source.c"), source);
        List<String> command = new java.util.ArrayList<>(List.of("gcc", "-fPIC", file.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        HostTree.run(command.toArray(String[]::new));
        Files.delete(file);
    }
}
