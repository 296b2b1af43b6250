package io.microcontainer.api.oci.runtime.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.FullConfig;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.SysctlName;
import io.microcontainer.api.oci.runtime.resources.Resources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeConfigValidatorTest {

    /** The full configuration without what no rule allows together. */
    private static final String VALID = FullConfig.TEXT
            .replace("\"nice\":-5,\"priority\":1,", "\"nice\":-5,")
            .replace("\"errnoRet\":2,", "")
            .replace("\"domain\":\"LINUX32\",\"flags\":[\"X\"]", "\"domain\":\"LINUX32\"")
            .replace("\"ambient\":[\"CAP_KILL\"]", "\"ambient\":[]");

    private static JsonDocument parse(String text) {
        return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "config.json");
    }

    private static Validation validate(String text) {
        return RuntimeConfigValidator.validate(parse(text).object(RuntimeConfig::read), true);
    }

    private static String changed(String good, String bad) {
        assertTrue(VALID.contains(good), good);
        return VALID.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad == null ? "" : bad));
    }

    @Test
    void aGoodConfigurationHasNoProblem() {
        assertEquals(new Validation(List.of(), 0, List.of()), validate(VALID));
        validate(VALID).orThrow("config.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, value = {
        "\"ociVersion\":\"1.3.0\"|\"ociVersion\":\"2.0.0\"|$.ociVersion: found \"2.0.0\", expected version 1",
        "\"ociVersion\":\"1.3.0\"|\"ociVersion\":\"1.3\"|$.ociVersion: found \"1.3\", expected a version",
        "\"path\":\"rootfs\"|\"path\":\"\"|$.root.path: found an empty string",
        "\"root\":|\"no-root\":|$.root: the field is missing",
        "\"process\":|\"no-process\":|$.process: the field is missing",
        "[\"/bin/sh\",\"-c\",\"true\"]|[]|$.process.args: the list is empty or missing",
        "[\"/bin/sh\",\"-c\",\"true\"]|[\"\"]|$.process.args[0]: found an empty string",
        "\"cwd\":\"/w\"|\"cwd\":\"w\"|$.process.cwd: found \"w\", expected the absolute path",
        "\"A=1\"|\"A\"|$.process.env[0]: the entry has no name or no equals sign",
        "\"A=1\"|\"=1\"|$.process.env[0]: the entry has no name",
        "\"height\":24|\"height\":65536|$.process.consoleSize.height: found 65536, expected a number from 0 to 65535",
        "\"effective\":[\"CAP_CHOWN\"]|\"effective\":[\"CAP_KILL\"]|$.process.capabilities.effective[0]: CAP_KILL is not in permitted",
        "\"soft\":1024,\"hard\":18446744073709551615|\"soft\":18446744073709551615,\"hard\":1024|$.process.rlimits[0].soft: found 18446744073709551615, expected at most the hard limit, 1024",
        "18446744073709551615}],\"noNew|1024},{\"type\":\"RLIMIT_NOFILE\",\"soft\":1,\"hard\":1}],\"noNew|$.process.rlimits[1].type: RLIMIT_NOFILE is given twice",
        "\"oomScoreAdj\":-100|\"oomScoreAdj\":-1001|$.process.oomScoreAdj: found -1001",
        "\"nice\":-5|\"nice\":20|$.process.scheduler.nice: found 20",
        "\"nice\":-5|\"priority\":1|$.process.scheduler.priority: found 1 with SCHED_DEADLINE",
        "SCHED_DEADLINE|SCHED_BATCH|$.process.scheduler.policy: found SCHED_BATCH with runtime, deadline or period",
        "\"runtime\":1|\"runtime\":9|$.process.scheduler.deadline: expected 0 < runtime <= deadline <= period",
        "\"class\":\"IOPRIO_CLASS_BE\",\"priority\":4|\"class\":\"IOPRIO_CLASS_BE\",\"priority\":8|$.process.ioPriority.priority: found 8",
        "\"initial\":\"0-3,7\"|\"initial\":\"3-0\"|$.process.execCPUAffinity.initial: found \"3-0\", expected a list of CPUs",
        "\"final\":\"1\"|\"final\":\"1,\"|$.process.execCPUAffinity.final: found \"1,\"",
        "\"destination\":\"/data\"|\"destination\":\"\"|$.mounts[0].destination: found an empty string",
        "\"source\":\"/src\",|`` |$.mounts[0].source: the field is missing, expected the path that is bind mounted",
        "\"type\":\"bind\",\"source\":\"/src\",\"options\":[\"rbind\",|\"options\":[|$.mounts[0].type: the field is missing",
        "\"gidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":1}],\"x-mount\"|\"x-mount\"|$.mounts[0].gidMappings: the list is empty or missing, expected it together with uidMappings",
        "\"path\":\"/a\"|\"path\":\"a\"|$.hooks.prestart[0].path: found \"a\", expected the absolute path of a program",
        "\"timeout\":30|\"timeout\":0|$.hooks.createRuntime[0].timeout: found 0, expected a number of seconds above 0",
        "\"a\":\"1\",|\"\":\"1\",|$.annotations: found an empty key",
        "{\"type\":\"cgroup\"}|{\"type\":\"pid\"}|$.linux.namespaces[6].type: the type pid is given twice",
        "/run/netns/n|netns|$.linux.namespaces[1].path: found \"netns\", expected the absolute path of a namespace",
        "{\"type\":\"time\"}|{\"type\":\"time\",\"path\":\"/t\"}|$.linux.timeOffsets: found offsets for a time namespace that is joined",
        ",{\"type\":\"time\"}|`` |$.linux.timeOffsets: found offsets without a time namespace",
        "\"boottime\"|\"realtime\"|$.linux.timeOffsets.realtime: expected one of the clocks",
        "\"nanosecs\":5|\"nanosecs\":1000000000|$.linux.timeOffsets.boottime.nanosecs: found 1000000000",
        ",{\"type\":\"user\"}|`` |$.linux.uidMappings: found ranges without a user namespace",
        "\"hostID\":100000,\"size\":65536|\"hostID\":4294967295,\"size\":2|$.linux.uidMappings[0].size: found 2, the range passes the last id",
        "\"hostID\":100000,\"size\":65536|\"hostID\":100000,\"size\":0|$.linux.uidMappings[0].size: found 0",
        "\"hostID\":100000,\"size\":65536}|\"hostID\":100000,\"size\":2},{\"containerID\":1,\"hostID\":9,\"size\":1}|$.linux.uidMappings[1].containerID: the range overlaps that of $.linux.uidMappings[0]",
        "\"hostID\":100000,\"size\":65536}|\"hostID\":100000,\"size\":2},{\"containerID\":7,\"hostID\":99999,\"size\":2}|$.linux.uidMappings[0].hostID: the range overlaps that of $.linux.uidMappings[1]",
        ",{\"type\":\"uts\"}|`` |$.hostname: the name would be set on the host",
        "\"hostname\":\"h\"|\"hostname\":\"hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh\"|$.hostname: the name has 65 characters",
        "kernel.msgmax|kernel.panic|$.linux.sysctl['kernel.panic']: the parameter belongs to no namespace",
        "kernel.msgmax|kernel.hostname|$.linux.sysctl['kernel.hostname']: the parameter is set by $.hostname",
        "kernel.msgmax|net/../kernel/panic|$.linux.sysctl['net/../kernel/panic']: \"net/../kernel/panic\" is not a kernel parameter",
        "{\"type\":\"network\",\"path\":\"/run/netns/n\"},|`` |$.linux.sysctl['net.core.somaxconn']: the parameter would change on the host, expected a namespace of type network",
        ",{\"type\":\"ipc\"}|`` |$.linux.sysctl['kernel.msgmax']: the parameter would change on the host, expected a namespace of type ipc",
        "{\"type\":\"network\",\"path\":\"/run/netns/n\"},|`` |$.linux.netDevices: found interfaces without a network namespace",
        "\"eth2\":{}|\"eth2\":{\"name\":\"in\"}|$.linux.netDevices.eth2.name: \"in\" is given to two interfaces",
        "\"eth2\":{}|\"eth2\":{\"name\":\"a/b\"}|$.linux.netDevices.eth2.name: found \"a/b\", expected the name of a network interface",
        "\"/proc/kcore\"|\"proc/kcore\"|$.linux.maskedPaths[0]: found \"proc/kcore\", expected the absolute path",
        "\"readonlyPaths\":[\"/proc/sys\"]|\"readonlyPaths\":[\"\"]|$.linux.readonlyPaths[0]: found \"\", expected the absolute path",
        ",{\"type\":\"mount\"}|`` |$.linux.maskedPaths: the host's own paths would change",
        "\"/dev/fuse\"|\"dev/fuse\"|$.linux.devices[0].path: found \"dev/fuse\"",
        "\"path\":\"/dev/fuse\",\"type\":\"c\",\"major\":10|\"path\":\"/dev/fuse\",\"type\":\"c\",\"major\":4096|$.linux.devices[0].major: found 4096",
        "\"access\":\"rwm\"|\"access\":\"rwx\"|$.linux.resources.devices[0].access: found \"rwx\", expected letters of r, w and m",
        "\"swappiness\":0|\"swappiness\":101|$.linux.resources.memory.swappiness: found 101, expected a number from 0 to 100",
        "\"swap\":-1|\"swap\":1|$.linux.resources.memory.swap: found 1, expected at least the memory limit, 536870912",
        "\"burst\":1000000|\"burst\":1000001|$.linux.resources.cpu.burst: found 1000001, expected at most the quota, 1000000",
        "\"idle\":0|\"idle\":2|$.linux.resources.cpu.idle: found 2",
        "\"cpus\":\"2-3\"|\"cpus\":\"two\"|$.linux.resources.cpu.cpus: found \"two\", expected a list of CPUs such as 0-3,7",
        "\"weight\":10,|\"weight\":9,|$.linux.resources.blockIO.weight: found 9, expected a number from 10 to 1000",
        ",\"weight\":500,\"leafWeight\":300|`` |$.linux.resources.blockIO.weightDevice[0]: expected at least one of weight and leafWeight",
        "\"2MB\"|\"2mb\"|$.linux.resources.hugepageLimits[0].pageSize: found \"2mb\"",
        "\"hcaHandles\":3,\"hcaObjects\":10000|`` |$.linux.resources.rdma.mlx5_1: expected at least one of hcaHandles and hcaObjects",
        "\"memory.high\"|\"../memory.high\"|$.linux.resources.unified['../memory.high']: expected the name of a file of cgroup v2",
        "SCMP_ACT_ERRNO|SCMP_ACT_KILL|$.linux.seccomp.defaultErrnoRet: found 1 with SCMP_ACT_KILL, expected it only with",
        "\"defaultErrnoRet\":1|\"defaultErrnoRet\":4096|$.linux.seccomp.defaultErrnoRet: found 4096, expected a number from 0 to 4095",
        "SCMP_ACT_ERRNO|SCMP_ACT_NOTIFY|$.linux.seccomp.defaultAction: found SCMP_ACT_NOTIFY, which cannot be the default",
        "\"listenerPath\":\"/run/s\",|`` |$.linux.seccomp.listenerMetadata: found metadata without listenerPath",
        "[\"read\",\"clone\"]|[]|$.linux.seccomp.syscalls[0].names: the list is empty or missing",
        "[\"read\",\"clone\"]|[\"read\",\"\"]|$.linux.seccomp.syscalls[0].names[1]: found an empty string",
        "[\"read\",\"clone\"],\"action\":\"SCMP_ACT_ALLOW\"|[\"write\"],\"action\":\"SCMP_ACT_NOTIFY\"|$.linux.seccomp.syscalls[0].names: SCMP_ACT_NOTIFY cannot be used for the write syscall",
        "\"index\":0|\"index\":6|$.linux.seccomp.syscalls[0].args[0].index: found 6, expected a number from 0 to 5",
        "\"closID\":\"g\"|\"closID\":\"../g\"|$.linux.intelRdt.closID: found \"../g\", expected the name of a directory",
        "\"MB:0=20\"|\"L3:0=20\"|$.linux.intelRdt.memBwSchema: expected a line that starts with MB:",
        "\"L3:0=f\"|\"L3:0=f\\nMB:0=1\"|$.linux.intelRdt.schemata[0]: found a line break",
        "MPOL_INTERLEAVE|MPOL_LOCAL|$.linux.memoryPolicy.nodes: found nodes with MPOL_LOCAL, which takes none",
        "\"nodes\":\"0-1\",|`` |$.linux.memoryPolicy.nodes: the field is missing, expected memory nodes with MPOL_INTERLEAVE",
        "[\"MPOL_F_STATIC_NODES\"]|[\"MPOL_F_STATIC_NODES\",\"MPOL_F_RELATIVE_NODES\"]|$.linux.memoryPolicy.flags: found MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES",
        "\"domain\":\"LINUX32\"|\"domain\":\"LINUX32\",\"flags\":[\"X\"]|$.linux.personality.flags: found flags, but none is defined yet",
    })
    void eachRuleNamesThePlace(String good, String bad, String expected) {
        List<String> errors = validate(changed(good, bad == null ? "" : bad.strip())).errors().stream().map(Problem::toString).toList();
        assertTrue(errors.stream().anyMatch(error -> error.startsWith(expected)), () -> expected + " is not in " + errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"bounding\":[\"CAP_CHOWN\"]|\"bounding\":[\"CAP_CHOWN\",\"chown\"]|$.process.capabilities.bounding[1]: found \"chown\", expected a capability",
        "\"ambient\":[]|\"ambient\":[\"CAP_CHOWN\"]|$.process.capabilities.ambient[0]: CAP_CHOWN is not in both permitted and inheritable",
        "\"destination\":\"/data\"|\"destination\":\"data\"|$.mounts[0].destination: found \"data\", expected an absolute path; it is taken as relative to /",
        "\"uidMappings\":[{\"containerID\":0,\"hostID\":100000,\"size\":65536}]|\"uidMappings\":[]|$.linux.uidMappings: the list is empty or missing, expected at least one range",
        "\"umask\":63|\"umask\":512|$.process.user.umask: found 512",
    })
    void someThingsAreOnlyWarnedOf(String good, String bad, String expected) {
        Validation validation = validate(changed(good, bad));
        assertTrue(validation.isValid(), validation::toString);
        assertTrue(validation.warnings().getFirst().toString().startsWith(expected), validation::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"oomScoreAdj\":-100|\"oomScoreAdj\":1000",
        "\"ociVersion\":\"1.3.0\"|\"ociVersion\":\"1.0.2-dev\"",
        "\"ociVersion\":\"1.3.0\"|\"ociVersion\":\"1.9.0-rc.1+build.01\"",
        "\"swappiness\":0|\"swappiness\":18446744073709551615",
        "\"weight\":10,|\"weight\":0,",
        "{\"type\":\"user\"}|{\"type\":\"user\",\"path\":\"/proc/1/ns/user\"}",
        "kernel.msgmax|net/ipv4/conf/eth0.1/forwarding",
        "kernel.msgmax|net.ipv4.conf.eth0/1.forwarding",
        "kernel.msgmax|fs.mqueue.msg_max",
        "kernel.msgmax|kernel.domainname",
        "\"eth2\":{}|\"eth2\":{\"name\":\"eth%d\"}",
        "\"closID\":\"g\"|\"closID\":\"/\"",
        "\"MPOL_INTERLEAVE\",\"nodes\":\"0-1\"|\"MPOL_PREFERRED\"",
        "\"type\":\"bind\",\"source\":\"/src\",\"options\":[\"rbind\",|\"options\":[\"rslave\",",
        "\"path\":\"/dev/fuse\",\"type\":\"c\",\"major\":10,\"minor\":229|\"path\":\"/dev/f\",\"type\":\"p\"",
    })
    void whatOtherRuntimesTakeIsTaken(String good, String taken) {
        Validation validation = validate(changed(good, taken));
        assertTrue(validation.isValid(), validation::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0-a..b", "1.0.0 ", "1.0.0-\u00e4", "-1.0.0"})
    void versionsAreOfSemVer(String version) {
        assertFalse(SemVer.isValid(version));
    }

    @Test
    void allProblemsAreReportedAtOnceButNotEndlessly() {
        String text = "{\"ociVersion\":\"1.0.0\",\"process\":{\"cwd\":\"/\",\"args\":[\"x\"]},\"root\":{\"path\":\"r\"},\"linux\":{\"namespaces\":[{\"type\":\"mount\"}],\"maskedPaths\":["
                + "\"x\",".repeat(1000) + "\"x\"]}}";
        Validation validation = validate(text);
        assertEquals(Validation.MAX_ERRORS, validation.errors().size());
        assertEquals(991, validation.omitted());
        String message = assertThrows(InvalidConfig.class, () -> validation.orThrow("config.json")).getMessage();
        assertTrue(message.startsWith("config.json: $.linux.maskedPaths[0]: found \"x\"") && message.endsWith("; and 991 more errors"), message);
        String two = changed("\"cwd\":\"/w\"", "\"cwd\":\"w\"").replace("\"oomScoreAdj\":-100", "\"oomScoreAdj\":5000");
        assertEquals("config.json: $.process.cwd: found \"w\", expected the absolute path of the working directory in the container; "
                + "$.process.oomScoreAdj: found 5000, expected a number from -1000 to 1000",
                assertThrows(InvalidConfig.class, () -> validate(two).orThrow("config.json")).getMessage());
    }

    @Test
    void secretsOfTheEnvironmentAreNotShown() {
        assertFalse(validate(changed("\"A=1\"", "\"hunter2\"")).toString().contains("hunter2"));
    }

    @Test
    void aContainerWithoutProcessCanBeCreatedOnly() {
        RuntimeConfig config = parse("{\"ociVersion\":\"1.0.0\",\"root\":{\"path\":\"r\"}}").object(RuntimeConfig::read);
        assertTrue(RuntimeConfigValidator.validate(config, false).isValid());
        assertFalse(RuntimeConfigValidator.validate(config, true).isValid());
    }

    @Test
    void partsAreCheckedByThemselves() {
        ContainerProcess process = parse("{\"cwd\":\"relative\",\"args\":[\"x\"]}").object(ContainerProcess::read);
        assertEquals("$.cwd", RuntimeConfigValidator.validate(process, JsonPath.ROOT).errors().getFirst().path().toString());
        Resources resources = parse("{\"cpu\":{\"idle\":3}}").object(Resources::read);
        assertEquals("$.cpu.idle", RuntimeConfigValidator.validate(resources, JsonPath.ROOT).errors().getFirst().path().toString());
    }

    @Test
    void parametersNeverLeaveTheirDirectory() {
        assertEquals("net/ipv4/conf/eth0.1/forwarding", SysctlName.parse("net.ipv4.conf.eth0/1.forwarding").path());
        assertEquals("net/ipv4/conf/eth0.1/forwarding", SysctlName.parse("net/ipv4/conf/eth0.1/forwarding").path());
        for (String bad : List.of("", ".", "..", "a..b", "/kernel/x", "net/./x", "net/../x", "net.//.x", "net.x.", "a/../../etc")) {
            assertThrows(IllegalArgumentException.class, () -> SysctlName.parse(bad), bad);
        }
    }

    @Test
    void configurationsOfOtherRuntimesAreValid(@TempDir Path bundle) throws Exception {
        int checked = 0;
        for (List<String> command : List.of(List.of("/usr/sbin/runc", "spec"), List.of("/usr/sbin/runc", "spec", "--rootless"),
                List.of("/usr/bin/crun", "spec"), List.of("/usr/bin/crun", "spec", "--rootless"))) {
            if (Files.isExecutable(Path.of(command.getFirst()))) {
                Process process = new ProcessBuilder(command).directory(bundle.toFile()).redirectErrorStream(true).start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, process.waitFor(), output);
                Path file = bundle.resolve(RuntimeConfig.FILE);
                Validation validation = RuntimeConfigValidator.validate(JsonDocument.read(file, JsonLimits.DEFAULT).object(RuntimeConfig::read), true);
                assertTrue(validation.isValid(), validation::toString);
                Files.delete(file);
                checked++;
            }
        }
        assumeTrue(checked > 0, "neither runc nor crun is installed");
    }
}
