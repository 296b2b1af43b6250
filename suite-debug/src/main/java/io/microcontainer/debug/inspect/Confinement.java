package io.microcontainer.debug.inspect;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.linux.Capability;
import io.microcontainer.debug.target.Credentials;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process may not do, from /proc/PID/status and /proc/PID/attr/current.
 *
 * @param uid          effective user
 * @param gid          effective group
 * @param effective    effective capabilities by name
 * @param bounding     capabilities that it can get at most
 * @param noNewPrivs   whether programs that it starts can have more rights
 * @param seccomp      {@code Seccomp}: 0 none, 1 strict, 2 filters
 * @param filters      number of filters, -1 where the kernel does not tell
 * @param label        what a security module calls it, empty without one
 */
public record Confinement(long uid, long gid, List<String> effective, List<String> bounding, boolean noNewPrivs, int seccomp,
        int filters, String label) implements JsonWritable {

    /** A few that give the host away where no user namespace holds them. */
    private static final List<String> DANGEROUS = List.of("CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_DAC_READ_SEARCH",
            "CAP_BPF", "CAP_SYS_BOOT");

    static Confinement of(String status, String label) {
        Credentials credentials = Credentials.parse(status);
        return new Confinement(credentials.uid(), credentials.gid(), names(credentials.effective()), names(credentials.bounding()),
                credentials.noNewPrivs(), field(status, "Seccomp", 0), field(status, "Seccomp_filters", -1), Printable.of(label));
    }

    private static int field(String status, String name, int absent) {
        return status.lines().filter(l -> l.startsWith(name + ":")).map(l -> Integer.parseInt(l.substring(name.length() + 1).strip()))
                .findFirst().orElse(absent);
    }

    private static List<String> names(long set) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((set >>> bit & 1) == 1) {
                names.add(bit < Capability.values().length ? Capability.values()[bit].name() : "capability " + bit);
            }
        }
        return names;
    }

    /** Sentences for people. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add("runs as user " + uid + ", group " + gid);
        int all = Capability.values().length;
        words.add(effective.isEmpty() ? "has no capabilities" : effective.size() == all ? "has all capabilities"
                : "has the capabilities " + String.join(", ", effective));
        List<String> dangerous = bounding.stream().filter(DANGEROUS::contains).toList();
        words.add(bounding.isEmpty() ? "can get no capabilities"
                : "can get " + (bounding.size() == all ? "all" : bounding.size() + " of " + all + " capabilities")
                        + (dangerous.isEmpty() ? "" : ", dangerous ones too: " + String.join(", ", dangerous)));
        words.add(noNewPrivs ? "gets no more rights from programs that it starts (no_new_privs)"
                : "can get more rights from programs that it starts (no_new_privs is not set)");
        words.add(switch (seccomp) {
            case 0 -> "may make every system call: there is no seccomp filter";
            case 1 -> "may only read, write and end (seccomp strict)";
            default -> "makes system calls through " + (filters < 0 ? "seccomp filters" : filters == 1 ? "a seccomp filter" : filters + " seccomp filters");
        });
        words.add(label.isEmpty() || label.equals("unconfined") ? "is not confined by a security module" : "is confined as " + label);
        return words;
    }

    @Override
    public void write(JsonFields out) {
        out.number("uid", uid).number("gid", gid).allStrings("effective", effective).allStrings("bounding", bounding)
                .bool("noNewPrivs", noNewPrivs).number("seccomp", seccomp).number("seccompFilters", filters < 0 ? null : (Integer) filters)
                .string("label", label.isEmpty() ? null : label);
    }
}
