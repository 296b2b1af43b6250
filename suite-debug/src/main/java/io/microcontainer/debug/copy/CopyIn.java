package io.microcontainer.debug.copy;

import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.target.IdMap;
import io.microcontainer.debug.target.ProcText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Copies files of the caller into a container, where they belong to its root. */
public final class CopyIn {

    private final long uid;
    private final long gid;
    private long files;

    private CopyIn(int pid) {
        uid = IdMap.parse(ProcText.text(pid, "uid_map")).outside(0).orElse(-1);
        gid = IdMap.parse(ProcText.text(pid, "gid_map")).outside(0).orElse(-1);
    }

    /**
     * Copies a file or a directory with all that is in it.
     *
     * @param from absolute
     * @param path in the container; what is copied goes into it if it is a directory
     * @return how many files and links were copied
     */
    public static long copy(int pid, Path from, String path) {
        CopyIn copy = new CopyIn(pid);
        try (Rooted root = Rooted.rootOf(pid)) {
            String place = path.length() > 1 ? path.replaceFirst("/+$", "") : path;
            if (root.has(place)) {
                try (Rooted there = root.find(path)) {
                    place = there.attributes().isDirectory() ? path + "/" + from.getFileName() : path;
                }
            }
            if (Files.isDirectory(from)) {
                int slash = place.lastIndexOf('/');
                try (Rooted parent = root.find(slash <= 0 ? "/" : place.substring(0, slash))) {
                    copy.directory(from, parent, place.substring(slash + 1));
                }
            } else {
                copy.file(from, root, place);
            }
        } catch (IOException e) {
            throw new DebugException("copy " + from + ": " + CopyOut.reason(e), e);
        }
        return copy.files;
    }

    /** Writes a stream's bytes to a regular file. */
    public static void stream(int pid, InputStream in, String path) {
        CopyIn copy = new CopyIn(pid);
        try (Rooted root = Rooted.rootOf(pid)) {
            copy.write(in, root, path, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ,
                    PosixFilePermission.OTHERS_READ));
        } catch (IOException e) {
            throw new DebugException("copy to " + path + ": " + CopyOut.reason(e), e);
        }
    }

    private void directory(Path from, Rooted parent, String name) throws IOException {
        try (Rooted made = parent.directory(name, 0755); DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            own(made);
            for (Path entry : entries) {
                String child = entry.getFileName().toString();
                if (Files.isSymbolicLink(entry)) {
                    made.link(child, Files.readSymbolicLink(entry).toString());
                    files++;
                } else if (Files.isDirectory(entry)) {
                    directory(entry, made, child);
                } else if (Files.isRegularFile(entry)) {
                    file(entry, made, child);
                }
            }
        }
    }

    private void file(Path from, Rooted directory, String path) throws IOException {
        if (!Files.isRegularFile(from)) {
            throw new DebugException(from + " is neither a regular file nor a directory, and not copied");
        }
        try (InputStream in = Files.newInputStream(from)) {
            write(in, directory, path, Files.getPosixFilePermissions(from));
        }
    }

    private void write(InputStream in, Rooted directory, String path, Set<PosixFilePermission> permissions) throws IOException {
        try (Rooted file = directory.create(path, 0600)) {
            if (!file.attributes().isRegularFile()) {
                throw new DebugException(path + " in the container is no regular file, and nothing is written to it");
            }
            own(file);
            try (OutputStream out = Files.newOutputStream(file.path())) {
                in.transferTo(out);
            }
            Files.setPosixFilePermissions(file.path(), permissions);
            files++;
        }
    }

    /** Root of the container, where it has users of its own. */
    private void own(Rooted file) throws IOException {
        if (uid > 0) {
            Files.setAttribute(file.path(), "unix:uid", (int) uid);
        }
        if (gid > 0) {
            Files.setAttribute(file.path(), "unix:gid", (int) gid);
        }
    }
}
