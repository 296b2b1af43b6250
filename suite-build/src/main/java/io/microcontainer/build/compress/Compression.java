package io.microcontainer.build.compress;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** Compressions of RPM payloads and repository metadata. */
public enum Compression {
    NONE,
    GZIP,
    BZIP2,
    XZ,
    LZMA,
    ZSTD;

    /** Bytes that {@link #detect} looks at. */
    public static final int MAGIC = 6;

    private static final int BUFFER = 1 << 16;
    /** KiB that an xz or lzma decoder may take: enough for level 9 with its dictionary of 64 MiB, four times over. */
    private static final int XZ_MEMORY = 256 << 10;
    /** log2 of the greatest zstd window, 128 MiB: what level 22 takes. */
    private static final int ZSTD_WINDOW = 27;

    /** By the name that PAYLOADCOMPRESSOR gives: none, gzip, bzip2, xz, lzma or zstd. */
    public static Optional<Compression> named(String name) {
        return switch (name) {
            case "none" -> Optional.of(NONE);
            case "gzip" -> Optional.of(GZIP);
            case "bzip2" -> Optional.of(BZIP2);
            case "xz" -> Optional.of(XZ);
            case "lzma" -> Optional.of(LZMA);
            case "zstd" -> Optional.of(ZSTD);
            default -> Optional.empty();
        };
    }

    /** By the first bytes of the data; never {@link #LZMA}, which has no magic. */
    public static Compression detect(byte[] begin) {
        if (begins(begin, 0x1f, 0x8b)) {
            return GZIP;
        }
        if (begins(begin, 'B', 'Z', 'h')) {
            return BZIP2;
        }
        if (begins(begin, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return XZ;
        }
        return begins(begin, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : NONE;
    }

    /**
     * The uncompressed bytes. The memory that the decoder takes is bounded, the length of what it gives is not.
     *
     * @throws IOException if the data does not begin as it must
     */
    public InputStream open(InputStream in) throws IOException {
        if (this == NONE) {
            return in;
        }
        try {
            return new SteadyDecoder(decoder(in));
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("the compressed data is damaged", e);
        }
    }

    private InputStream decoder(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ -> new XZInputStream(in, XZ_MEMORY);
            case LZMA -> new LZMAInputStream(in, XZ_MEMORY);
            case ZSTD -> new ZstdInputStream(in).setLongMax(ZSTD_WINDOW);
        };
    }

    private static boolean begins(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
