package io.microcontainer.build.archive;

/**
 * What an archive or an image may cost.
 *
 * @param maxEntries members of all layers together
 * @param maxBytes   uncompressed content of all layers together
 */
public record ArchiveLimits(long maxEntries, long maxBytes) {

    /** Two million files, 256 GiB: beyond any image in use, but an end for an endless one. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(2_000_000, 256L << 30);
}
