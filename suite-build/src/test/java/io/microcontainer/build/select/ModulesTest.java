package io.microcontainer.build.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.imports.Imports.Mode;
import io.microcontainer.build.imports.Imports;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in Python and Perl of this machine's distribution run with the modules that were found for them, and nothing else. */
class ModulesTest {

    private static final String[] SYSTEM = {"/usr/bin", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/perl", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/share/perl",
        "/usr/share/perl5", "/usr/lib/python3"};

    @TempDir
    private Path directory;

    @Test
    void aPythonScriptRunsWithItsModules() throws Exception {
        script("#!/usr/bin/python3", """
                import helper, json, datetime, decimal, email.message
                from concurrent import futures
                def main():
                    import xml.etree.ElementTree as tree
                    assert tree.fromstring('<a><b/></a>').find('b').tag == 'b'
                    assert datetime.datetime.strptime('2020', '%Y').year == 2020
                    assert decimal.Decimal('1.1') + 1 == decimal.Decimal('2.1') and 'x'.encode('idna') == b'x'
                    with futures.ThreadPoolExecutor() as pool:
                        assert list(pool.map(abs, [-1])) == [1]
                    print(json.dumps({'x': helper.part.x}))
                main()
                """);
        Files.createDirectories(directory.resolve("app/helper"));
        Files.writeString(directory.resolve("app/helper/__init__.py"), "from . import part\n");
        Files.writeString(directory.resolve("app/helper/part.py"), "x = 7\n");
        Files.writeString(directory.resolve("app/unused.py"), "import tkinter\n");
        Selection selection = select(tree(python()), Imports.FOLLOWED);
        assertEquals("{\"x\": 7}", run(selection).strip());
        assertTrue(selection.reasons().get(TreePath.of("/app/helper/part.py")) instanceof Reason.Imported);
        assertEquals(Set.of(), named(selection, "unused.py"));
        assertEquals(Set.of(), named(selection, "turtle.py"));
        assertEquals(List.of(), selection.warnings());
    }

    @Test
    void aPerlScriptRunsWithItsModules() throws Exception {
        script("#!/usr/bin/env perl", """
                use strict; use warnings;
                use lib '/app/lib';
                use Helper; use List::Util qw(sum); use POSIX (); use Encode; use Data::Dumper;
                require File::Temp;
                print Helper::x() + sum(1, 2), POSIX::floor(2.5), length(Encode::encode('UTF-16BE', "ab")), "\\n";
                """);
        Files.createDirectories(directory.resolve("app/lib"));
        Files.writeString(directory.resolve("app/lib/Helper.pm"), "package Helper; use base 'Exporter'; sub x { 4 } 1;\n=head1 NAME\n\nuse Nothing::Here;\n\n=cut\n");
        Selection selection = select(tree(), Imports.FOLLOWED);
        assertEquals("724", run(selection).strip());
        assertTrue(!named(selection, "Util.so").isEmpty());
        assertEquals(Set.of(), named(selection, "CPAN.pm"));
    }

    @Test
    void hintsAndMissingModules() throws Exception {
        script("#!/usr/bin/python3", "import importlib, sys\nimport not_there\nimportlib.import_module(sys.argv[1])\n");
        FileTree tree = tree(python());
        List<String> warnings = select(tree, Imports.FOLLOWED).warnings();
        assertTrue(warnings.stream().anyMatch(each -> each.contains("imports the Python module not_there, which no package has; add one that does")),
                warnings.toString());
        assertTrue(warnings.stream().anyMatch(each -> each.contains("by names that it computes; name them under `imports.modules`")), warnings.toString());
        Selection hinted = select(tree, new Imports(Mode.FOLLOW, Mode.FOLLOW, List.of("wave", "not_there"), List.of(), List.of()));
        assertEquals(new Reason.Hinted("wave"), hinted.reasons().get(TreePath.of(named(hinted, "wave.py").iterator().next())));
        assertEquals(Set.of(), named(select(tree, Imports.FOLLOWED), "wave.py"));
        assertEquals(1, named(select(tree, new Imports(Mode.ALL, Mode.FOLLOW, List.of(), List.of(), List.of())), "wave.py").size());
        assertEquals(Set.of(), named(select(tree, new Imports(Mode.NONE, Mode.FOLLOW, List.of(), List.of(), List.of())), "os.py"));
        assertEquals(List.of("http.server"), Imports.FOLLOWED.withCommand(List.of("/usr/bin/python3", "-u", "-m", "http.server", "80")).modules());
        assertEquals(List.of("JSON::PP"), Imports.FOLLOWED.withCommand(List.of("perl", "-MJSON::PP", "-e", "1")).modules());
    }

    private static Set<String> named(Selection selection, String name) {
        return selection.tree().entries().keySet().stream().filter(each -> each.name().equals(name)).map(TreePath::toString).collect(Collectors.toSet());
    }

    /** The directory of the interpreter's own library. */
    private static String python() throws Exception {
        Path real = Path.of("/usr/bin/python3").toRealPath();
        return "/usr/lib/" + real.getFileName();
    }

    private void script(String first, String text) throws Exception {
        Path script = Files.writeString(Files.createDirectories(directory.resolve("app")).resolve("main"), first + "\n" + text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private FileTree tree(String... more) throws Exception {
        FileTree tree = HostTree.of(Stream.concat(Arrays.stream(SYSTEM), Arrays.stream(more)).filter(each -> Files.exists(Path.of(each)))
                .toArray(String[]::new));
        HostTree.rootedAt(directory).entries().forEach((path, entry) -> tree.put(path, entry));
        return tree;
    }

    private static Selection select(FileTree tree, Imports imports) {
        Selection selection = Selector.select(new Universe(tree, Set.of(), new FileTree(), List.of(), List.of(), imports), List.of(Glob.of("/app/main")), List.of(), false);
        assertEquals(List.of(), selection.missing());
        return selection;
    }

    private String run(Selection selection) throws Exception {
        Path root = directory.resolve("root");
        var files = new FileTree();
        selection.tree().entries().forEach((path, entry) -> files.put(path, entry instanceof Entry.Directory ? new Entry.Directory(0755, entry.origin()) : entry));
        HostTree.write(files, root);
        return HostTree.run("env", "-i", "PATH=/usr/sbin:/usr/bin", "chroot", root.toString(), "/app/main");
    }
}
