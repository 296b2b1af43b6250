package io.microcontainer.build.examine;

import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.build.bom.Reasons;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.TreePath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An image with what is known of its making.
 *
 * @param name     where it is
 * @param manifest descriptor of its manifest, if it has one
 * @param scan     its files and layers
 * @param spec     the specification it was built from, if it is kept in the archive
 * @param reasons  why each file is there, if a bill of materials tells
 * @param packages that it was built from, one a line as the archive has them
 */
public record Examined(String name, Optional<Descriptor> manifest, Scan scan, Optional<SmithSpec> spec, Optional<Reasons> reasons,
                       List<String> packages) {

    public Examined {
        packages = List.copyOf(packages);
    }

    /** What breaks the properties of a microcontainer. */
    public List<Finding> prove() {
        return Proof.check(scan, reasons.map(this::asked).orElse(Asked.UNKNOWN));
    }

    /** A file counts as asked for only as long as it is the one that the bill of materials names. */
    private Asked asked(Reasons known) {
        Set<TreePath> files = new HashSet<>();
        scan.tree().entries().forEach((path, entry) -> {
            Reasons.Why why = known.files().get(ByteText.printable(path.toString()));
            boolean same = why != null && why.own() && switch (entry) {
                case Entry.RegularFile file -> file.content().sha256().equals(why.sha256());
                case Entry.Symlink link -> ByteText.printable(link.target()).equals(why.link());
                case Entry.Directory _ -> false;
            };
            if (same) {
                files.add(path);
            }
        });
        return new Asked(files, true, spec.map(SmithSpec::mounts).orElse(List.of()), spec.map(SmithSpec::root).orElse(false));
    }
}
