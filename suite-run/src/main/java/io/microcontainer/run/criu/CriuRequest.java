package io.microcontainer.run.criu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds a request to CRIU, {@code criu_req} of its rpc.proto. The field numbers are those of {@code criu_opts}. */
public final class CriuRequest {

    private static final int DUMP = 1;
    private static final int RESTORE = 2;
    private static final int PRE_DUMP = 4;
    static final int FEATURE_CHECK = 9;
    /** CLONE_NEWNET: what is in a network namespace is made by hooks, not by CRIU. */
    private static final int EMPTY_NETWORK = 0x4000_0000;
    private static final int LOG_LEVEL = 4;

    private final int type;
    private final ProtoWriter options = new ProtoWriter();

    private CriuRequest(int type) {
        this.type = type;
    }

    /**
     * A request to dump a container.
     *
     * @param images descriptor of the images' directory in the process that talks to CRIU
     * @param work   descriptor of the logs' directory there, or -1
     * @param pid    the container's init
     * @param root   the container's root on the host
     */
    public static CriuRequest dump(CriuOptions wanted, int images, int work, int pid, String root) {
        CriuRequest request = new CriuRequest(wanted.preDump() ? PRE_DUMP : DUMP);
        request.common(wanted, images, work, "dump.log", root);
        request.options.number(2, pid).flag(3, wanted.leaveRunning());
        wanted.pageServer().ifPresent(server -> request.options.message(11,
                new ProtoWriter().text(1, server.address()).number(2, server.port())));
        wanted.parent().ifPresent(parent -> request.options.text(14, parent).flag(15, true));
        return request;
    }

    /** A request to restore one; the restored init is a child of the process that talks to CRIU. */
    public static CriuRequest restore(CriuOptions wanted, int images, int work, String root) {
        CriuRequest request = new CriuRequest(RESTORE);
        request.common(wanted, images, work, "restore.log", root);
        request.options.flag(6, true).flag(26, true);
        wanted.lsmProfile().ifPresent(profile -> request.options.text(53, profile));
        wanted.lsmMountContext().ifPresent(context -> request.options.text(63, context));
        return request;
    }

    private void common(CriuOptions wanted, int images, int work, String log, String root) {
        options.number(1, images).flag(4, wanted.extUnixSockets()).flag(5, wanted.tcpEstablished()).flag(7, wanted.shellJob())
                .flag(8, wanted.fileLocks()).number(9, LOG_LEVEL).text(10, log).flag(12, true).text(13, root).flag(16, wanted.autoDedup())
                .flag(24, true).number(38, EMPTY_NETWORK).flag(48, wanted.lazyPages()).flag(50, true);
        if (work >= 0) {
            options.number(17, work);
        }
        wanted.cgroups().ifPresent(mode -> options.number(34, mode.number()));
    }

    /** The cgroup by whose freezer the processes are stopped. */
    public CriuRequest freeze(String cgroup) {
        options.text(44, cgroup);
        return this;
    }

    /** A mount from outside: on dump a name for it, on restore the name and the path on the host. */
    public CriuRequest mount(String key, String value) {
        options.message(23, new ProtoWriter().text(1, key).text(2, value));
        return this;
    }

    /** Something else from outside, such as {@code net[4026531840]:extRootNetNS}. */
    public CriuRequest external(String name) {
        options.text(37, name);
        return this;
    }

    /** A descriptor that takes the place of something that was outside. */
    public CriuRequest inherit(String key, int descriptor) {
        options.message(27, new ProtoWriter().text(1, key).number(2, descriptor));
        return this;
    }

    /** A namespace to join by path; {@code ns} is its name in /proc/PID/ns. */
    public CriuRequest join(String ns, String path) {
        options.message(39, new ProtoWriter().text(1, ns).text(2, path));
        return this;
    }

    /** The new place of a hierarchy's processes, on cgroup v1. */
    public CriuRequest cgroup(String controllers, String path) {
        options.message(25, new ProtoWriter().text(1, controllers).text(2, path));
        return this;
    }

    /** A file of further settings, of annotation {@code org.criu.config}; by default the one that runc's users have. */
    public CriuRequest config(Optional<String> annotation) {
        String file = annotation.orElse("/etc/criu/runc.conf");
        if (!file.isEmpty()) {
            options.text(51, file);
        }
        return this;
    }

    /** Asks, before another request over the same connection, whether the kernel can tell which memory was written to: without that CRIU falls over a pre-dump. */
    public static byte[] askMemoryTracking() {
        return new ProtoWriter().number(1, FEATURE_CHECK).flag(4, true).message(5, new ProtoWriter().flag(1, true)).toBytes();
    }

    /** The message. */
    public byte[] toBytes() {
        return new ProtoWriter().number(1, type).message(2, options).toBytes();
    }

    /** The answer to a notification. */
    public static byte[] answer(boolean success) {
        // A required word could not be left out as a flag is.
        return new ProtoWriter().number(1, CriuResponse.NOTIFY).number(3, success ? 1 : 0).toBytes();
    }

    /** The key by which runc and railcar name an external namespace. */
    public static String namespaceKey(String ns) {
        return "extRoot" + Character.toUpperCase(ns.charAt(0)) + ns.substring(1) + "NS";
    }

    /** The lines of a log that tell of errors, but for one that CRIU itself makes nothing of. */
    public static List<String> errors(List<String> log) {
        List<String> errors = new ArrayList<>();
        for (String line : log) {
            int at = line.indexOf("Error (");
            if (at >= 0 && !line.contains("RLIMIT_NOFILE")) {
                errors.add(line.substring(at).strip());
            }
        }
        return errors;
    }
}
