package io.microcontainer.build.cart;

import io.microcontainer.build.tree.TreePath;

/** Where things lie in a cart, as programs see them in a session. Some names are short because they replace others in place. */
final class CartPlaces {

    /** Where a cart is mounted. */
    static final String ROOT = "/dev/crashcart";

    /** glibc's loader; takes the place of a name of at least 20 characters. */
    static final String LOADER = ROOT + "/ld.so";

    /** musl's loader. */
    static final String MUSL_LOADER = ROOT + "/ld.mu";

    /** The index of libraries for glibc's loader: as long as {@code /etc/ld.so.cache}. */
    static final String LIBRARY_INDEX = ROOT + "/c";

    /** The list of directories for musl's loader. */
    static final String MUSL_DIRECTORIES = ROOT + "/m";

    /** Says that a tree is a cart, and of what. */
    static final TreePath MARK = TreePath.of("/.crashcart");

    private CartPlaces() {
    }

    /** The path in a cart's tree of a place in a session. */
    static TreePath inTree(String place) {
        return TreePath.of(place.substring(ROOT.length()));
    }

    /** The place in a session of a path in a cart's tree. */
    static String inSession(TreePath path) {
        return path.isRoot() ? ROOT : ROOT + path;
    }
}
