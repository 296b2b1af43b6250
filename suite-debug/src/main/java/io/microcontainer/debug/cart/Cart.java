package io.microcontainer.debug.cart;

import java.nio.file.Path;

/** A set of tools to bring along. */
public sealed interface Cart {

    /** Where it lies on the host, absolute. */
    Path path();

    /** Tools in a directory of the host. */
    record Directory(Path path) implements Cart {
    }

    /** Tools in a file that holds a file system. */
    record Image(Path path, ImageType type) implements Cart {
    }

    /** File systems that an image can hold. */
    enum ImageType {
        EROFS("erofs"), EXT4("ext4"), SQUASHFS("squashfs");

        private final String fileSystem;

        ImageType(String fileSystem) {
            this.fileSystem = fileSystem;
        }

        /** The name that fsopen(2) knows it by. */
        public String fileSystem() {
            return fileSystem;
        }
    }
}
