package io.microcontainer.run.state;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.run.RunException;
import io.microcontainer.run.process.ProcessStat;
import java.util.Optional;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateStoreTest {

    private static final byte[] CONFIG = "{\"ociVersion\":\"1.3.0\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;
    private StateStore store;

    @BeforeEach
    void open() {
        store = new StateStore(temporary.resolve("run/railcar"));
    }

    private static ContainerRecord record(String id) {
        return ContainerRecord.begin(new ContainerId(id), "1.3.0", Path.of("/bundle ü"), Path.of("/bundle ü/rootfs"),
                Instant.parse("2026-11-25T12:59:43.330512606Z"), 0, Map.of("b", "2", "a", "1"), true, false, true);
    }

    private ContainerLock begin(ContainerRecord container) {
        ContainerLock lock = store.begin(container.id());
        store.saveConfig(container.id(), CONFIG);
        store.save(container);
        return lock;
    }

    private ContainerRecord create(String id) {
        ContainerRecord container = record(id);
        begin(container).close();
        return container;
    }

    @Test
    void aRecordIsReadOnceAndAgainWhenAnotherProcessChangesIt() {
        StateStore other = store;
        store = new StateStore(other.root(), new RecordCache());
        ContainerRecord first = create("a");
        assertSame(first, store.load(first.id()));
        other.save(first.withCgroups(Map.of("", Path.of("/sys/fs/cgroup/a")), true));
        ContainerRecord changed = store.load(first.id());
        assertEquals(Map.of("", Path.of("/sys/fs/cgroup/a")), changed.cgroups());
        assertSame(changed, store.load(first.id()));

        other.delete(first.id());
        assertEquals(Optional.empty(), store.find(first.id()));
        try (ContainerLock _ = other.begin(first.id())) {
            other.save(first.withSystemdUnit("a.scope"));
        }
        assertEquals("a.scope", store.load(first.id()).systemdUnit());
    }

    @Test
    void whatWasSavedIsWhatAnotherReads() {
        StateStore cached = new StateStore(store.root(), new RecordCache());
        ContainerRecord container = create("a").withInit(7, 99, Map.of("mnt", Path.of("/proc/7/ns/mnt")), List.of("/dev/null", "pipe:[1]", "x"));
        cached.save(container);
        assertEquals(cached.load(container.id()), store.load(container.id()));
    }

    @Test
    void whatIsForgottenIsGoneBeforeItIsCleared() {
        ContainerRecord container = create("a");
        Path rest = store.forget(container.id()).orElseThrow();
        assertEquals(Optional.empty(), store.find(container.id()));
        assertTrue(Files.exists(rest));
        create("a");
        store.clear(rest);
        assertFalse(Files.exists(rest));
        assertTrue(store.find(container.id()).isPresent());
        assertEquals(Optional.empty(), store.forget(new ContainerId("b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "_", "a.b", "..a", "...", "A_+-.9", "-x"})
    void idsOfRuncsAlphabetAreTaken(String id) {
        assertEquals(id, new ContainerId(id).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../x", "a b", "ä", "a\nb", "a@b", "a\0"})
    void otherIdsAreRefused(String id) {
        assertThrows(RunException.class, () -> new ContainerId(id));
    }

    @Test
    void idsEndAt1024Characters() {
        assertEquals(1024, new ContainerId("x".repeat(1024)).text().length());
        assertThrows(RunException.class, () -> new ContainerId("x".repeat(1025)));
    }

    @Test
    void recordsComeBackWhole() {
        ContainerRecord container = create("c1")
                .withCgroups(Map.of("memory", Path.of("/sys/fs/cgroup/memory/c1"), "", Path.of("/sys/fs/cgroup/unified/c1")), true)
                .withInit(4711, 123456789L, Map.of("pid", Path.of("/proc/4711/ns/pid")), List.of("/dev/null", "pipe:[1]", "x"));
        store.save(container);
        assertEquals(container, store.load(container.id()));
    }

    @Test
    void filesAreTheOwnersAlone() throws Exception {
        ContainerId id = create("c1").id();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(store.root())));
        assertEquals("rwx--x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(store.directory(id))));
        for (String file : List.of("state.json", "config.json")) {
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(store.directory(id).resolve(file))), file);
        }
        assertEquals("{\"ociVersion\":\"1.3.0\"}", Files.readString(store.configFile(id)));
    }

    @Test
    void aNameIsTakenOnce() {
        create("c1");
        RunException e = assertThrows(ContainerExists.class, () -> create("c1"));
        assertTrue(e.getMessage().startsWith("container c1 exists already"), e.getMessage());
    }

    @Test
    void whatIsDeletedIsGoneAndMayComeAgain() {
        ContainerId id = create("c1").id();
        store.delete(id);
        assertFalse(Files.exists(store.directory(id)));
        assertThrows(ContainerNotFound.class, () -> store.load(id));
        assertThrows(ContainerNotFound.class, () -> store.lock(id, Duration.ZERO));
        store.delete(id);
        create("c1");
        assertEquals(id, store.load(id).id());
    }

    @Test
    void halfMadeContainersAreToldAndDeletable() throws Exception {
        ContainerId id = new ContainerId("half");
        Files.createDirectories(store.directory(id));
        assertTrue(store.halfMade(id));
        assertThrows(ContainerExists.class, () -> create("half"));
        RunException e = assertThrows(RunException.class, () -> store.load(id));
        assertTrue(e.getMessage().contains("delete --force removes it"), e.getMessage());
        ContainerLister.Listing listing = new ContainerLister(store).list();
        assertEquals(List.of(), listing.containers());
        assertEquals(1, listing.problems().size());
        try (ContainerLock _ = store.lock(id, Duration.ZERO)) {
            store.delete(id);
        }
        assertFalse(store.halfMade(id));
        assertEquals(List.of(), new ContainerLister(store).list().problems());
    }

    @Test
    void damagedRecordsAreErrorsOfThatContainerOnly() throws Exception {
        create("good");
        ContainerId bad = create("bad").id();
        for (String text : List.of("", "{", "[]", "{\"version\":99}", "{\"version\":1,\"id\":\"../x\"}")) {
            Files.writeString(store.directory(bad).resolve("state.json"), text);
            RunException e = assertThrows(RunException.class, () -> store.load(bad));
            assertTrue(e.getMessage().contains("container bad has a damaged record: ") && e.getMessage().contains("state.json"),
                    e.getMessage());
            ContainerLister.Listing listing = new ContainerLister(store).list();
            assertEquals(List.of("good"), listing.containers().stream().map(ContainerState::id).toList());
            assertEquals(1, listing.problems().size());
        }
    }

    @Test
    void restsOfADeleteAreNoContainersAndCleared() throws Exception {
        create("c1");
        Path rest = store.root().resolve("c0@deleted-1-2");
        Files.createDirectories(rest.resolve("sub"));
        Files.writeString(rest.resolve("sub/file"), "x");
        Files.createSymbolicLink(rest.resolve("link"), store.directory(new ContainerId("c1")));
        ContainerLister.Listing listing = new ContainerLister(store).list();
        assertEquals(List.of("c1"), listing.containers().stream().map(ContainerState::id).toList());
        assertFalse(Files.exists(rest));
        assertEquals("c1", store.load(new ContainerId("c1")).id().text());
    }

    @Test
    void anAbsentRootHoldsNoContainers() {
        assertEquals(new ContainerLister.Listing(List.of(), List.of()), new ContainerLister(store).list());
    }

    @Test
    void locksKeepThreadsOfOneProcessApart() throws Exception {
        ContainerId id = create("c1").id();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger worst = new AtomicInteger();
        Callable<Void> work = () -> {
            for (int i = 0; i < 20; i++) {
                // each thread opens and closes the directory while another holds it
                try (ContainerLock _ = new StateStore(store.root()).lock(id, Duration.ofSeconds(60))) {
                    worst.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                }
            }
            return null;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(work));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        }
        assertEquals(1, worst.get());
    }

    @Test
    void locksKeepProcessesApartAndFallWithThem() throws Exception {
        ContainerId id = create("c1").id();
        // flock(1) says nothing of a lock that it does not get
        ProcessBuilder other = new ProcessBuilder("flock", "--nonblock", store.directory(id).toString(),
                "sh", "-c", "echo held; exec cat");
        try (ContainerLock _ = store.lock(id, Duration.ZERO)) {
            assertEquals(null, firstLine(other.start()));
        }
        Process holder = other.start();
        try {
            assertEquals("held", holder.inputReader().readLine());
            RunException e = assertThrows(RunException.class, () -> store.lock(id, Duration.ofMillis(5)));
            assertTrue(e.getMessage().startsWith("the container is busy"), e.getMessage());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        store.lock(id, Duration.ofSeconds(10)).close();
    }

    private static String firstLine(Process process) throws Exception {
        String line = process.inputReader().readLine();
        process.getOutputStream().close();
        process.waitFor();
        return line;
    }

    @Test
    void whoWaitsForADeletedContainerLearnsIt() throws Exception {
        ContainerId id = create("c1").id();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            ContainerLock lock = store.lock(id, Duration.ZERO);
            Future<ContainerLock> waiting = threads.submit(() -> store.lock(id, Duration.ofSeconds(60)));
            store.delete(id);
            create("c1");
            lock.close();
            // it waited either for the old directory or, if it came late, for the new one
            try {
                waiting.get().close();
            } catch (ExecutionException e) {
                assertEquals(ContainerNotFound.class, e.getCause().getClass());
            }
        }
        store.lock(id, Duration.ZERO).close();
    }

    @Test
    void statusFollowsTheProcess() throws Exception {
        ContainerRecord container = record("c1");
        StatusReader statuses = new StatusReader(store);
        try (ContainerLock _ = begin(container)) {
            assertEquals(ContainerStatus.CREATING, statuses.of(container));
        }
        assertEquals(ContainerStatus.STOPPED, statuses.of(container), "its create was killed");

        Process init = new ProcessBuilder("sleep", "1000").start();
        try {
            ProcessStat stat = ProcessStat.of((int) init.pid()).orElseThrow();
            container = container.withInit(stat.pid(), stat.startTime(), Map.of(), List.of());
            store.save(container);
            Files.createFile(store.execFifo(container.id()));
            assertEquals(ContainerStatus.CREATED, statuses.of(container));
            Files.delete(store.execFifo(container.id()));
            assertEquals(ContainerStatus.RUNNING, statuses.of(container));
            assertEquals(ContainerStatus.STOPPED, statuses.of(container.withInit(stat.pid(), stat.startTime() - 1, Map.of(), List.of())),
                    "another process has the pid now");
            assertEquals(stat.pid(), new ContainerLister(store).state(container.id()).pid());
        } finally {
            init.destroyForcibly().waitFor();
        }
        assertEquals(ContainerStatus.STOPPED, statuses.of(container));
        assertEquals(0, new ContainerLister(store).state(container.id()).pid());
    }

    @Test
    void aZombieIsStopped() throws Exception {
        // the shell becomes a program that never waits for the child it inherits
        Process parent = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec sleep 1000").start();
        try {
            int pid = Integer.parseInt(parent.inputReader().readLine());
            ProcessStat stat = ProcessStat.of(pid).orElseThrow();
            while (!ProcessStat.of((int) parent.pid()).orElseThrow().command().equals("sleep")) {
                Thread.onSpinWait();
            }
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            while (!ProcessStat.of(pid).orElseThrow().ended()) {
                Thread.onSpinWait();
            }
            assertEquals(ContainerStatus.STOPPED, new StatusReader(store).of(record("z").withInit(pid, stat.startTime(), Map.of(), List.of())));
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
