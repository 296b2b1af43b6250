package io.microcontainer.build.tree;

/** Where an entry of a tree came from. */
public sealed interface Origin {

    /** A file of an RPM package; {@code nevra} is name-[epoch:]version-release.arch. */
    record Package(String nevra) implements Origin {
        @Override
        public String toString() {
            return "package " + nevra;
        }
    }

    /** A file of an image layer; {@code digest} is {@code algorithm:hex}. */
    record Layer(String digest) implements Origin {
        @Override
        public String toString() {
            return "layer " + digest;
        }
    }

    /** A member of an archive file that is no layer; {@code source} is the file's path on the build host. */
    record Archive(String source) implements Origin {
        @Override
        public String toString() {
            return "archive " + source;
        }
    }

    /** A file of the user's own rootfs directory; {@code source} is its path on the build host. */
    record Overlay(String source) implements Origin {
        @Override
        public String toString() {
            return "overlay " + source;
        }
    }

    /** Made by smith; {@code why} says what for, such as {@code nss}. */
    record Generated(String why) implements Origin {
        @Override
        public String toString() {
            return "smith (" + why + ")";
        }
    }
}
