package io.microcontainer.build.debuginfo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.elf.ElfReader;
import io.microcontainer.build.elf.MalformedElf;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The programs and libraries of an image, as debuggers know them.
 *
 * @param byBuildId the first path of each build-id
 * @param without   those that have no build-id, so that nothing leads to their debug information
 */
public record Programs(SortedMap<String, TreePath> byBuildId, List<TreePath> without) {

    public Programs {
        byBuildId = Collections.unmodifiableSortedMap(new TreeMap<>(byBuildId));
        without = List.copyOf(without);
    }

    /** How many there are. */
    public int count() {
        return byBuildId.size() + without.size();
    }

    /** Those of a tree. */
    public static Programs of(FileTree tree) {
        SortedMap<String, TreePath> byBuildId = new TreeMap<>();
        List<TreePath> without = new ArrayList<>();
        tree.entries().forEach((path, entry) -> {
            if (entry instanceof Entry.RegularFile file) {
                elf(file).filter(ElfFile::isLoadable).ifPresent(elf -> elf.buildId().ifPresentOrElse(id -> byBuildId.putIfAbsent(id, path),
                        () -> without.add(path)));
            }
        });
        return new Programs(byBuildId, without);
    }

    private static Optional<ElfFile> elf(Entry.RegularFile file) {
        try {
            return ElfReader.read(file.content());
        } catch (MalformedElf _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BuildException("cannot read a file of " + file.origin() + ": " + e.getMessage(), e);
        }
    }
}
