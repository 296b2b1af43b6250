package io.microcontainer.run.criu;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the user may ask of CRIU, for checkpoint and for restore; runc's options of these names.
 *
 * @param images          directory of the image files ({@code --image-path})
 * @param work            directory of logs ({@code --work-path}); without it they are among the images
 * @param parent          earlier images, relative to these ({@code --parent-path})
 * @param leaveRunning    {@code --leave-running}
 * @param preDump         memory only, and the container goes on ({@code --pre-dump})
 * @param tcpEstablished  {@code --tcp-established}
 * @param extUnixSockets  {@code --ext-unix-sk}
 * @param shellJob        {@code --shell-job}
 * @param fileLocks       {@code --file-locks}
 * @param lazyPages       {@code --lazy-pages}
 * @param autoDedup       {@code --auto-dedup}
 * @param pageServer      {@code --page-server}
 * @param cgroups         {@code --manage-cgroups-mode}
 * @param lsmProfile      {@code --lsm-profile}
 * @param lsmMountContext {@code --lsm-mount-context}
 */
public record CriuOptions(Path images, Optional<Path> work, Optional<String> parent, boolean leaveRunning, boolean preDump,
        boolean tcpEstablished, boolean extUnixSockets, boolean shellJob, boolean fileLocks, boolean lazyPages, boolean autoDedup,
        Optional<PageServer> pageServer, Optional<CgroupMode> cgroups, Optional<String> lsmProfile, Optional<String> lsmMountContext) {

    /** Where memory goes instead of files. */
    public record PageServer(String address, int port) {

        /** @throws IllegalArgumentException if it is not ADDRESS:PORT */
        public static PageServer parse(String text) {
            int colon = text.lastIndexOf(':');
            String port = text.substring(colon + 1);
            if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
                throw new IllegalArgumentException("use --page-server ADDRESS:PORT");
            }
            return new PageServer(text.substring(0, colon), Integer.parseInt(port));
        }
    }

    /** How CRIU treats cgroups; the numbers are those of {@code criu_cg_mode}. */
    public enum CgroupMode {
        soft(3), full(4), strict(5);

        private final int number;

        CgroupMode(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** Where logs are. */
    public Path logs() {
        return work.orElse(images);
    }
}
