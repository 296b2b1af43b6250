package io.microcontainer.build.packages;

import io.microcontainer.build.tree.FileTree;
import java.util.List;

/**
 * The files of a request and its dependency closure.
 *
 * @param tree     all files of all packages; each entry's origin is {@link io.microcontainer.build.tree.Origin.Package}
 * @param packages sorted by NEVRA
 */
public record PackageSet(FileTree tree, List<InstalledPackage> packages) {

    public PackageSet {
        packages = List.copyOf(packages);
    }
}
