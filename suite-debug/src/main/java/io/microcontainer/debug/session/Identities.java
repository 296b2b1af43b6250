package io.microcontainer.debug.session;

import io.microcontainer.api.session.Session;
import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.entry.Identity;
import io.microcontainer.debug.entry.Identity.Capabilities;
import io.microcontainer.debug.entry.TargetFile;
import io.microcontainer.debug.entry.TargetFilters;
import io.microcontainer.debug.target.Credentials;
import io.microcontainer.debug.target.IdMap;
import io.microcontainer.debug.target.SecurityLabel;
import io.microcontainer.debug.target.TargetProcess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Who a session's program is, and how that is said.
 *
 * @param identity the ids and capabilities
 * @param words    what is said to the user
 * @param home     the user's home directory, if the target's user database was asked and knows
 */
record Identities(Identity identity, String words, Optional<String> home) {

    private static final int CAP_SYS_PTRACE = 19;

    /**
     * Decides.
     *
     * @param entersUser     whether the session enters a user namespace
     * @param lastCapability the highest capability that the kernel knows
     */
    static Identities of(Session session, Privileges privileges, TargetProcess target, boolean entersUser, int lastCapability) {
        return switch (privileges) {
            case Privileges.Full _ -> full(target, entersUser, lastCapability);
            case Privileges.User(String user) -> user(session, user, target, entersUser);
            case Privileges.LikeTarget _ -> likeTarget(session, target, entersUser);
        };
    }

    private static Identities full(TargetProcess target, boolean entersUser, int lastCapability) {
        long uid = entersUser ? target.uids().privileged() : 0;
        long gid = entersUser ? target.gids().privileged() : 0;
        Optional<Capabilities> sets = uid == 0 ? Optional.empty()
                : Optional.of(Capabilities.all(-1L >>> 63 - lastCapability));
        String words = entersUser ? "user " + uid + " of its user namespace with all capabilities there"
                : "root with all capabilities of the host, unconfined by what confines the target";
        return new Identities(new Identity(uid, gid, List.of(), sets, false), words, Optional.empty());
    }

    private static Identities user(Session session, String user, TargetProcess target, boolean entersUser) {
        Accounts accounts = user.matches("[0-9]+:[0-9]+") ? new Accounts("", "")
                : new Accounts(TargetFile.read(session, target.pid(), "etc/passwd"), TargetFile.read(session, target.pid(), "etc/group"));
        Accounts.Account account = accounts.find(user);
        if (entersUser && (target.uids().outside(account.uid()).isEmpty() || target.gids().outside(account.gid()).isEmpty())) {
            throw new DebugException("--user " + user + ": user " + account.uid() + " or group " + account.gid()
                    + " does not exist in the target's user namespace");
        }
        return new Identities(new Identity(account.uid(), account.gid(), List.of(), Optional.empty(), false),
                "user " + account.uid() + ", group " + account.gid() + (account.uid() == 0 ? " with all capabilities" : " without capabilities"),
                account.home());
    }

    private static Identities likeTarget(Session session, TargetProcess target, boolean entersUser) {
        Credentials like = target.credentials();
        long uid = entersUser ? inside(target.uids(), like.uid(), "user") : like.uid();
        long gid = entersUser ? inside(target.gids(), like.gid(), "group") : like.gid();
        List<Long> groups = like.groups().stream()
                .flatMap(g -> entersUser ? target.gids().inside(g).stream().boxed() : Stream.of(g)).toList();
        Capabilities sets = new Capabilities(like.inheritable(), like.permitted(), like.effective(), like.bounding(), like.ambient());
        List<byte[]> filters = like.seccomp() == 0 ? List.of() : TargetFilters.read(session, target.pid());
        Optional<SecurityLabel> label = SecurityLabel.of(target.pid());
        return new Identities(new Identity(uid, gid, groups, Optional.of(sets), like.noNewPrivs(), filters, label),
                "user " + uid + ", group " + gid + " with the target's capabilities" + (filters.isEmpty() ? "" : " and seccomp filters")
                        + label.map(l -> ", confined by " + (l.module() == SecurityLabel.Module.APPARMOR ? "the AppArmor profile " : "the SELinux label ")
                                + l.text()).orElse(""), Optional.empty());
    }

    private static long inside(IdMap map, long id, String kind) {
        OptionalLong inside = map.inside(id);
        return inside.orElseThrow(() -> new DebugException("the target's " + kind + " " + id
                + " has no number in its own user namespace, and nobody can be like it: use --user"));
    }

    /** Whether the target could take over a session that may do more than it: it may trace processes that it sees. */
    static boolean canTrace(Privileges privileges, TargetProcess target) {
        return privileges instanceof Privileges.Full && (target.credentials().effective() >>> CAP_SYS_PTRACE & 1) == 1;
    }
}
