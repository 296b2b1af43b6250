package io.microcontainer.build.bom;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an image is made of.
 *
 * @param name     of the image, for people
 * @param image    digest of its manifest
 * @param created  time of RFC 3339
 * @param version  of smith
 * @param packages that files were chosen from
 * @param tree     its files but for those of a parent image
 * @param reasons  why each of them is there
 */
public record Material(String name, Digest image, String created, String version, List<InstalledPackage> packages, FileTree tree,
                       SortedMap<TreePath, Reason> reasons) {

    public Material {
        packages = List.copyOf(packages);
        reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
    }
}
