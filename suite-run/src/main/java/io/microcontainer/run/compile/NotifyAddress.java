package io.microcontainer.run.compile;

import io.microcontainer.api.plan.Struct;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a service manager waits for readiness: NOTIFY_SOCKET of sd_notify(3), a path, or {@code @} and an abstract name.
 *
 * @param text the value of NOTIFY_SOCKET
 */
public record NotifyAddress(String text) {

    /** Room in {@code struct sockaddr_un} (unix(7)). */
    private static final int LONGEST = 107;

    /** Of a value that can be used; another kind of socket, which sd_notify(3) knows for virtual machines, is none of a host. */
    public static Optional<NotifyAddress> of(String text) {
        boolean usable = text != null && text.length() > 1 && (text.startsWith("/") || text.startsWith("@"))
                && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
        return usable ? Optional.of(new NotifyAddress(text)) : Optional.empty();
    }

    /** Whether it is a file that a container can be given at the same path. */
    public boolean isPath() {
        return text.startsWith("/");
    }

    /** {@code struct sockaddr_un}; an abstract name has no zero byte behind it. */
    Struct socketAddress() {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        if (isPath()) {
            return new Struct().u16(1).bytes(name).u8(0);
        }
        name[0] = 0;
        return new Struct().u16(1).bytes(name);
    }
}
