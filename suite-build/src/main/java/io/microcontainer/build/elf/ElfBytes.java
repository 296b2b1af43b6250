package io.microcontainer.build.elf;

import io.microcontainer.build.tree.Content;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Parts of an ELF file by offset, in its byte order, never outside of the file and never more than a part may have. */
final class ElfBytes {

    private final Content content;
    private final ByteOrder order;

    ElfBytes(Content content, ByteOrder order) {
        this.content = content;
        this.order = order;
    }

    /** A part of the file; {@code what} names it in the error. */
    ByteBuffer part(long offset, long length, int limit, String what) throws IOException {
        if (length > limit) {
            throw new MalformedElf(what + " claims " + Long.toUnsignedString(length) + " bytes, more than any real file has");
        }
        if (offset < 0 || length < 0 || offset > content.size() || length > content.size() - offset) {
            throw new MalformedElf(what + " lies outside of the file");
        }
        try (var in = content.open()) {
            in.skipNBytes(offset);
            byte[] bytes = in.readNBytes((int) length);
            if (bytes.length < length) {
                throw new EOFException("file is shorter than recorded");
            }
            return ByteBuffer.wrap(bytes).order(order);
        }
    }

    /** A part that may be cut short by the end of the file. */
    ByteBuffer upTo(long offset, int length, String what) throws IOException {
        return part(offset, Math.clamp(content.size() - offset, 0, length), length, what);
    }

    long size() {
        return content.size();
    }
}
