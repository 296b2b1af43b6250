package io.microcontainer.debug.target;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who a process is, as /proc/PID/status tells it (proc_pid_status(5)); ids are those of the reader's user namespace,
 * sets are bits by capability number (capabilities(7)).
 *
 * @param uid         effective user id
 * @param gid         effective group id
 * @param groups      supplementary groups
 * @param inheritable CapInh
 * @param permitted   CapPrm
 * @param effective   CapEff
 * @param bounding    CapBnd
 * @param ambient     CapAmb
 * @param noNewPrivs  whether exec gives no privileges (PR_SET_NO_NEW_PRIVS)
 * @param seccomp     mode of seccomp(2): 0 none, 1 strict, 2 filters
 */
public record Credentials(long uid, long gid, List<Long> groups, long inheritable, long permitted, long effective,
        long bounding, long ambient, boolean noNewPrivs, int seccomp) {

    public Credentials {
        groups = List.copyOf(groups);
    }

    /** Reads the text of a status file. */
    public static Credentials parse(String status) {
        Map<String, String> fields = new HashMap<>();
        for (String line : status.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        String groups = fields.getOrDefault("Groups", "");
        return new Credentials(effectiveId(fields, "Uid"), effectiveId(fields, "Gid"),
                groups.isEmpty() ? List.of() : Arrays.stream(groups.split("\\s+")).map(Long::valueOf).toList(),
                set(fields, "CapInh"), set(fields, "CapPrm"), set(fields, "CapEff"), set(fields, "CapBnd"),
                set(fields, "CapAmb"), fields.getOrDefault("NoNewPrivs", "0").equals("1"),
                Integer.parseInt(fields.getOrDefault("Seccomp", "0")));
    }

    /** Of real, effective, saved set and file system id the second. */
    private static long effectiveId(Map<String, String> fields, String name) {
        return Long.parseLong(fields.get(name).split("\\s+")[1]);
    }

    private static long set(Map<String, String> fields, String name) {
        return Long.parseUnsignedLong(fields.getOrDefault(name, "0"), 16);
    }
}
