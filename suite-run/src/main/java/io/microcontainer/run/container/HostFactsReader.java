package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.HostFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at the host for what plans depend on. */
final class HostFactsReader {

    private static final Path LAST_CAPABILITY = Path.of("/proc/sys/kernel/cap_last_cap");
    private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");

    private static final Path UID_MAP = Path.of("/proc/self/uid_map");

    private HostFactsReader() {
    }

    /** @param uid the caller's user id */
    static HostFacts read(ContainerProcess process, int uid) {
        try {
            int last = Integer.parseInt(read(LAST_CAPABILITY));
            // Asked for seldom, so looked for only then.
            boolean appArmor = given(process.apparmorProfile()) && Files.exists(APPARMOR)
                    && read(APPARMOR).startsWith("Y");
            boolean selinux = given(process.selinuxLabel()) && Files.exists(SELINUX);
            // The engine is in the caller's namespaces. Only the first user namespace maps each id to itself (user_namespaces(7)).
            boolean initial = read(UID_MAP).matches("0\\s+0\\s+4294967295");
            return new HostFacts(last, appArmor, selinux, uid == 0, initial);
        } catch (IOException e) {
            throw new RunException("look at the kernel's features: " + e.getMessage(), e);
        }
    }

    /** In one read: such files answer at their beginning only, and Files.readString begins with a single byte. */
    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(64), StandardCharsets.US_ASCII).strip();
        }
    }

    private static boolean given(String text) {
        return text != null && !text.isEmpty();
    }
}
