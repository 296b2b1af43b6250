package io.microcontainer.build.source;

import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.tree.FileTree;
import java.util.List;
import java.util.Optional;

/**
 * What files can be chosen from.
 *
 * @param spec         the specification with its type filled in
 * @param tree         all files
 * @param packages     RPM packages that they are from
 * @param image        image that they are from
 * @param architecture of the packages as RPM names it
 * @param warnings     sentences about what was not done as the specification says
 */
public record Source(SmithSpec spec, FileTree tree, List<InstalledPackage> packages, Optional<SourceImage> image, String architecture,
                     List<String> warnings) {

    public Source {
        packages = List.copyOf(packages);
        warnings = List.copyOf(warnings);
    }
}
