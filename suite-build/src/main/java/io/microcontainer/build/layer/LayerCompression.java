package io.microcontainer.build.layer;

import com.github.luben.zstd.ZstdOutputStream;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.build.gzip.GzipWriter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How layers are compressed, each so that the same bytes come out on every machine: gzip by our own compressor, zstd by
 * the library that is part of the product and not of the host, with every parameter fixed. zstd's output does not depend on
 * the number of workers as long as there is one (zstd.h, ZSTD_c_nbWorkers: results differ only between none and some).
 */
public enum LayerCompression {

    GZIP(MediaType.OCI_LAYER_GZIP, "gzip " + GzipWriter.VERSION) {
        @Override
        OutputStream open(OutputStream out) throws IOException {
            return new GzipWriter(out);
        }
    },

    ZSTD(MediaType.OCI_LAYER_ZSTD, "zstd 1.5.7 level 9") {
        @Override
        OutputStream open(OutputStream out) throws IOException {
            return zstd(out, Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_WORKERS));
        }
    };

    private static final int MAX_WORKERS = 8;
    private static final int ZSTD_LEVEL = 9;
    /** 8 MiB: what every decoder takes without being told. */
    private static final int WINDOW_LOG = 23;

    private final String mediaType;
    private final String key;

    LayerCompression(String mediaType, String key) {
        this.mediaType = mediaType;
        this.key = key;
    }

    /** The OCI media type of such a layer. */
    public String mediaType() {
        return mediaType;
    }

    /** Changes whenever the same bytes would give other output than before. */
    String key() {
        return key;
    }

    /** A compressor that writes to a stream and closes it along with itself. */
    abstract OutputStream open(OutputStream out) throws IOException;

    static OutputStream zstd(OutputStream out, int workers) throws IOException {
        ZstdOutputStream zstd = new ZstdOutputStream(out);
        zstd.setLevel(ZSTD_LEVEL);
        zstd.setLong(WINDOW_LOG);
        zstd.setWorkers(workers);
        zstd.setChecksum(true);
        return zstd;
    }
}
