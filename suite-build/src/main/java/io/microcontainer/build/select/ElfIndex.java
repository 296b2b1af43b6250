package io.microcontainer.build.select;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.elf.ElfReader;
import io.microcontainer.build.elf.MalformedElf;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** ELF files by content, each read once. */
final class ElfIndex {

    private final Map<String, Optional<ElfFile>> read = new HashMap<>();
    private final Collection<String> warnings;

    ElfIndex(Collection<String> warnings) {
        this.warnings = warnings;
    }

    /** What the loader sees of a file; empty if it is no ELF program or library. */
    Optional<ElfFile> of(TreePath path, Entry.RegularFile file) {
        Content content = file.content();
        return read.computeIfAbsent(content.sha256(), _ -> {
            try {
                return ElfReader.read(content).filter(ElfFile::isLoadable);
            } catch (MalformedElf e) {
                warnings.add(ByteText.printable(path.toString()) + " of " + file.origin()
                        + " looks like ELF but its libraries cannot be read: " + e.getMessage());
                return Optional.empty();
            } catch (IOException e) {
                throw new BuildException("cannot read " + ByteText.printable(path.toString()) + " of " + file.origin() + ": "
                        + e.getMessage(), e);
            }
        });
    }
}
