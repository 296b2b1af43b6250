package io.microcontainer.run.state;

import io.microcontainer.api.json.JsonException;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The containers below one root directory: {@code <root>/<id>} holds {@code state.json}, {@code config.json} as create saw it,
 * and the fifos of create. Reading needs no lock, because files come by rename; whoever changes a container
 * holds its {@link ContainerLock}. Safe for many threads and processes; the object itself holds nothing but the path.
 */
public final class StateStore {

    /** Ends in a sign that no id holds, so it is no container's name. */
    private static final String DELETED = "@deleted-";

    private final Path root;
    private final RecordCache records;

    /** @param root absolute path; made at the first create */
    public StateStore(Path root) {
        this(root, new RecordCache());
    }

    /**
     * One that knows what was read and written lately.
     *
     * @param root    absolute path; made at the first create
     * @param records may be shared by many
     */
    public StateStore(Path root, RecordCache records) {
        if (!root.isAbsolute()) {
            throw new IllegalArgumentException("the root directory " + root + " is not absolute");
        }
        this.root = root;
        this.records = records;
    }

    /** The directory of all containers. */
    public Path root() {
        return root;
    }

    /** The directory of one container, whether it exists or not. */
    public Path directory(ContainerId id) {
        return root.resolve(id.text());
    }

    /** The container's config, as create saw it: the bundle's may have changed since. */
    public Path configFile(ContainerId id) {
        return directory(id).resolve("config.json");
    }

    /** The fifo on which the first process waits for start. */
    public Path execFifo(ContainerId id) {
        return directory(id).resolve("exec.fifo");
    }

    private Path stateFile(ContainerId id) {
        return directory(id).resolve("state.json");
    }

    /**
     * Begins a container: makes its directory. {@link #saveConfig} and {@link #save} have to follow; before, it is half-made.
     *
     * @return the lock, to be held until create is over: while it is held, the container counts as creating
     * @throws ContainerExists if there is one of that name, even a half-made one
     */
    public ContainerLock begin(ContainerId id) {
        Path directory = directory(id);
        try {
            StateFiles.makeRoot(root);
            StateFiles.makeDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            throw new ContainerExists(id, root);
        } catch (IOException e) {
            throw new RunException("make the container's directory " + directory + ": " + StateFiles.reason(e), e);
        }
        return ContainerLock.take(directory, Duration.ofSeconds(10)).orElseThrow(() -> new RunException(
                "container " + id + " was deleted by another command while it was being created"));
    }

    /**
     * Takes a container's lock.
     *
     * @param patience how long to wait for another command
     * @throws ContainerNotFound if it does not exist
     * @throws RunException      if another command holds it for longer
     */
    public ContainerLock lock(ContainerId id, Duration patience) {
        return ContainerLock.take(directory(id), patience).orElseThrow(() -> new ContainerNotFound(id, root));
    }

    /** Saves a container's record in place of the one before, so that a reader sees the one or the other. The lock must be held. */
    public void save(ContainerRecord container) {
        Path file = stateFile(container.id());
        StateFiles.write(file, RecordJson.write(container));
        records.written(file, container);
    }

    /** Saves a container's config in place of the one before, likewise. */
    public void saveConfig(ContainerId id, byte[] config) {
        StateFiles.write(configFile(id), config);
    }

    /**
     * A container's record.
     *
     * @throws ContainerNotFound if there is no such container
     * @throws RunException      if it is half-made or its record is damaged; {@code delete --force} helps then
     */
    public ContainerRecord load(ContainerId id) {
        return find(id).orElseThrow(() -> Files.isDirectory(directory(id), LinkOption.NOFOLLOW_LINKS)
                ? new RunException("container " + id + " is half-made: " + stateFile(id)
                        + " is missing, because its create is at work or was killed; delete --force removes it")
                : new ContainerNotFound(id, root));
    }

    /**
     * A container's record.
     *
     * @return empty if it has none: there is no such container, or it is half-made ({@link #halfMade})
     */
    public Optional<ContainerRecord> find(ContainerId id) {
        Path file = stateFile(id);
        try {
            return records.get(file, () -> RecordJson.read(Files.readAllBytes(file), file, id));
        } catch (JsonException e) {
            throw new RunException("container " + id + " has a damaged record: " + e.getMessage()
                    + "; delete --force removes it", e);
        } catch (IOException e) {
            throw new RunException("read " + file + ": " + StateFiles.reason(e), e);
        }
    }

    /** The records of all containers; damaged and half-made ones are left out. */
    public List<ContainerRecord> records() {
        List<ContainerRecord> records = new ArrayList<>();
        for (String name : StateFiles.directories(root)) {
            if (!isRest(name) && ContainerId.valid(name)) {
                try {
                    find(new ContainerId(name)).ifPresent(records::add);
                } catch (RunException damaged) {
                    // delete --force takes it away, and kills nothing by it
                }
            }
        }
        return records;
    }

    /** Whether a create began the container and saved no record: it is at work, or was killed. */
    public boolean halfMade(ContainerId id) {
        return Files.isDirectory(directory(id), LinkOption.NOFOLLOW_LINKS)
                && !Files.exists(stateFile(id), LinkOption.NOFOLLOW_LINKS);
    }

    /** Forgets a container and clears what is left of it. Fine if there is none. */
    public void delete(ContainerId id) {
        forget(id).ifPresent(this::clear);
    }

    /**
     * Forgets a container: from one moment to the next it is gone for every other command.
     *
     * @return what is left of it, to be {@link #clear cleared}: no container any more, and cleared by the next
     *         {@link ContainerLister} should a crash prevent that; empty if there was no container
     */
    public Optional<Path> forget(ContainerId id) {
        Path away = root.resolve(id.text() + DELETED + Long.toHexString(System.nanoTime()) + "-" + ProcessHandle.current().pid());
        try {
            Files.move(directory(id), away, StandardCopyOption.ATOMIC_MOVE);
            records.remove(stateFile(id));
            return Optional.of(away);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RunException("remove the container's directory " + directory(id) + ": " + StateFiles.reason(e), e);
        }
    }

    /** Removes what {@link #forget} left of a container. */
    public void clear(Path rest) {
        try {
            StateFiles.remove(rest);
        } catch (IOException e) {
            throw new RunException("remove " + rest + ", which is left of a deleted container: " + StateFiles.reason(e), e);
        }
    }

    /** Whether a name in the root directory is the rest of a deleted container. */
    static boolean isRest(String name) {
        return name.contains(DELETED);
    }
}
