package io.microcontainer.build.select;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.elf.ElfReader;
import io.microcontainer.build.elf.MalformedElf;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Programs: ELF files that can be run by themselves, and scripts. */
public final class Program {

    private Program() {
    }

    /**
     * A program that was found.
     *
     * @param named the path that it was found by
     * @param file  where that leads, all symlinks followed
     */
    public record Found(TreePath named, TreePath file) {
    }

    /**
     * Where the first word of a container's arguments leads, as execvpe(3) looks for it.
     *
     * @param word       the first argument
     * @param directory  working directory
     * @param searchPath PATH; empty for the usual one
     * @return the executable file; empty if there is none
     */
    public static Optional<Found> find(String word, String directory, List<String> searchPath, FileTree tree) {
        for (String place : places(word, directory, searchPath)) {
            FileTree.Resolution found = tree.resolve(TreePath.ROOT, place);
            if (found.entry().orElse(null) instanceof Entry.RegularFile file && (file.mode() & 0111) != 0) {
                return Optional.of(new Found(TreePath.clamped(place), found.path()));
            }
        }
        return Optional.empty();
    }

    /** The paths where a program is looked for. */
    public static List<String> places(String word, String directory, List<String> searchPath) {
        return word.startsWith("/") ? List.of(word) : word.indexOf('/') >= 0 ? List.of(directory + "/" + word)
                : (searchPath.isEmpty() ? Universe.DEFAULT_PROGRAM_PATH : searchPath).stream().map(each -> each + "/" + word).toList();
    }

    /** Whether an executable file is a program and not a library with an execute bit. */
    public static boolean isProgram(Entry.RegularFile file) {
        try {
            Optional<ElfFile> elf = ElfReader.read(file.content());
            if (elf.isPresent()) {
                // A static program of position independent code has neither a loader nor libraries.
                return elf.get().type() == ElfFile.ET_EXEC || elf.get().isLoadable() && elf.get().soname().isEmpty()
                        && (elf.get().interpreter().isPresent() || elf.get().needed().isEmpty());
            }
            return Shebang.of(file.content()).isPresent();
        } catch (MalformedElf _) {
            return false;
        } catch (IOException e) {
            throw new BuildException("cannot read a file of " + file.origin() + ": " + e.getMessage(), e);
        }
    }
}
