package io.microcontainer.build.rpm;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.member.MemberStream;
import io.microcontainer.build.rpm.CpioReader.CpioEntry;
import io.microcontainer.build.rpm.RpmPackage.Coverage;
import io.microcontainer.build.rpm.RpmPackage.ExpectedDigest;
import io.microcontainer.build.tree.ByteText;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads one package's payload from begin to end, holding it to the header at every step. */
final class PayloadReader {

    private static final int BUFFER = 1 << 16;
    private static final String TRUNCATED = "the payload ends within a file";
    /** What may follow the trailer: cpio pads archives to its block size. */
    private static final int MAX_PADDING = 1 << 16;

    /** Size and digest are part of it, for some packagers give every file the inode 0. */
    private record Link(int device, int inode, long size, String digest) {

        static Link of(RpmFile file) {
            return new Link(file.device(), file.inode(), file.size(), file.digest());
        }
    }

    private final RpmPackage rpm;
    private final long maxUnpacked;
    /** The names of one file; content comes with the last of them in the archive. */
    private static final class LinkGroup {
        private final List<RpmFile> names = new ArrayList<>(1);
        private int seen;
        private boolean filled;

        private RpmFile first() {
            return names.getFirst();
        }
    }

    private final Map<Link, LinkGroup> links = new HashMap<>();
    private final Map<String, RpmFile> byPath = new HashMap<>();
    private final BitSet seen = new BitSet();
    private final byte[] scratch = new byte[BUFFER];

    PayloadReader(RpmPackage rpm, long maxUnpacked) {
        this.rpm = rpm;
        this.maxUnpacked = maxUnpacked;
        for (RpmFile file : rpm.files()) {
            if (byPath.put(file.path(), file) != null) {
                throw new MalformedRpm("its header lists " + ByteText.printable(file.path()) + " twice");
            }
            if (file.isRegular() && !file.isGhost()) {
                links.computeIfAbsent(Link.of(file), _ -> new LinkGroup()).names.add(file);
            }
        }
    }

    void read(PayloadSink sink) throws IOException {
        checkTotal();
        if (!rpm.payload().format().equals("cpio")) {
            throw new MalformedRpm("its payload is of format \"" + rpm.payload().format() + "\"; only cpio is known");
        }
        Map<ExpectedDigest, MessageDigest> digests = new HashMap<>();
        rpm.payload().digests().forEach(expected -> digests.put(expected, expected.algorithm().start()));
        digestHeader(digests);
        try (InputStream raw = RpmReader.open(rpm.file(), rpm.payload().offset())) {
            var file = new DigestingInputStream(raw, covering(digests, false));
            try {
                unpack(file, covering(digests, true), sink);
            } catch (BuildException e) {
                throw e;
            } catch (MalformedRpm | IOException e) {
                // A wrong digest tells more than the decoder's complaint that follows from the damage.
                drain(file);
                check(digests, false);
                if (e instanceof EOFException eof) {
                    throw CpioReader.truncated(eof);
                }
                throw e;
            }
            drain(file);
        }
        check(digests, true);
        checkComplete();
    }

    private void checkTotal() {
        long total = 0;
        for (LinkGroup group : links.values()) {
            total += group.first().size();
            if (total < 0 || total > maxUnpacked) {
                throw new MalformedRpm("its files hold more than the " + maxUnpacked + " bytes that are unpacked from one package");
            }
        }
    }

    private void digestHeader(Map<ExpectedDigest, MessageDigest> digests) throws IOException {
        for (var digest : digests.entrySet()) {
            if (digest.getKey().coverage() == Coverage.HEADER_AND_PAYLOAD) {
                try (InputStream in = RpmReader.open(rpm.file(), rpm.payload().headerOffset())) {
                    digest.getValue().update(in.readNBytes((int) (rpm.payload().offset() - rpm.payload().headerOffset())));
                }
            }
        }
    }

    private static List<MessageDigest> covering(Map<ExpectedDigest, MessageDigest> digests, boolean unpacked) {
        return digests.entrySet().stream().filter(entry -> unpacked == (entry.getKey().coverage() == Coverage.UNPACKED_PAYLOAD))
                .map(Map.Entry::getValue).toList();
    }

    private void drain(InputStream in) throws IOException {
        while (in.read(scratch) >= 0) {
            continue;
        }
    }

    private void check(Map<ExpectedDigest, MessageDigest> digests, boolean all) {
        for (ExpectedDigest expected : rpm.payload().digests()) {
            if (!all && expected.coverage() == Coverage.UNPACKED_PAYLOAD) {
                continue;
            }
            if (!HexFormat.of().formatHex(digests.get(expected).digest()).equals(expected.hex())) {
                throw new MalformedRpm("its payload does not match the digest " + expected.tag()
                        + " that it carries: the file is damaged or was changed");
            }
        }
    }

    private void unpack(InputStream file, List<MessageDigest> digests, PayloadSink sink) throws IOException {
        Compression compression = Compression.named(rpm.payload().compressor()).orElseThrow(() -> new MalformedRpm("its payload is compressed by \""
                + ByteText.printable(rpm.payload().compressor()) + "\"; gzip, bzip2, xz, lzma, zstd and none are known"));
        try (InputStream decompressed = compression.open(new BufferedInputStream(file, BUFFER))) {
            var unpacked = new DigestingInputStream(decompressed, digests);
            var cpio = new CpioReader(new BufferedInputStream(unpacked, BUFFER));
            for (CpioEntry entry = cpio.next(); entry != null; entry = cpio.next()) {
                entry(cpio, entry, sink);
            }
            long end = unpacked.count();
            while (unpacked.read(scratch) >= 0) {
                if (unpacked.count() - end > MAX_PADDING) {
                    throw new MalformedRpm("its payload goes on after the archive's trailer");
                }
            }
            long announced = rpm.payload().unpackedSize();
            if (announced >= 0 && announced != unpacked.count()) {
                throw new MalformedRpm("its header announces an archive of " + announced + " bytes, but it has " + unpacked.count());
            }
        }
    }

    private void entry(CpioReader cpio, CpioEntry entry, PayloadSink sink) throws IOException {
        RpmFile file = find(entry);
        if (seen.get(file.index())) {
            throw new MalformedRpm("its payload holds " + name(file) + " twice");
        }
        seen.set(file.index());
        if (file.isRegular()) {
            regular(cpio, file, entry.size(), sink);
        } else if (file.isSymlink()) {
            byte[] target = ByteText.encode(file.linkTo());
            long size = entry.size() >= 0 ? entry.size() : target.length;
            if (size != target.length || !Arrays.equals(body(cpio, size).readAllBytes(), target)) {
                throw new MalformedRpm("its payload holds another target of the symbolic link " + name(file) + " than its header");
            }
        } else if (entry.size() > 0) {
            throw new MalformedRpm("its payload gives content to " + name(file) + ", which is no regular file");
        }
    }

    /** @param announced bytes that the entry has; -1 where the package's header tells */
    private void regular(CpioReader cpio, RpmFile file, long announced, PayloadSink sink) throws IOException {
        if (file.isGhost()) {
            // Old rpm put files into the payload that its header calls ghosts: they are not installed.
            if (announced > 0 && announced != file.size()) {
                throw wrongSize(file, announced);
            }
            drain(body(cpio, Math.max(announced, 0)));
            return;
        }
        LinkGroup group = links.get(Link.of(file));
        group.seen++;
        long size = announced >= 0 ? announced : group.seen == group.names.size() ? file.size() : 0;
        if (size == 0 && file.size() > 0 && group.names.size() > 1) {
            return;
        }
        if (size != file.size()) {
            throw wrongSize(file, size);
        }
        var body = new FileBody(cpio, file);
        if (!group.filled) {
            group.filled = true;
            sink.regular(List.copyOf(group.names), body);
        }
        drain(body);
    }

    private static MemberStream body(CpioReader cpio, long size) {
        return new MemberStream(cpio.content(), size, TRUNCATED);
    }

    private RpmFile find(CpioEntry entry) {
        RpmFile file = entry.index() < 0 ? byPath.get(entry.path())
                : entry.index() < rpm.files().size() ? rpm.files().get(entry.index()) : null;
        if (file == null) {
            throw new MalformedRpm("its payload holds " + (entry.index() < 0 ? ByteText.printable(entry.path()) : "file number " + entry.index())
                    + ", which its header does not list");
        }
        return file;
    }

    private void checkComplete() {
        for (RpmFile file : rpm.files()) {
            if (!file.isGhost() && !seen.get(file.index())) {
                throw new MalformedRpm("its payload lacks " + name(file) + ", which its header lists");
            }
        }
        for (LinkGroup group : links.values()) {
            if (!group.filled) {
                throw new MalformedRpm("its payload has no content for " + name(group.first()) + " and its hard links");
            }
        }
    }

    private static MalformedRpm wrongSize(RpmFile file, long size) {
        return new MalformedRpm("its payload holds " + size + " bytes for " + name(file) + ", its header says " + file.size());
    }

    private static String name(RpmFile file) {
        return ByteText.printable(file.path());
    }

    /** A file's content, whose digest is checked when its end is reached. */
    private final class FileBody extends MemberStream {

        private final RpmFile file;
        private final MessageDigest digest;
        private boolean checked;

        FileBody(CpioReader cpio, RpmFile file) {
            super(cpio.content(), file.size(), TRUNCATED);
            this.file = file;
            this.digest = rpm.fileDigests().start();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
            } else if (read < 0 && !checked) {
                checked = true;
                checkDigest();
            }
            return read;
        }

        private void checkDigest() {
            if (file.digest().isEmpty()) {
                return;
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(file.digest().toLowerCase(Locale.ROOT))) {
                throw new MalformedRpm("the content of " + name(file) + " does not match its " + rpm.fileDigests() + " digest");
            }
        }
    }
}
