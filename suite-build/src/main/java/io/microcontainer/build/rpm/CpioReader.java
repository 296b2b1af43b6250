package io.microcontainer.build.rpm;

import io.microcontainer.build.tree.ByteText;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the entry headers of RPM payloads: cpio "newc" (070701, and 070702 with its checksum unused) and rpm's stripped
 * form (07070X), which names a file by its index in the package's header and takes its size from there. cpio(5) and the
 * format 6 document of rpm.
 */
final class CpioReader {

    private static final int MAGIC = 6;
    private static final int FIELD = 8;
    private static final int FIELDS = 13;
    private static final int FILESIZE = 6;
    private static final int NAMESIZE = 11;
    /** PATH_MAX, with a leading dot and the closing NUL. */
    private static final int MAX_NAME = 4096 + 2;
    private static final String TRAILER = "TRAILER!!!";

    /**
     * An entry's header.
     *
     * @param index of the file in the package's header; -1 where the name tells
     * @param path  absolute, in a stripped entry empty
     * @param size  bytes of content; -1 where the package's header tells
     */
    record CpioEntry(int index, String path, long size) {
    }

    private final InputStream in;
    private long position;

    CpioReader(InputStream in) {
        this.in = new Counted(in);
    }

    /** The content of the current entry and all that follows; ends with an error where the archive does. */
    InputStream content() {
        return in;
    }

    /** The next entry, or null at the trailer. The content of the one before must have been read. */
    CpioEntry next() throws IOException {
        align();
        String magic = new String(bytes(MAGIC), StandardCharsets.ISO_8859_1);
        return switch (magic) {
            case "07070X" -> {
                long index = field(bytes(FIELD), 0);
                align();
                yield new CpioEntry((int) Math.min(index, Integer.MAX_VALUE), "", -1);
            }
            case "070701", "070702" -> named();
            default -> throw new MalformedRpm("its payload has no cpio entry where one must begin");
        };
    }

    private CpioEntry named() throws IOException {
        byte[] fields = bytes(FIELDS * FIELD);
        long size = field(fields, FILESIZE);
        long nameSize = field(fields, NAMESIZE);
        if (nameSize < 1 || nameSize > MAX_NAME) {
            throw new MalformedRpm("its payload has an entry whose name claims " + nameSize + " bytes");
        }
        byte[] raw = bytes((int) nameSize);
        if (raw[raw.length - 1] != 0) {
            throw new MalformedRpm("its payload has an entry whose name does not end");
        }
        String name = ByteText.decode(raw, 0, raw.length - 1);
        align();
        if (name.equals(TRAILER)) {
            return null;
        }
        String relative = name.startsWith("./") ? name.substring(1) : name;
        return new CpioEntry(-1, relative.startsWith("/") ? relative : "/" + relative, size);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            at += in.read(bytes, at, length - at);
        }
        return bytes;
    }

    private void align() throws IOException {
        bytes((int) (-position & 3));
    }

    private static long field(byte[] fields, int number) {
        long value = 0;
        for (int i = 0; i < FIELD; i++) {
            int digit = Character.digit(fields[number * FIELD + i], 16);
            if (digit < 0) {
                throw new MalformedRpm("its payload has a cpio header with a field that is not hexadecimal");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    static MalformedRpm truncated(EOFException cause) {
        return new MalformedRpm("its payload ends too early: the file is truncated or damaged", cause);
    }

    private final class Counted extends FilterInputStream {

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read < 0) {
                throw truncated(null);
            }
            position += read;
            return read;
        }
    }
}
