package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.session.Session;
import io.microcontainer.run.RunException;
import io.microcontainer.run.criu.CriuOptions;
import io.microcontainer.run.criu.CriuOptions.CgroupMode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that checkpoint and restore share. */
final class CriuFlags {

    @Option(names = "--image-path", paramLabel = "DIR", description = "Directory of the image files (default: checkpoint).")
    private String imagePath;

    @Option(names = "--work-path", paramLabel = "DIR", description = "Directory of CRIU's logs (default: that of the images).")
    private String workPath;

    @Option(names = "--tcp-established", description = "Allow open TCP connections.")
    private boolean tcpEstablished;

    @Option(names = "--ext-unix-sk", description = "Allow unix sockets to processes outside.")
    private boolean extUnixSk;

    @Option(names = "--shell-job", description = "Allow a terminal and a session from outside.")
    private boolean shellJob;

    @Option(names = "--lazy-pages", description = "Memory comes as it is needed (userfaultfd(2)).")
    private boolean lazyPages;

    @Option(names = "--file-locks", description = "Keep file locks.")
    private boolean fileLocks;

    @Option(names = "--manage-cgroups-mode", paramLabel = "MODE", description = "soft, full or strict (default: soft).")
    private String cgroupsMode;

    @Option(names = "--empty-ns", paramLabel = "network", description = "Make a network namespace without what was in it (always).")
    private List<String> emptyNamespaces = List.of();

    @Option(names = "--auto-dedup", description = "Keep no page of memory twice.")
    private boolean autoDedup;

    /** What only one of the two commands has. */
    record Own(Optional<String> parent, boolean leaveRunning, boolean preDump, Optional<String> pageServer, Optional<String> lsmProfile,
            Optional<String> lsmMountContext) {
    }

    CriuOptions options(Session session, Own own) {
        for (String namespace : emptyNamespaces) {
            if (!namespace.equals("network")) {
                throw new RunException("--empty-ns: namespace \"" + namespace + "\" is not supported, only network is");
            }
        }
        try {
            return new CriuOptions(session.resolve(imagePath == null || imagePath.isEmpty() ? "checkpoint" : imagePath),
                    CreateOptions.path(session, workPath), own.parent, own.leaveRunning, own.preDump, tcpEstablished, extUnixSk, shellJob, fileLocks,
                    lazyPages, autoDedup, own.pageServer.map(CriuOptions.PageServer::parse), mode(), own.lsmProfile, own.lsmMountContext);
        } catch (IllegalArgumentException e) {
            throw new RunException(e.getMessage(), e);
        }
    }

    private Optional<CgroupMode> mode() {
        if (cgroupsMode == null || cgroupsMode.isEmpty()) {
            return Optional.empty();
        }
        for (CgroupMode mode : CgroupMode.values()) {
            if (mode.name().equals(cgroupsMode)) {
                return Optional.of(mode);
            }
        }
        throw new RunException("--manage-cgroups-mode " + cgroupsMode + " is none of soft, full and strict");
    }

    /** An option's text, if it has one. */
    static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(t -> !t.isEmpty());
    }
}
