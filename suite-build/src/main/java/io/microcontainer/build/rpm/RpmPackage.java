package io.microcontainer.build.rpm;

import java.nio.file.Path;
import java.util.List;

/**
 * All that a binary package's headers say and an image build needs.
 *
 * @param file        the package file
 * @param format      version of the package format: 3, 4 or 6
 * @param nevra       which package it is
 * @param hasEpoch    whether the header has an epoch at all, be it 0
 * @param summary     one line on what it is for
 * @param license     licence expression
 * @param vendor      who made it, empty if unknown
 * @param url         home page, empty if unknown
 * @param os          operating system
 * @param sourceRpm   file name of the source package it was built from, empty if unknown
 * @param buildTime   seconds since 1970
 * @param size        bytes of all installed files
 * @param provides    capabilities it offers; its own name and version among them
 * @param requires    what must be there
 * @param conflicts   what must not be there
 * @param obsoletes   packages that it replaces
 * @param recommends  weak dependencies that dnf installs by default
 * @param suggests    weak dependencies that dnf only mentions
 * @param supplements reverse of recommends
 * @param enhances    reverse of suggests
 * @param files       its files in the header's order
 * @param fileDigests algorithm of the files' digests
 * @param signatures  OpenPGP signatures that it carries; reading a package does not check them
 * @param payload     where and how the files' content is stored
 */
public record RpmPackage(Path file, int format, Nevra nevra, boolean hasEpoch, String summary, String license, String vendor,
        String url, String os, String sourceRpm, long buildTime, long size, List<Relation> provides, List<Relation> requires,
        List<Relation> conflicts, List<Relation> obsoletes, List<Relation> recommends, List<Relation> suggests,
        List<Relation> supplements, List<Relation> enhances, List<RpmFile> files, DigestAlgorithm fileDigests, List<Signature> signatures,
        Payload payload) {

    /**
     * The archive behind the headers.
     *
     * @param offset       first byte in the package file
     * @param length       bytes up to the end of the package file
     * @param headerOffset first byte of the main header, where the MD5 of header and payload begins
     * @param format       {@code cpio}
     * @param compressor   PAYLOADCOMPRESSOR: gzip, bzip2, xz, lzma, zstd or none
     * @param level        PAYLOADFLAGS: level and options of the compressor
     * @param unpackedSize bytes of the archive uncompressed; -1 if no signed tag says so
     * @param digests      what the archive must hash to; each was in the package
     */
    public record Payload(long offset, long length, long headerOffset, String format, String compressor, String level,
            long unpackedSize, List<ExpectedDigest> digests) {

        public Payload {
            digests = List.copyOf(digests);
        }
    }

    /** What part of a package a digest covers. */
    public enum Coverage {
        /** The compressed archive. */
        PAYLOAD,
        /** The uncompressed archive. */
        UNPACKED_PAYLOAD,
        /** Main header and compressed archive. */
        HEADER_AND_PAYLOAD
    }

    /**
     * An OpenPGP signature.
     *
     * @param wholePackage whether it is of main header and payload, else of the main header alone, which states digests of the payload
     * @param packets      signature packets
     */
    public record Signature(boolean wholePackage, byte[] packets) {

        public Signature {
            packets = packets.clone();
        }

        @Override
        public byte[] packets() {
            return packets.clone();
        }
    }

    /**
     * A digest that the package states.
     *
     * @param tag the tag's name
     * @param hex lower-case hex digits
     */
    public record ExpectedDigest(String tag, Coverage coverage, DigestAlgorithm algorithm, String hex) {
    }

    public RpmPackage {
        provides = List.copyOf(provides);
        requires = List.copyOf(requires);
        conflicts = List.copyOf(conflicts);
        obsoletes = List.copyOf(obsoletes);
        recommends = List.copyOf(recommends);
        suggests = List.copyOf(suggests);
        supplements = List.copyOf(supplements);
        enhances = List.copyOf(enhances);
        files = List.copyOf(files);
        signatures = List.copyOf(signatures);
    }
}
