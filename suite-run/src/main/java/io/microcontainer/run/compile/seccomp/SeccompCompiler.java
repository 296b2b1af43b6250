package io.microcontainer.run.compile.seccomp;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.linux.Architecture;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.LibSeccomp;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import io.microcontainer.api.oci.runtime.seccomp.SeccompArch;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Compiles filters. Loading libseccomp into the JVM takes far longer than making a container, so programs are kept on disk,
 * by the digest of the config's section, of the library's identity and of the architecture.
 */
public final class SeccompCompiler {

    private static final List<String> LIBRARY_DIRECTORIES = List.of("/usr/lib64", "/lib64", "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu", "/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib", "/lib",
            "/usr/local/lib");
    private static final int MFD_CLOEXEC = 1;
    private static final int MOST_INSTRUCTIONS = 4096;
    private static final String KEY_VERSION = "1";

    private final SeccompCache cache;

    /** @param directory takes the compiled programs; made if absent */
    public SeccompCompiler(Path directory) {
        this.cache = new SeccompCache(directory);
    }

    /**
     * The filter for a config's section.
     *
     * @throws RunException if the section asks for what cannot be done, or this host has no libseccomp
     */
    public SeccompFilter compile(Seccomp config) {
        String key = key(config);
        byte[] program = cache.get(key).orElse(null);
        if (program == null) {
            program = program(config);
            cache.put(key, program);
        }
        return SeccompFilter.of(program, config);
    }

    private static String key(Seccomp config) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(JsonText.compact(config));
            digest.update((KEY_VERSION + Architecture.current() + library()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The library's file with its size and time: another version is another file. */
    private static String library() {
        for (String directory : LIBRARY_DIRECTORIES) {
            Path file = Path.of(directory, "libseccomp.so.2");
            try {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    Path real = file.toRealPath();
                    return real + " " + Files.size(real) + " " + Files.getLastModifiedTime(real).toMillis();
                }
            } catch (IOException e) {
                return "";
            }
        }
        return "";
    }

    private static byte[] program(Seccomp config) {
        LibSeccomp library;
        try {
            library = LibSeccomp.load();
        } catch (UnsatisfiedLinkError e) {
            throw new RunException("linux.seccomp: the container's filter needs the library libseccomp.so.2, which this "
                    + "host lacks; install libseccomp (package libseccomp or libseccomp2)", e);
        }
        SeccompRules rules = new SeccompRules(library, config);
        byte[] unknown = UnknownCalls.program(library, rules, config, nativeArchitecture());
        long context = rules.context();
        byte[] known;
        try {
            known = export(library, context);
        } finally {
            library.seccomp_release(context);
        }
        int length = (unknown.length + known.length) / SeccompFilter.INSTRUCTION;
        if (length > MOST_INSTRUCTIONS) {
            throw new RunException("linux.seccomp: the filter has " + length + " instructions, and the kernel takes "
                    + MOST_INSTRUCTIONS + " at most; give fewer rules");
        }
        return ByteBuffer.allocate(unknown.length + known.length).put(unknown).put(known).array();
    }

    private static SeccompArch nativeArchitecture() {
        return switch (Architecture.current()) {
            case X86_64 -> SeccompArch.SCMP_ARCH_X86_64;
            case AARCH64 -> SeccompArch.SCMP_ARCH_AARCH64;
        };
    }

    private static byte[] export(LibSeccomp library, long context) {
        long fd;
        try (NativeMemory name = NativeMemory.string("seccomp")) {
            fd = LibC.call(Syscall.MEMFD_CREATE, name.address(), MFD_CLOEXEC);
        }
        if (fd < 0) {
            throw new RunException("make memory for the seccomp filter: " + Errno.describe((int) -fd));
        }
        try {
            int result = library.seccomp_export_bpf(context, (int) fd);
            if (result < 0) {
                throw new RunException("linux.seccomp: libseccomp cannot make the filter: " + Errno.describe(-result));
            }
            return Files.readAllBytes(Path.of("/proc/self/fd", Long.toString(fd)));
        } catch (IOException e) {
            throw new RunException("read the seccomp filter: " + e.getMessage(), e);
        } finally {
            LibC.call(Syscall.CLOSE, fd);
        }
    }
}
