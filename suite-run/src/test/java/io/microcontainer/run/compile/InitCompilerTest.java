package io.microcontainer.run.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.linux.SeccompFlag;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanPrinter;
import io.microcontainer.api.plan.Step;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.InitRequest.Mode;
import io.microcontainer.run.compile.fs.CgroupView;
import io.microcontainer.run.compile.seccomp.SeccompFilter;
import io.microcontainer.run.net.InterfaceAddress;
import io.microcontainer.run.net.MovedInterface;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a config becomes, looked at as the text of its plan; nothing runs. */
class InitCompilerTest {

    private static final SeccompFilter FILTER = new SeccompFilter(new byte[16], Set.of(SeccompFlag.SECCOMP_FILTER_FLAG_LOG));
    private static final HostFacts HOST = new HostFacts(40, false, false, true, true);

    private List<MovedInterface> interfaces = List.of();
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path bundle;

    @BeforeEach
    void makeRoot() throws IOException {
        Files.createDirectory(bundle.resolve("rootfs"));
    }

    private static RuntimeConfig config(String process, String linux, String rest) {
        String text = """
                {"ociVersion": "1.3.0", "root": {"path": "rootfs"},
                 "process": {"args": ["sh"], "cwd": "/", "env": ["PATH=/bin", "HOME=/"]%s},
                 "linux": {"namespaces": [{"type": "mount"}, {"type": "pid"}%s} %s}
                """.formatted(process, linux, rest);
        return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "config.json").object(RuntimeConfig::read);
    }

    private CompiledPlan compile(RuntimeConfig config, Mode mode, Optional<SeccompFilter> filter, HostFacts host) {
        return compile(config, mode, false, filter, Optional.empty(), host);
    }

    private CompiledPlan compile(RuntimeConfig config, Mode mode, boolean late, Optional<SeccompFilter> filter, Optional<String> home,
            HostFacts host) {
        boolean user = config.linux().namespaces().stream().anyMatch(n -> n.type().word().equals("user"));
        ContainerState state = new ContainerState("1.3.0", "c1", ContainerStatus.CREATING, null, bundle.toString(), Map.of(), Map.of());
        ProcessRequest process = new ProcessRequest(config.process(), config.linux(), state, filter, 0, 0, user, home, host);
        InitRequest.Place place = new InitRequest.Place(Optional.empty(), List.of(Path.of("/cg/pids/c1/tasks")), late,
                new CgroupView(List.of(), false, false));
        return InitCompiler.compile(new InitRequest("c1", config, bundle, mode, Path.of("/state/c1/exec.fifo"),
                Path.of("/state/c1/result.fifo"), place, process, interfaces, false, false, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
                List.of("railcar", "delete", "--force", "c1")), false, warnings::add);
    }

    private Plan plan(RuntimeConfig config, Mode mode, boolean late) {
        return compile(config, mode, late, Optional.empty(), Optional.empty(), HOST).plan();
    }

    private Plan plan(RuntimeConfig config, Mode mode) {
        return compile(config, mode, Optional.empty(), HOST).plan();
    }

    private Plan plan(RuntimeConfig config) {
        return plan(config, Mode.CREATE);
    }

    private static List<String> words(Plan plan) {
        return plan.steps().stream().map(Step::what).filter(what -> !what.isEmpty()).toList();
    }

    /** The steps are there in this order; others may stand between. */
    private static void assertOrder(Plan plan, String... wanted) {
        List<String> words = words(plan);
        int at = 0;
        for (String part : wanted) {
            int found = at;
            while (found < words.size() && !words.get(found).contains(part)) {
                found++;
            }
            assertTrue(found < words.size(), "\"" + part + "\" is missing, or stands too early, in\n" + String.join("\n", words));
            at = found + 1;
        }
    }

    private static void assertAbsent(Plan plan, String part) {
        assertFalse(words(plan).stream().anyMatch(what -> what.contains(part)), part);
    }

    @Test
    void createGoesThroughAllStagesInOrder() {
        Plan plan = plan(config("", "]", ""));
        assertOrder(plan, "see whether descriptor 0 is open", "make /state/c1/exec.fifo", "make the socket pair",
                "spawn the container's process", "wait until the container is ready", "kill what was spawned",
                "end with the launcher", "begin a session", "take the default action for each signal",
                "join the session keyring _ses.c1", "join the cgroup /cg/pids/c1", "pivot_root",
                "set the umask", "let the program have no other descriptor", "open the working directory /",
                "drop CAP_CHOWN for good", "set the groups []", "become group 0", "become user 0", "set the capabilities",
                "look for the program /bin/sh", "live on without the launcher", "say that the container is ready",
                "wait for start", "execute sh", "say why the program does not run");
        assertTrue(plan.sealed());
        assertEquals(List.of("railcar", "delete", "--force", "c1"), plan.recovery().words());
        assertTrue(plan.cleanup() > 0);
    }

    @Test
    void aCgroupThatIsStillBeingMadeIsAskedForAndWaitedFor() {
        Plan plan = plan(config("", "]", ""), Mode.CREATE, true);
        assertOrder(plan, "spawn the container's process", "make the container's cgroup", "let init enter its cgroup",
                "wait until the container is ready", "wait for the cgroup", "join the cgroup /cg/pids/c1", "pivot_root");
        assertAbsent(plan(config("", "]", "")), "wait for the cgroup");
    }

    @Test
    void runInTheForegroundStaysAndHasNoFifo() {
        Plan plan = plan(config("", "]", ""), Mode.FOREGROUND);
        assertOrder(plan, "save the container's state", "keep signals until they can be forwarded", "start the program",
                "wait until the program runs", "wait for the program", "wait for the state to be saved", "execute sh");
        assertAbsent(plan, "fifo");
        assertAbsent(plan, "wait for start");
    }

    @Test
    void runDetachedLeaves() {
        Plan plan = plan(config("", "]", ""), Mode.DETACHED);
        assertAbsent(plan, "wait for the program");
        assertAbsent(plan, "keep signals");
    }

    @Test
    void newNamespacesAreMadeInOneCallWithoutAGoBetween() {
        Plan plan = plan(config("", ", {\"type\": \"network\"}, {\"type\": \"cgroup\"}]", ""));
        String text = PlanPrinter.text(plan);
        assertTrue(text.contains("clone3({flags=CLONE_NEWNS|CLONE_NEWPID|CLONE_NEWNET})"), text);
        assertOrder(plan, "bring the loopback interface up", "join the cgroup", "make a cgroup namespace");
        assertAbsent(plan, "spawn a process that joins namespaces");
    }

    @Test
    void namespacesByPathAreJoinedUserFirst() {
        Plan plan = plan(config("", ", {\"type\": \"network\", \"path\": \"/ns/net\"}, {\"type\": \"user\", \"path\": \"/ns/user\"}]", ""));
        assertOrder(plan, "open the user namespace /ns/user", "open the network namespace /ns/net",
                "spawn a process that joins namespaces", "join the user namespace /ns/user",
                "join the network namespace /ns/net", "spawn the container's process", "pass on the process id");
        assertTrue(PlanPrinter.text(plan).contains("CLONE_NEWNS|CLONE_NEWPID|CLONE_PARENT"));
        assertAbsent(plan, "loopback");
        assertAbsent(plan, "write the id maps");
    }

    @Test
    void timeOffsetsAreSetBeforeAnyProcessIsInTheNamespace() {
        Plan plan = plan(config("", ", {\"type\": \"time\"}], \"timeOffsets\": {\"boottime\": {\"secs\": 7, \"nanosecs\": 5}}", ""));
        assertOrder(plan, "make a time namespace", "set the offsets of the time namespace", "spawn the container's process");
        assertTrue(PlanPrinter.text(plan).contains("boottime 7 5\n"));
    }

    @Test
    void inAUserNamespaceTheLauncherOpensCgroupsAndSetsLimits() {
        Plan plan = plan(config(", \"rlimits\": [{\"type\": \"RLIMIT_CORE\", \"soft\": 1, \"hard\": 18446744073709551615}]",
                ", {\"type\": \"user\"}], \"uidMappings\": [{\"containerID\": 0, \"hostID\": 1000, \"size\": 1}], \"gidMappings\": [{\"containerID\": 0, \"hostID\": 1000, \"size\": 1}]", ""));
        assertOrder(plan, "open the cgroup /cg/pids/c1", "spawn the container's process", "write the id maps",
                "let init use the id maps", "wait until the container is ready", "limit RLIMIT_CORE to 1:unlimited",
                "wait for the id maps", "become group 0 of the user namespace", "become user 0 of the user namespace",
                "join the cgroup /cg/pids/c1");
    }

    @Test
    void anotherUserThanRootWritesTheIdMapsWhenInitCanBeSeen() {
        RuntimeConfig config = config("", ", {\"type\": \"user\"}], \"uidMappings\": [{\"containerID\": 0, \"hostID\": 1000, \"size\": 1}], \"gidMappings\": [{\"containerID\": 0, \"hostID\": 1000, \"size\": 1}]", "");
        Plan plan = compile(config, Mode.CREATE, Optional.empty(), new HostFacts(40, false, false, false, true)).plan();
        assertOrder(plan, "wait until init can be seen", "write the id maps", "show to the caller's other processes",
                "say that init can be seen", "wait for the id maps", "become user 0 of the user namespace",
                "hide from the caller's other processes");
        assertAbsent(plan(config), "can be seen");
    }

    @Test
    void limitsAreSetBeforeTheUserChangesAndFewFilesLast() {
        Plan plan = plan(config(", \"user\": {\"uid\": 7, \"gid\": 8}, \"rlimits\": [{\"type\": \"RLIMIT_NOFILE\", \"soft\": 16, \"hard\": 4096}]", "]", ""));
        assertOrder(plan, "limit RLIMIT_NOFILE to 1024:4096", "become user 7", "look for the program",
                "limit RLIMIT_NOFILE to 16:4096", "say that the container is ready");
    }

    @Test
    void capabilitiesThatAreNotBoundAreDroppedAndOnlyPossibleOnesAreAmbient() {
        Plan plan = plan(config(", \"capabilities\": {\"bounding\": [\"CAP_CHOWN\", \"CAP_KILL\"], \"permitted\": [\"CAP_KILL\"], \"effective\": [\"CAP_KILL\"], \"inheritable\": [\"CAP_KILL\"], \"ambient\": [\"CAP_KILL\", \"CAP_CHOWN\"]}", "]", ""));
        assertAbsent(plan, "drop CAP_CHOWN");
        assertAbsent(plan, "drop CAP_KILL");
        assertEquals(39, words(plan).stream().filter(what -> what.endsWith("for good")).count());
        assertOrder(plan, "become user 0", "set the capabilities", "have no ambient capability", "make CAP_KILL ambient");
        assertAbsent(plan, "make CAP_CHOWN ambient");
        assertTrue(PlanPrinter.text(plan).contains("{effective=[CAP_KILL], permitted=[CAP_KILL], inheritable=[CAP_KILL]}"));
    }

    @Test
    void aCapabilityThatTheKernelLacksIsSaid() {
        compile(config(", \"capabilities\": {\"bounding\": [\"CAP_BPF\"]}", "]", ""), Mode.CREATE, Optional.empty(),
                new HostFacts(37, false, false, true, true));
        assertEquals(List.of("process.capabilities.bounding: CAP_BPF is left out, because this kernel does not know it"), warnings);
    }

    @Test
    void theFilterIsLoadedLateWithNoNewPrivilegesAndElseWhilePrivileged() {
        String load = "load the filter of system calls";
        assertOrder(compile(config(", \"noNewPrivileges\": true", "]", ""), Mode.CREATE, Optional.of(FILTER), HOST).plan(),
                "gain no privileges", "become user", "wait for start", load, "execute sh");
        Plan privileged = compile(config("", "]", ""), Mode.CREATE, Optional.of(FILTER), HOST).plan();
        assertOrder(privileged, load, "drop CAP_CHOWN", "become user");
        assertTrue(PlanPrinter.text(privileged).contains("seccomp(1, SECCOMP_FILTER_FLAG_LOG, {2, {2 instructions}})"));
    }

    @Test
    void theAgentOfAFilterHasItsListenerBeforeTheContainerIsReady() {
        SeccompFilter listening = new SeccompFilter(new byte[16], Set.of(SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER));
        String linux = "], \"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\", \"listenerPath\": \"/run/agent.sock\", \"listenerMetadata\": \"who\"}";
        String[] handOver = {"load the filter of system calls", "offer the filter's listener", "wait until the seccomp agent has"};
        Plan late = compile(config(", \"noNewPrivileges\": true", linux, ""), Mode.CREATE, Optional.of(listening), HOST).plan();
        assertOrder(late, "wait for the filter's listener", "fetch the filter's listener", "connect to /run/agent.sock",
                "send the filter's listener", "wait until the container is ready", "become user 0", handOver[0], handOver[1],
                handOver[2], "say that the container is ready", "wait for start", "execute sh");
        Plan early = compile(config("", linux, ""), Mode.CREATE, Optional.of(listening), HOST).plan();
        assertOrder(early, handOver[0], handOver[1], handOver[2], "drop CAP_CHOWN", "become user 0", "say that the container is ready");
        assertAbsent(early, "show to the caller's other processes");
        Plan rootless = compile(config("", linux, ""), Mode.CREATE, Optional.of(listening),
                new HostFacts(40, false, false, false, true)).plan();
        assertOrder(rootless, "show to the caller's other processes", handOver[0], handOver[2], "hide from the caller's other processes");
    }

    @Test
    void idsOfMountsAreMappedByTheLauncherBeforeItSpawns() {
        String mounts = """
                , "mounts": [{"destination": "/own", "type": "bind", "source": "/", "options": ["rbind", "ridmap"],
                  "uidMappings": [{"containerID": 0, "hostID": 1000, "size": 5}], "gidMappings": [{"containerID": 1, "hostID": 7, "size": 1}]},
                 {"destination": "/same", "type": "bind", "source": "/", "options": ["bind"],
                  "uidMappings": [{"containerID": 0, "hostID": 1000, "size": 5}], "gidMappings": [{"containerID": 1, "hostID": 7, "size": 1}]},
                 {"destination": "/containers", "type": "bind", "source": "/", "options": ["bind", "idmap"]}]""";
        Plan plan = plan(config("", ", {\"type\": \"user\"}], \"uidMappings\": [{\"containerID\": 0, \"hostID\": 5000, \"size\": 9}], \"gidMappings\": [{\"containerID\": 0, \"hostID\": 5000, \"size\": 9}]", mounts));
        assertOrder(plan, "make a user namespace for the id maps of mounts[0]", "write mounts[0].uidMappings",
                "open / for /own", "map the ids of / for /own", "open / for /same", "map the ids of / for /same",
                "make a user namespace for the id maps of mounts[2]", "map the ids of / for /containers",
                "spawn the container's process", "bind / on /own", "bind / on /same", "bind / on /containers");
        String text = PlanPrinter.text(plan);
        assertTrue(text.contains("\"0 1000 5\n\"") && text.contains("\"1 7 1\n\"") && text.contains("\"0 5000 9\n\""), text);
        assertEquals(1, text.split("AT_EMPTY_PATH\\|AT_RECURSIVE, \\{MOUNT_ATTR_IDMAP", -1).length - 1);
        assertEquals(2, text.split("AT_EMPTY_PATH, \\{MOUNT_ATTR_IDMAP", -1).length - 1);
        assertEquals(3, text.split("open_tree\\(AT_FDCWD, \"/\"", -1).length - 1);
    }

    @Test
    void networkInterfacesMoveBeforeAnythingIsSetInTheContainer() {
        interfaces = List.of(new MovedInterface("eth7", 7, "web", List.of(new InterfaceAddress(2, 24, 0, Map.of(2, new byte[] {10, 0, 0, 1})))),
                new MovedInterface("eth8", 8, "out%d", List.of()));
        Plan plan = plan(config("", ", {\"type\": \"network\"}], \"sysctl\": {\"net.ipv4.conf.web.forwarding\": \"1\"}", ""));
        assertOrder(plan, "spawn the container's process", "wait until the network interfaces are ready",
                "join the container's network namespace", "see whether the container has a network interface web already",
                "move the network interface eth7 into the container as web",
                "move the network interface eth8 into the container as out%d", "look at the network interface web",
                "give the network interface web an address of before", "bring the network interface web up",
                "bring the network interface out%d up", "let the container's process go on with its network interfaces", "bring the loopback interface up", "wait for the network interfaces", "set sysctl net.ipv4.conf.web.forwarding");
        interfaces = List.of();
        assertAbsent(plan(config("", "]", "")), "network interface");
    }

    /** A plan has a fixed number of registers. */
    @Test
    void everythingAtOnceFitsIntoOnePlan() {
        interfaces = List.of(new MovedInterface("eth7", 7, "web", List.of()));
        SeccompFilter listening = new SeccompFilter(new byte[16], Set.of(SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER));
        String joined = List.of("network", "ipc", "uts", "user", "cgroup").stream()
                .map(type -> ", {\"type\": \"" + type + "\", \"path\": \"/ns/" + type + "\"}").reduce("", String::concat);
        RuntimeConfig config = JsonDocument.parse("""
                {"ociVersion": "1.3.0", "root": {"path": "rootfs", "readonly": true}, "hostname": "h", "domainname": "d",
                 "process": {"args": ["sh"], "cwd": "/", "terminal": true, "consoleSize": {"height": 5, "width": 6}, "env": ["PATH=/bin"],
                  "user": {"uid": 5, "gid": 6, "additionalGids": [7]}, "oomScoreAdj": 5, "apparmorProfile": "a", "selinuxLabel": "s",
                  "rlimits": [{"type": "RLIMIT_NOFILE", "soft": 5, "hard": 6}], "scheduler": {"policy": "SCHED_BATCH"},
                  "ioPriority": {"class": "IOPRIO_CLASS_BE", "priority": 1}},
                 "mounts": [{"destination": "/proc", "type": "proc"}, {"destination": "/dev", "type": "tmpfs", "options": ["ro"]},
                  {"destination": "/etc", "type": "tmpfs", "options": ["tmpcopyup"]},
                  {"destination": "/m", "type": "bind", "source": "/", "options": ["rbind", "ridmap"],
                   "uidMappings": [{"containerID": 0, "hostID": 1, "size": 1}], "gidMappings": [{"containerID": 0, "hostID": 1, "size": 1}]}],
                 "hooks": {"prestart": [{"path": "/h"}], "createContainer": [{"path": "/h"}], "startContainer": [{"path": "/h"}], "poststart": [{"path": "/h"}]},
                 "linux": {"namespaces": [{"type": "mount"}, {"type": "pid"}, {"type": "time"}%s], "timeOffsets": {"boottime": {"secs": 1}},
                  "maskedPaths": ["/a"], "readonlyPaths": ["/b"], "sysctl": {"net.x": "1"}, "memoryPolicy": {"mode": "MPOL_LOCAL"},
                  "personality": {"domain": "LINUX"}, "seccomp": {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/run/agent"}}}
                """.formatted(joined).getBytes(StandardCharsets.UTF_8), "config.json").object(RuntimeConfig::read);
        for (Mode mode : Mode.values()) {
            assertOrder(compile(config, mode, Optional.of(listening), new HostFacts(40, true, true, true, true)).plan(),
                    "move the network interface eth7", "load the filter", "execute sh");
        }
    }

    @Test
    void theMemoryPolicyIsThatOfTheConfig() {
        String text = PlanPrinter.text(plan(config("", "], \"memoryPolicy\": {\"mode\": \"MPOL_INTERLEAVE\", \"nodes\": \"0,2-3\", \"flags\": [\"MPOL_F_STATIC_NODES\"]}", "")));
        assertTrue(text.contains("set_mempolicy(MPOL_INTERLEAVE|MPOL_F_STATIC_NODES, {0,2-3}, 65)"), text);
        assertTrue(PlanPrinter.text(plan(config("", "], \"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}", "")))
                .contains("set_mempolicy(MPOL_LOCAL, NULL, 0)"));
    }

    @Test
    void hooksStandAtTheirPlaces() {
        Plan plan = plan(config("", "]", """
                , "hooks": {"prestart": [{"path": "/h/prestart"}], "createRuntime": [{"path": "/h/createRuntime"}],
                 "createContainer": [{"path": "/h/createContainer"}], "startContainer": [{"path": "/h/startContainer"}],
                 "poststart": [{"path": "/h/poststart"}]}"""), Mode.FOREGROUND);
        assertOrder(plan, "wait until the container is mounted", "execute hooks.prestart[0]", "execute hooks.createRuntime[0]",
                "wait until the program runs", "execute hooks.poststart[0]", "wait for the program",
                "say that the container is mounted", "execute hooks.createContainer[0]", "pivot_root",
                "say that the container is ready", "execute hooks.startContainer[0]", "execute sh");
    }

    @Test
    void homeIsAskedForOnlyWhereItIsMissing() {
        assertAbsent(plan(config("", "]", "")), "home");
        String text = "{\"ociVersion\":\"1.3.0\",\"root\":{\"path\":\"rootfs\"},\"process\":{\"args\":[\"/x\"],\"cwd\":\"/\"},"
                + "\"linux\":{\"namespaces\":[{\"type\":\"mount\"}]}}";
        RuntimeConfig config = JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "config.json").object(RuntimeConfig::read);
        CompiledPlan compiled = compile(config, Mode.CREATE, Optional.empty(), HOST);
        assertOrder(compiled.plan(), "find the user's home", "open the container's /etc/passwd");
        assertTrue(compiled.home().isPresent());
        CompiledPlan known = compile(config, Mode.CREATE, false, Optional.empty(), Optional.of("/home/app"), HOST);
        assertAbsent(known.plan(), "/etc/passwd");
        assertTrue(new String(known.plan().data(), StandardCharsets.UTF_8).contains("HOME=/home/app\0"));
    }

    @Test
    void secretsOfTheEnvironmentAreNotShown() {
        String text = PlanPrinter.text(plan(config("", "]", "")));
        assertFalse(text.contains("PATH=/bin"), text);
    }

    @Test
    void labelsOfAbsentSecurityModulesAreRefused() {
        RuntimeConfig apparmor = config(", \"apparmorProfile\": \"web\"", "]", "");
        assertEquals("process.apparmorProfile: the config asks for the AppArmor profile web, but AppArmor is not enabled on this host",
                assertThrows(RunException.class, () -> plan(apparmor)).getMessage());
        RuntimeConfig selinux = config(", \"selinuxLabel\": \"a:b:c\"", "]", "");
        assertTrue(assertThrows(RunException.class, () -> plan(selinux)).getMessage().startsWith("process.selinuxLabel: "));
    }

    @Test
    void labelsAreWrittenThroughTheHostsProcfs() {
        Plan plan = compile(config(", \"apparmorProfile\": \"web\"", "]", ""), Mode.CREATE, Optional.empty(),
                new HostFacts(40, true, false, true, true)).plan();
        assertOrder(plan, "open the host's procfs", "pivot_root", "confine the program by the AppArmor profile web", "drop CAP_CHOWN");
        String text = PlanPrinter.text(plan);
        assertTrue(text.contains("\"exec web\", 8)"));
        int written = text.indexOf("\"exec web\", 8)");
        int closed = text.indexOf("close($proc)");
        assertTrue(written < closed && closed < text.indexOf("# wait for start"), text);
    }
}
