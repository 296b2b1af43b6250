package io.microcontainer.build.deb;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.member.MemberStream;
import io.microcontainer.build.tar.TarEntry;
import io.microcontainer.build.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Reads a Debian package: an archive of ar(1) with {@code debian-binary}, {@code control.tar} and {@code data.tar} (deb(5)). */
public final class DebReader {

    private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 60;
    private static final int MAX_CONTROL = 16 << 20;
    private static final long MAX_UNPACKED = 64L << 30;

    private DebReader() {
    }

    /** Takes the members of {@code data.tar} in their order. */
    @FunctionalInterface
    public interface Sink {

        /** One member; the content of a regular file is read from the stream. */
        void take(TarEntry entry, InputStream content) throws IOException;
    }

    /** Whether a file begins as a Debian package does. */
    public static boolean isDeb(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            throw new BuildException("package " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a package.
     *
     * @param sink takes its files
     * @return what its control file says
     * @throws BuildException if it is damaged or no Debian package
     */
    public static ControlFields read(Path file, Sink sink) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new IOException("it is no Debian package");
            }
            ControlFields control = null;
            boolean data = false;
            for (Member member = next(in); member != null; member = next(in)) {
                // Members are padded to an even number of bytes.
                boolean padded = member.content.left() % 2 == 1;
                if (member.name.startsWith("control.tar")) {
                    control = control(member.content);
                } else if (member.name.startsWith("data.tar")) {
                    data(member.content, sink);
                    data = true;
                }
                member.content.skipRest();
                in.readNBytes(padded ? 1 : 0);
            }
            if (control == null || !data) {
                throw new IOException("it has no " + (control == null ? "control.tar" : "data.tar"));
            }
            return control;
        } catch (IOException | IllegalArgumentException e) {
            throw new BuildException("package " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static ControlFields control(InputStream member) throws IOException {
        var tar = new TarReader(unpack(member));
        for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            if (entry.get().name().replaceFirst("^\\./", "").equals("control")) {
                if (entry.get().size() > MAX_CONTROL) {
                    throw new IOException("its control file has " + entry.get().size() + " bytes");
                }
                byte[] text = tar.content().readAllBytes();
                Map<String, String> fields = new ControlFile(new BufferedReader(new InputStreamReader(new ByteArrayInputStream(text),
                        StandardCharsets.UTF_8))).next();
                if (fields != null) {
                    return new ControlFields(fields);
                }
            }
        }
        throw new IOException("its control.tar has no control file");
    }

    private static void data(InputStream member, Sink sink) throws IOException {
        var tar = new TarReader(unpack(member));
        long unpacked = 0;
        for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            unpacked += entry.get().size();
            if (unpacked > MAX_UNPACKED) {
                throw new IOException("its files have more than " + MAX_UNPACKED + " bytes");
            }
            sink.take(entry.get(), tar.content());
        }
    }

    private static InputStream unpack(InputStream member) throws IOException {
        var in = new BufferedInputStream(member, 1 << 16);
        in.mark(Compression.MAGIC);
        byte[] begin = in.readNBytes(Compression.MAGIC);
        in.reset();
        return Compression.detect(begin).open(in);
    }

    /** The next member of the archive; null at its end. */
    private static Member next(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length == 0) {
            return null;
        }
        String text = new String(header, StandardCharsets.ISO_8859_1);
        String size = header.length == HEADER ? text.substring(48, 58).strip() : "";
        if (!text.endsWith("`\n") || !size.matches("[0-9]{1,10}")) {
            throw new IOException("a member of its archive has a damaged header");
        }
        String name = text.substring(0, 16).strip().replaceFirst("/$", "");
        return new Member(name, new MemberStream(in, Long.parseLong(size), "it ends within " + name));
    }

    /** One member: its name and its bytes. */
    private record Member(String name, MemberStream content) {
    }
}
