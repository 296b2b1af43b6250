package io.microcontainer.debug.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a security module confines a process by.
 *
 * @param module which module
 * @param text   an AppArmor profile's name, or an SELinux context
 */
public record SecurityLabel(Module module, String text) {

    /** Security modules that give programs a label of their own. */
    public enum Module {
        APPARMOR, SELINUX
    }

    private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");

    private static final int MOST_BYTES = 4096;

    private static final String UNCONFINED = "unconfined";

    /** The mode behind a profile's name. */
    private static final Pattern MODE = Pattern.compile(" \\([a-z]+\\)$");

    /** A process's label; empty where the kernel has no such module, or nothing confines the process. */
    public static Optional<SecurityLabel> of(int pid) {
        if (Files.exists(SELINUX)) {
            return read(ProcText.file(pid, "attr/current")).flatMap(text -> parse(Module.SELINUX, text));
        }
        if (read(APPARMOR).filter(text -> text.startsWith("Y")).isPresent()) {
            // Since Linux 5.8 AppArmor has files of its own, for beside it another module may own the old ones.
            return read(ProcText.file(pid, "attr/apparmor/current")).or(() -> read(ProcText.file(pid, "attr/current")))
                    .flatMap(text -> parse(Module.APPARMOR, text));
        }
        return Optional.empty();
    }

    /** Reads what a file of /proc/PID/attr says. */
    static Optional<SecurityLabel> parse(Module module, String file) {
        String text = file.replaceFirst("[\0\n]+$", "");
        String label = module == Module.APPARMOR ? MODE.matcher(text).replaceFirst("") : text;
        return label.isEmpty() || label.equals(UNCONFINED) ? Optional.empty() : Optional.of(new SecurityLabel(module, label));
    }

    private static Optional<String> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // EINVAL: the kernel has no module that answers.
            return Optional.empty();
        }
    }
}
