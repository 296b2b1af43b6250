package io.microcontainer.build.rpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Packages to read: those beside the clone where they are, else none. */
public final class RpmSamples {

    private RpmSamples() {
    }

    /** Binary packages of the formats 4 and 6 made by other tools; empty on a machine without them. */
    public static List<Path> shared() {
        String given = System.getenv("SHARED");
        Path directory = (given == null ? Path.of("../../shared") : Path.of(given)).resolve("rpms");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".rpm") && !file.toString().endsWith(".src.rpm")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A package with every kind of file that a spec can make without root, named after its payload compressor. */
    public static Path build(Path directory, String compressor, String payload) {
        return Peer.rpmbuild(directory, """
                Name: sample-%{compressor}
                Epoch: 3
                Version: 1.2~rc1^git5
                Release: 4.el9
                Summary: Every kind of file
                License: MIT
                URL: https://example.org/
                Vendor: Example
                BuildArch: noarch
                AutoReqProv: no
                Provides: sample = 3:1.2, sample(api) >= 5
                Requires: /bin/sh, libfoo.so.1()(64bit), bar >= 1:2.0-3, baz < 9, (a or (b and c >= 2))
                Conflicts: old-sample < 1
                Obsoletes: older-sample <= 2-2
                Recommends: nice
                Suggests: nicer > 1
                Supplements: (x and y)
                Enhances: z
                %description
                Sample.
                %install
                d=%{buildroot}/opt/sample
                mkdir -p $d/sub/empty %{buildroot}/var/log
                seq 1 50000 > $d/sub/numbers
                : > $d/nothing
                printf abc > $d/a
                ln $d/a $d/b
                ln $d/a $d/sub/c
                printf abc > $d/twin
                ln -s ../nowhere/\u00e9 $d/link
                printf 1 > $d/$(printf 'latin\\351')
                printf 2 > $d/'with space'
                : > %{buildroot}/var/log/ghost
                printf conf > $d/conf
                printf doc > $d/doc
                %files
                %attr(2755,root,games) /opt/sample
                %attr(4711,nobody,root) /opt/sample/a
                %caps(cap_net_raw=ep) /opt/sample/twin
                %config(noreplace) /opt/sample/conf
                %doc /opt/sample/doc
                %ghost /var/log/ghost
                %dev(c,1,3) /opt/sample/null
                """, "compressor " + compressor, "_binary_payload " + payload).getFirst();
    }
}
