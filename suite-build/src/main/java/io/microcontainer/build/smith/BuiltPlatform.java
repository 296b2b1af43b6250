package io.microcontainer.build.smith;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.examine.Finding;
import io.microcontainer.build.image.BuiltImage;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The image for one platform.
 *
 * @param image    what was made
 * @param tree     the files of the image but for those of its parent
 * @param reasons  why each of them is there
 * @param debug    the image with its debug information, if one is wanted
 * @param packages that files were chosen from, sorted
 * @param warnings sentences about what looks wrong
 * @param findings what keeps the image from being a microcontainer
 */
public record BuiltPlatform(BuiltImage image, Optional<BuiltDebug> debug, FileTree tree, SortedMap<TreePath, Reason> reasons, List<InstalledPackage> packages,
                            List<String> warnings, List<Finding> findings) {

    public BuiltPlatform {
        reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
        packages = List.copyOf(packages);
        warnings = List.copyOf(warnings);
        findings = List.copyOf(findings);
    }

    /** What it runs on. */
    public Platform platform() {
        return image.config().platform();
    }
}
