package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at the host for what plans depend on. */
final class HostFactsReader {

    private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");

    private HostFactsReader() {
    }

    /** @param uid the caller's user id */
    static HostFacts read(Host host, ContainerProcess process, int uid) {
        try {
            // Asked for seldom, so looked for only then.
            boolean appArmor = given(process.apparmorProfile()) && Files.exists(APPARMOR)
                    && Host.read(APPARMOR).startsWith("Y");
            boolean selinux = given(process.selinuxLabel()) && Files.exists(SELINUX);
            return new HostFacts(host.lastCapability(), appArmor, selinux, uid == 0, host.initialUserNamespace());
        } catch (IOException e) {
            throw new RunException("look at the kernel's features: " + e.getMessage(), e);
        }
    }

    private static boolean given(String text) {
        return text != null && !text.isEmpty();
    }
}
