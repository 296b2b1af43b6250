package io.microcontainer.build.rpm;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.rpm.RpmPackage.Coverage;
import io.microcontainer.build.rpm.RpmPackage.ExpectedDigest;
import io.microcontainer.build.rpm.RpmPackage.Payload;
import io.microcontainer.build.rpm.RpmPackage.Signature;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Reads binary RPM packages of the formats 3, 4 and 6: headers into {@link RpmPackage}, payloads into a {@link PayloadSink}.
 * Every digest that the package states is checked, so a damaged or truncated file never gets through; signatures are not
 * looked at here.
 *
 * <p>One reader of our own serves all formats. redline-rpm, which writes our packages, allocates whatever a header claims,
 * knows neither the integer widths of large packages nor the digests of format 6, and leaves the payload to its caller: with it
 * each bound would have to be checked twice, before and after. The format is small enough to be read once and rightly.
 */
public final class RpmReader {

    private static final int LEAD = 96;
    private static final int LEAD_MAGIC = 0xedabeedb;
    private static final int LEAD_SIGNATURE_TYPE = 78;
    private static final int HEADER_SIGNATURE = 5;

    private final long maxUnpacked;

    /** A reader that unpacks up to 64 GiB from one package. */
    public RpmReader() {
        this(64L << 30);
    }

    /**
     * @param maxUnpacked bytes that the files of one package may hold together
     */
    public RpmReader(long maxUnpacked) {
        this.maxUnpacked = maxUnpacked;
    }

    /**
     * Reads the headers of a package and checks their digests.
     *
     * @throws BuildException if the file cannot be read, is no binary package, is damaged or contradicts itself
     */
    public RpmPackage read(Path file) {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return read(file, in, Files.size(file));
        } catch (MalformedRpm e) {
            throw new BuildException("package " + file + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BuildException("package " + file + " cannot be read: " + e, e);
        }
    }

    /**
     * Reads the payload of a package and checks its digests and those of each file.
     *
     * @param rpm  what {@link #read} gave for the same file
     * @param sink takes the content of every regular file
     * @throws BuildException if the payload is damaged, or does not hold exactly what the header lists
     */
    public void readPayload(RpmPackage rpm, PayloadSink sink) {
        try {
            new PayloadReader(rpm, maxUnpacked).read(sink);
        } catch (MalformedRpm e) {
            throw new BuildException("package " + rpm.file() + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BuildException("the payload of package " + rpm.file() + " cannot be read: " + e, e);
        }
    }

    private static RpmPackage read(Path file, DataInputStream in, long size) throws IOException {
        byte[] lead = new byte[LEAD];
        try {
            in.readFully(lead);
        } catch (EOFException e) {
            throw new MalformedRpm("it has only " + size + " bytes, less than the lead of an RPM package", e);
        }
        var fields = ByteBuffer.wrap(lead);
        if (fields.getInt() != LEAD_MAGIC) {
            throw new MalformedRpm("it is no RPM package: it does not begin with the magic edabeedb");
        }
        int major = fields.get();
        fields.get();
        boolean source = fields.getShort() == 1;
        if (major < 3 || major > 4 || fields.getShort(LEAD_SIGNATURE_TYPE) != HEADER_SIGNATURE) {
            throw new MalformedRpm("its lead is of version " + major + " and signature type " + fields.getShort(LEAD_SIGNATURE_TYPE)
                    + "; only versions 3 and 4 with type 5 are known");
        }
        HeaderSection signature = HeaderSection.read(in, size - LEAD, RpmTag.HEADERSIGNATURES);
        int padding = -signature.length() & 7;
        long headerOffset = LEAD + (long) signature.length() + padding;
        in.skipNBytes(Math.min(padding, Math.max(0, size - LEAD - signature.length())));
        HeaderSection header = HeaderSection.read(in, size - headerOffset, RpmTag.HEADERIMMUTABLE);
        if (source || header.has(RpmTag.SOURCEPACKAGE)) {
            throw new MalformedRpm("it is a source package; give the binary packages built from it");
        }
        checkHeaderDigests(signature, header);
        checkSize(signature, size - headerOffset);
        String compressor = compressor(header, in.readNBytes(Compression.MAGIC));
        return new HeaderModel(header).build(file, major, signatures(signature), payload(signature, header, headerOffset, size, compressor));
    }

    /** Format 6 keeps its signatures as base64 texts; older ones have a tag for each kind of key and of what is signed. */
    private static List<Signature> signatures(HeaderSection signature) {
        var signatures = new ArrayList<Signature>();
        for (String text : signature.strings(RpmTag.SIG_OPENPGP)) {
            try {
                signatures.add(new Signature(false, Base64.getMimeDecoder().decode(text)));
            } catch (IllegalArgumentException e) {
                throw new MalformedRpm("it has a signature that is no base64 text", e);
            }
        }
        for (int tag : new int[] {RpmTag.SIG_RSAHEADER, RpmTag.SIG_DSAHEADER, RpmTag.SIG_PGP, RpmTag.SIG_GPG}) {
            if (signature.has(tag)) {
                signatures.add(new Signature(tag == RpmTag.SIG_PGP || tag == RpmTag.SIG_GPG, signature.binary(tag)));
            }
        }
        return signatures;
    }

    private static void checkHeaderDigests(HeaderSection signature, HeaderSection header) {
        checkHeaderDigest(signature.string(RpmTag.SIG_SHA3_256HEADER), "SHA3-256", DigestAlgorithm.SHA3_256, header);
        checkHeaderDigest(signature.string(RpmTag.SIG_SHA256HEADER), "SHA-256", DigestAlgorithm.SHA256, header);
        checkHeaderDigest(signature.string(RpmTag.SIG_SHA1HEADER), "SHA-1", DigestAlgorithm.SHA1, header);
        if (!signature.has(RpmTag.SIG_SHA3_256HEADER) && !signature.has(RpmTag.SIG_SHA256HEADER) && !signature.has(RpmTag.SIG_SHA1HEADER)
                && !signature.has(RpmTag.SIG_MD5)) {
            throw new MalformedRpm("it carries no digest of its header, so damage could not be seen");
        }
    }

    private static void checkHeaderDigest(String expected, String name, DigestAlgorithm algorithm, HeaderSection header) {
        if (expected == null) {
            return;
        }
        MessageDigest digest = algorithm.start();
        digest.update(header.raw());
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected.toLowerCase(Locale.ROOT))) {
            throw new MalformedRpm("its header does not match the " + name + " digest that it carries: the file is damaged or was changed");
        }
    }

    private static void checkSize(HeaderSection signature, long actual) {
        long announced = signature.number(RpmTag.SIG_LONGSIZE, signature.number(RpmTag.SIG_SIZE, -1));
        if (announced >= 0 && announced != actual) {
            throw new MalformedRpm("it announces " + announced + " bytes of header and payload but has " + actual
                    + (announced > actual ? ": the file is truncated or lies" : ": something was appended or it lies"));
        }
    }

    private static Payload payload(HeaderSection signature, HeaderSection header, long headerOffset, long size, String compressor) {
        long offset = headerOffset + header.length();
        String format = header.string(RpmTag.PAYLOADFORMAT);
        String level = header.string(RpmTag.PAYLOADFLAGS);
        long length = header.number(RpmTag.PAYLOADSIZE, -1);
        if (length >= 0 && length != size - offset) {
            throw new MalformedRpm("its header announces a payload of " + length + " bytes, but " + (size - offset) + " follow");
        }
        var digests = new ArrayList<ExpectedDigest>();
        expectPayload(digests, header);
        byte[] md5 = signature.binary(RpmTag.SIG_MD5);
        if (md5 != null) {
            digests.add(new ExpectedDigest("MD5", Coverage.HEADER_AND_PAYLOAD, DigestAlgorithm.MD5, HexFormat.of().formatHex(md5)));
        }
        if (digests.isEmpty()) {
            throw new MalformedRpm("it carries no digest of its payload, so damage could not be seen");
        }
        return new Payload(offset, size - offset, headerOffset, format == null ? "cpio" : format, compressor, level == null ? "" : level,
                header.number(RpmTag.PAYLOADSIZEALT, -1), digests);
    }

    /** Without the tag a payload is not compressed if rpm is newer than 3, and gzip if it is older. */
    private static String compressor(HeaderSection header, byte[] begin) {
        String compressor = header.string(RpmTag.PAYLOADCOMPRESSOR);
        if (compressor != null && !compressor.isEmpty()) {
            return compressor;
        }
        return Compression.detect(begin) == Compression.GZIP ? "gzip" : "none";
    }

    /** The digests of the uncompressed archive say nothing new where those of the compressed one are there. */
    private static void expectPayload(List<ExpectedDigest> digests, HeaderSection header) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(header.number(RpmTag.PAYLOADDIGESTALGO, DigestAlgorithm.SHA256.number()));
        expect(digests, header, RpmTag.PAYLOADSHA256, "PAYLOADDIGEST", Coverage.PAYLOAD, algorithm);
        expect(digests, header, RpmTag.PAYLOADSHA512, "PAYLOADSHA512", Coverage.PAYLOAD, DigestAlgorithm.SHA512);
        expect(digests, header, RpmTag.PAYLOADSHA3_256, "PAYLOADSHA3_256", Coverage.PAYLOAD, DigestAlgorithm.SHA3_256);
        if (digests.isEmpty()) {
            expect(digests, header, RpmTag.PAYLOADSHA256ALT, "PAYLOADDIGESTALT", Coverage.UNPACKED_PAYLOAD, algorithm);
            expect(digests, header, RpmTag.PAYLOADSHA512ALT, "PAYLOADSHA512ALT", Coverage.UNPACKED_PAYLOAD, DigestAlgorithm.SHA512);
            expect(digests, header, RpmTag.PAYLOADSHA3_256ALT, "PAYLOADSHA3_256ALT", Coverage.UNPACKED_PAYLOAD, DigestAlgorithm.SHA3_256);
        }
    }

    private static void expect(List<ExpectedDigest> digests, HeaderSection header, int tag, String name, Coverage coverage,
            DigestAlgorithm algorithm) {
        String value = header.string(tag);
        if (value != null) {
            digests.add(new ExpectedDigest(name, coverage, algorithm, value.toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Opens what a signature is of.
     *
     * @param rpm what {@link #read} gave for the same file
     * @throws BuildException if the file cannot be read
     */
    public static InputStream open(RpmPackage rpm, Signature signature) {
        try {
            InputStream in = open(rpm.file(), rpm.payload().headerOffset());
            if (signature.wholePackage()) {
                return in;
            }
            try (in) {
                return new ByteArrayInputStream(in.readNBytes((int) (rpm.payload().offset() - rpm.payload().headerOffset())));
            }
        } catch (IOException e) {
            throw new BuildException("package " + rpm.file() + " cannot be read: " + e, e);
        }
    }

    /** Opens the bytes of a package from {@code offset}. */
    static InputStream open(Path file, long offset) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            in.skipNBytes(offset);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
