package io.microcontainer.build.rpm;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** Undoes PAYLOADCOMPRESSOR. */
final class PayloadDecompressor {

    private static final int BUFFER = 1 << 16;
    /** KiB that an xz or lzma decoder may take: enough for level 9 with its dictionary of 64 MiB, four times over. */
    private static final int XZ_MEMORY = 256 << 10;
    /** log2 of the greatest zstd window, 128 MiB: what level 22 takes. */
    private static final int ZSTD_WINDOW = 27;

    private PayloadDecompressor() {
    }

    /**
     * @throws MalformedRpm if the compressor is not known
     * @throws IOException  if the compressed data does not begin as it must
     */
    static InputStream open(String compressor, InputStream in) throws IOException {
        return switch (compressor) {
            case "none" -> in;
            case "gzip" -> new GZIPInputStream(in, BUFFER);
            case "bzip2" -> new BZip2CompressorInputStream(in, true);
            case "xz" -> new XZInputStream(in, XZ_MEMORY);
            case "lzma" -> new LZMAInputStream(in, XZ_MEMORY);
            case "zstd" -> zstd(in);
            default -> throw new MalformedRpm("its payload is compressed by \"" + compressor
                    + "\"; gzip, bzip2, xz, lzma, zstd and none are known");
        };
    }

    private static InputStream zstd(InputStream in) throws IOException {
        var zstd = new ZstdInputStream(in);
        zstd.setLongMax(ZSTD_WINDOW);
        return zstd;
    }
}
