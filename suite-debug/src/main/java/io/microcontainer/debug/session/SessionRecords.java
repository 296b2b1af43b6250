package io.microcontainer.debug.session;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.entry.SessionFile;
import io.microcontainer.run.process.ProcessStat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files by which a user's sessions are found: a record for each, and a socket for those who attach. They lie where engines'
 * sockets do, in a directory that only the user may enter, and go with the session.
 */
final class SessionRecords {

    private static final String PREFIX = "crashcart-";

    private static final JsonLimits LIMITS = JsonLimits.DEFAULT.withMaxBytes(64 << 10);

    private final Optional<Path> directory;

    SessionRecords(Invocation caller) {
        this.directory = caller.uid() == 0 ? Optional.of(Path.of("/run/microcontainer"))
                : Optional.ofNullable(caller.environment().get("XDG_RUNTIME_DIR")).filter(d -> d.startsWith("/"))
                        .map(d -> Path.of(d, "microcontainer"));
    }

    /** Where the session of a launcher is attached to; empty for a user without a runtime directory. */
    Optional<Path> door(ProcessStat launcher) {
        return directory.map(d -> d.resolve(Leftovers.name(launcher) + SessionFile.DOOR));
    }

    /** The socket of a session. */
    Path door(SessionRecord session) {
        return directory.orElseThrow().resolve(PREFIX + session.pid() + "-" + session.startTime() + SessionFile.DOOR);
    }

    /** Keeps a record beside the caller's door. A session can do without. */
    void add(Path door, SessionRecord session) {
        try {
            Files.createDirectories(door.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path record = SessionFile.beside(door);
            Path fresh = record.resolveSibling(record.getFileName() + ".new");
            Files.write(fresh, JsonText.compact(session));
            Files.move(fresh, record, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new DebugException("keep a record of the session beside " + door + ": " + e.getMessage(), e);
        }
    }

    /** Removes what {@link #add} and the session have made; fine if it is gone. */
    void remove(Path door) {
        try {
            Files.deleteIfExists(door);
            Files.deleteIfExists(SessionFile.beside(door));
        } catch (IOException e) {
            // The next listing does it.
        }
    }

    /** The sessions that run, the oldest first; what others left is removed on the way. */
    List<SessionRecord> list() {
        List<SessionRecord> sessions = new ArrayList<>();
        if (directory.isEmpty()) {
            return sessions;
        }
        try (DirectoryStream<Path> records = Files.newDirectoryStream(directory.get(), PREFIX + "*" + SessionFile.RECORD)) {
            for (Path file : records) {
                try {
                    SessionRecord session = JsonDocument.read(file, LIMITS).object(SessionRecord::read);
                    if (ProcessStat.of(session.pid()).filter(s -> s.startTime() == session.startTime() && !s.ended()).isPresent()) {
                        sessions.add(session);
                    } else {
                        remove(door(session));
                    }
                } catch (JsonException e) {
                    // It ended meanwhile.
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return sessions;
        } catch (IOException e) {
            throw new DebugException("list the sessions in " + directory.get() + ": " + e.getMessage(), e);
        }
        sessions.sort(Comparator.comparing(SessionRecord::started).thenComparing(SessionRecord::pid));
        return sessions;
    }
}
