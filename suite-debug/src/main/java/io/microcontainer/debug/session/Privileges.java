package io.microcontainer.debug.session;

/** What a session may do. */
public sealed interface Privileges {

    /** Root with all capabilities of the session's user namespace; no seccomp filter. The default. */
    record Full() implements Privileges {
    }

    /**
     * Another user, without capabilities unless that is root.
     *
     * @param user {@code U} or {@code U:G}: numbers in the session's user namespace, or names of the target's /etc/passwd and /etc/group
     */
    record User(String user) implements Privileges {
    }

    /** The target's user, groups, capabilities and no_new_privs. */
    record LikeTarget() implements Privileges {
    }
}
