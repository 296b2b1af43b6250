package io.microcontainer.debug.entry;

import io.microcontainer.debug.target.SecurityLabel;
import java.util.List;
import java.util.Optional;

/**
 * Who a session's program is, in ids of the session's user namespace.
 *
 * @param uid        user id
 * @param gid        group id
 * @param groups     supplementary groups
 * @param sets       its capabilities; empty for what the user id brings: all for root, none for others
 * @param noNewPrivs whether exec gives no privileges
 * @param filters    seccomp filters, the first one set first
 * @param label      what a security module confines it by
 */
public record Identity(long uid, long gid, List<Long> groups, Optional<Capabilities> sets, boolean noNewPrivs, List<byte[]> filters,
        Optional<SecurityLabel> label) {

    /** Without seccomp filters and label. */
    public Identity(long uid, long gid, List<Long> groups, Optional<Capabilities> sets, boolean noNewPrivs) {
        this(uid, gid, groups, sets, noNewPrivs, List.of(), Optional.empty());
    }

    /**
     * Sets of capabilities, bits by number (capabilities(7)).
     *
     * @param inheritable what programs with file capabilities inherit
     * @param permitted   what may become effective
     * @param effective   what holds
     * @param bounding    what exec can give at most
     * @param ambient     what exec keeps
     */
    public record Capabilities(long inheritable, long permitted, long effective, long bounding, long ambient) {

        /** The same bits in every set. */
        public static Capabilities all(long bits) {
            return new Capabilities(bits, bits, bits, bits, bits);
        }
    }

    public Identity {
        groups = List.copyOf(groups);
        filters = List.copyOf(filters);
    }
}
