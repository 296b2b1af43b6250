package io.microcontainer.debug.session;

import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.process.ProcessStat;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cgroups of sessions, named for the launcher that a session belongs to: of one whose launcher is gone nothing is
 * wanted any more. A session cleans up after itself; this is for the case that all of its processes were killed at once.
 */
final class Leftovers {

    private static final String PREFIX = "crashcart-";

    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]+)-([0-9]+)");

    private static final int SIGKILL = 9;

    private Leftovers() {
    }

    /** The name of a session's cgroup, unique as long as the host runs. */
    static String name(ProcessStat launcher) {
        return PREFIX + launcher.pid() + "-" + launcher.startTime();
    }

    /** Ends a session's processes and removes its cgroup; fine if it is gone. */
    static void end(Path cgroup) {
        if (!Files.isDirectory(cgroup)) {
            return;
        }
        try {
            Cgroup session = Cgroup.of(Map.of("", cgroup));
            session.kill((pid, signal) -> ProcessHandle.of(pid).ifPresent(p -> {
                if (signal == SIGKILL) {
                    p.destroyForcibly();
                }
            }));
            session.remove();
        } catch (RunException | IllegalStateException e) {
            // Another one does the same at the same time, or the next session in this target will.
        }
    }

    /** Ends what sessions without a launcher left right below a cgroup. */
    static void sweepBeside(Path cgroup) {
        try (DirectoryStream<Path> sessions = Files.newDirectoryStream(cgroup, p -> p.getFileName().toString().startsWith(PREFIX))) {
            for (Path session : sessions) {
                Matcher matcher = NAME.matcher(session.getFileName().toString());
                if (matcher.matches() && abandoned(matcher.group(1), matcher.group(2))) {
                    end(session);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A cgroup that is removed meanwhile.
        }
    }

    /** The same at any depth. */
    static void sweep(Path top) {
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    Path name = directory.getFileName();
                    Matcher matcher = NAME.matcher(name == null ? "" : name.toString());
                    if (!matcher.matches()) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (abandoned(matcher.group(1), matcher.group(2))) {
                        end(directory);
                    }
                    return FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // A cgroup that is removed meanwhile.
        }
    }

    /** The same below every cgroup of the host. */
    static void sweep() {
        CgroupMounts.read().unified().ifPresent(h -> sweep(h.mountPoint()));
    }

    private static boolean abandoned(String pid, String startTime) {
        try {
            long started = Long.parseLong(startTime);
            return ProcessStat.of(Integer.parseInt(pid)).filter(s -> s.startTime() == started && !s.ended()).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
