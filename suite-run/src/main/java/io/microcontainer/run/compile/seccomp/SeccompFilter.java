package io.microcontainer.run.compile.seccomp;

import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.SeccompFlag;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import io.microcontainer.api.oci.runtime.seccomp.SeccompAction;
import java.util.EnumSet;
import java.util.Set;

/**
 * A compiled filter.
 *
 * @param program {@code struct sock_filter[]}
 * @param flags   for seccomp(2)
 */
public record SeccompFilter(byte[] program, Set<SeccompFlag> flags) {

    /** Bytes of one {@code struct sock_filter}. */
    public static final int INSTRUCTION = 8;

    static SeccompFilter of(byte[] program, Seccomp config) {
        Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
        config.flags().forEach(flag -> flags.add(switch (flag) {
            // The process has a single thread, so nothing is to be done for TSYNC.
            case SECCOMP_FILTER_FLAG_TSYNC -> SeccompFlag.SECCOMP_FILTER_FLAG_TSYNC;
            case SECCOMP_FILTER_FLAG_LOG -> SeccompFlag.SECCOMP_FILTER_FLAG_LOG;
            case SECCOMP_FILTER_FLAG_SPEC_ALLOW -> SeccompFlag.SECCOMP_FILTER_FLAG_SPEC_ALLOW;
            case SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV -> SeccompFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
        }));
        flags.remove(SeccompFlag.SECCOMP_FILTER_FLAG_TSYNC);
        if (config.syscalls().stream().anyMatch(rule -> rule.action() == SeccompAction.SCMP_ACT_NOTIFY)) {
            flags.add(SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER);
        } else {
            // Without a listener nobody waits who could be killed, and the kernel refuses the flag.
            flags.remove(SeccompFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
        }
        return new SeccompFilter(program, flags);
    }

    /** Whether loading it gives a listener for an agent. */
    public boolean listens() {
        return flags.contains(SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER);
    }

    /** How many instructions the program has. */
    public int length() {
        return program.length / INSTRUCTION;
    }

    /** The flags' bits. */
    public long bits() {
        return Flag.all(flags.toArray(Flag[]::new));
    }
}
