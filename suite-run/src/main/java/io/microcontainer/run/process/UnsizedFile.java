package io.microcontainer.run.process;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads files of procfs and cgroupfs: their size is not known before, and most are short. */
public final class UnsizedFile {

    /** A read(2) of the usual size gets all: a sysctl answers at its beginning only. */
    private static final int USUAL = 2048;

    private UnsizedFile() {
    }

    /**
     * A file's bytes.
     *
     * @param limit how many at most, not below 2048; the rest is left
     * @throws java.io.FileNotFoundException with what open(2) said in parentheses at the message's end
     */
    public static byte[] read(Path file, int limit) throws IOException {
        try (InputStream in = new FileInputStream(file.toString())) {
            byte[] start = new byte[USUAL];
            int size = in.readNBytes(start, 0, USUAL);
            if (size < USUAL) {
                return Arrays.copyOf(start, size);
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(start);
            all.writeBytes(in.readNBytes(limit - USUAL));
            return all.toByteArray();
        }
    }
}
