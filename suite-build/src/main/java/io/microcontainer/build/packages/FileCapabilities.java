package io.microcontainer.build.packages;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** File capabilities: from the text of cap_from_text(3), as FILECAPS has it, to the value of the attribute {@code security.capability}. */
final class FileCapabilities {

    /** In the order of their numbers, capabilities(7) and linux/capability.h. */
    private static final List<String> NAMES = List.of("chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid",
            "setuid", "setpcap", "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
            "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice", "sys_resource",
            "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin",
            "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore");
    private static final long ALL = (1L << NAMES.size()) - 1;
    private static final Pattern ACTION = Pattern.compile("([=+-])([eip]*)");
    private static final int VFS_CAP_REVISION_2 = 0x02000000;
    private static final int VFS_CAP_FLAGS_EFFECTIVE = 1;
    private static final int SIZE = 20;

    private long effective;
    private long inheritable;
    private long permitted;

    private FileCapabilities() {
    }

    /**
     * The attribute's value, {@code struct vfs_cap_data} of revision 2.
     *
     * @throws IllegalArgumentException if the text is not understood
     */
    static byte[] attribute(String text) {
        var capabilities = new FileCapabilities();
        for (String clause : text.strip().split("\\s+")) {
            capabilities.apply(clause);
        }
        return ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VFS_CAP_REVISION_2 | (capabilities.effective != 0 ? VFS_CAP_FLAGS_EFFECTIVE : 0))
                .putInt((int) capabilities.permitted).putInt((int) capabilities.inheritable)
                .putInt((int) (capabilities.permitted >>> 32)).putInt((int) (capabilities.inheritable >>> 32)).array();
    }

    private void apply(String clause) {
        int names = 0;
        while (names < clause.length() && "=+-".indexOf(clause.charAt(names)) < 0) {
            names++;
        }
        long set = set(clause.substring(0, names));
        Matcher actions = ACTION.matcher(clause).region(names, clause.length());
        int end = names;
        while (actions.lookingAt()) {
            apply(actions.group(1).charAt(0), actions.group(2), set);
            end = actions.end();
            actions.region(end, clause.length());
        }
        if (end == names || end < clause.length()) {
            throw new IllegalArgumentException("\"" + clause + "\" is no clause of file capabilities");
        }
    }

    private void apply(char operator, String flags, long set) {
        if (operator == '=') {
            effective &= ~set;
            inheritable &= ~set;
            permitted &= ~set;
        }
        boolean lower = operator == '-';
        for (char flag : flags.toCharArray()) {
            switch (flag) {
                case 'e' -> effective = lower ? effective & ~set : effective | set;
                case 'i' -> inheritable = lower ? inheritable & ~set : inheritable | set;
                default -> permitted = lower ? permitted & ~set : permitted | set;
            }
        }
    }

    private static long set(String names) {
        if (names.isEmpty() || names.equalsIgnoreCase("all")) {
            return ALL;
        }
        long set = 0;
        for (String name : names.split(",")) {
            String lower = name.toLowerCase(Locale.ROOT);
            int number = lower.matches("\\d{1,2}") ? Integer.parseInt(lower) : lower.startsWith("cap_") ? NAMES.indexOf(lower.substring(4)) : -1;
            if (number < 0 || number > 63) {
                throw new IllegalArgumentException("\"" + name + "\" is no capability");
            }
            set |= 1L << number;
        }
        return set;
    }
}
