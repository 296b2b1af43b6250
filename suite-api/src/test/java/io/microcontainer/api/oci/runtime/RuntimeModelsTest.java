package io.microcontainer.api.oci.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.runtime.features.Features;
import io.microcontainer.api.oci.runtime.resources.DeviceRuleType;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.api.oci.runtime.seccomp.SeccompAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeModelsTest {

    private static <T> T read(String text, Function<JsonObject, T> reader) {
        return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "config.json").object(reader);
    }

    private static String write(JsonWritable value) {
        return new String(JsonText.compact(value), StandardCharsets.UTF_8);
    }

    private static JsonNode tree(JsonWritable value) {
        return JsonDocument.parse(JsonText.compact(value), "written").root();
    }

    private static JsonNode withoutEmptyLists(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue() instanceof ArrayNode list && list.isEmpty());
        }
        node.forEach(RuntimeModelsTest::withoutEmptyLists);
        return node;
    }

    private static String refusal(String text, Function<JsonObject, ?> reader) {
        return assertThrows(JsonException.class, () -> read(text, reader)).getMessage();
    }

    @Test
    void everyFieldSurvives() {
        RuntimeConfig config = read(FullConfig.TEXT, RuntimeConfig::read);
        assertEquals(JsonDocument.parse(FullConfig.TEXT.getBytes(StandardCharsets.UTF_8), "x").root(), tree(config));
        assertEquals(write(config), write(read(write(config), RuntimeConfig::read)));
    }

    /** The names of unknown fields tell them from fields that the models forgot. */
    @Test
    void onlyForeignFieldsAreUnknown() {
        Set<String> unknown = new HashSet<>();
        RuntimeConfig config = read(FullConfig.TEXT, RuntimeConfig::read);
        unknown.addAll(config.unknown().keySet());
        unknown.addAll(config.process().unknown().keySet());
        unknown.addAll(config.process().user().unknown().keySet());
        unknown.addAll(config.mounts().getFirst().unknown().keySet());
        unknown.addAll(config.linux().unknown().keySet());
        unknown.addAll(config.linux().resources().unknown().keySet());
        assertEquals(Set.of("x-top", "vm", "windows", "x-process", "x-user", "x-mount", "x-linux", "x-resources"), unknown);
        for (JsonNode forgotten : List.of(config.linux().seccomp().unknown(), config.linux().resources().cpu().unknown(), config.linux().resources().memory().unknown(),
                config.linux().resources().blockIo().unknown(), config.linux().intelRdt().unknown(), config.process().scheduler().unknown(),
                config.hooks().unknown()).stream().flatMap(one -> one.values().stream()).toList()) {
            assertNull(forgotten);
        }
    }

    @Test
    void valuesAreTyped() {
        RuntimeConfig config = read(FullConfig.TEXT, RuntimeConfig::read);
        assertEquals(4294967294L, config.process().user().gid());
        assertEquals("18446744073709551615", Long.toUnsignedString(config.process().rlimits().getFirst().hard()));
        assertEquals("/run/netns/n", config.linux().namespace(NamespaceType.NETWORK).orElseThrow().path());
        assertEquals(DeviceType.CHARACTER, config.linux().devices().getFirst().type());
        assertEquals(RootfsPropagation.RSLAVE, config.linux().rootfsPropagation());
        assertEquals(SeccompAction.SCMP_ACT_ALLOW, config.linux().seccomp().syscalls().getFirst().action());
        assertEquals(DeviceRuleType.ALL, config.linux().resources().devices().get(2).type());
        assertEquals(-60, config.linux().timeOffsets().get("boottime").secs());
        assertEquals(Boolean.FALSE, config.linux().resources().memory().disableOomKiller());
    }

    @Test
    void theLeastConfigurationIsAVersion() {
        RuntimeConfig config = read("{\"ociVersion\":\"1.0.0\"}", RuntimeConfig::read);
        assertNull(config.process());
        assertEquals(LinuxConfig.EMPTY, config.linuxOrEmpty());
        assertEquals("{\"ociVersion\":\"1.0.0\"}", write(config));
        ContainerProcess process = read("{\"cwd\":\"/\"}", ContainerProcess::read);
        assertEquals(User.ROOT, process.user());
        assertEquals("{\"user\":{\"uid\":0,\"gid\":0},\"cwd\":\"/\"}", write(process));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"uid\":1|\"uid\":\"1\"|$.process.user.uid: found the string \"1\", expected an integer",
        "\"uid\":1|\"uid\":-1|$.process.user.uid: found the number -1, expected an integer from 0 to 4294967295",
        "\"terminal\":true|\"terminal\":\"true\"|$.process.terminal: found the string \"true\", expected true or false",
        "\"rbind\"|null|$.mounts[0].options[0]: found null, expected a string",
        "\"/bin/sh\"|1|$.process.args[0]: found the number 1, expected a string",
        "\"a\":\"1\"|\"a\":1|$.annotations.a: found the number 1, expected a string",
        "{\"type\":\"mount\"}|{\"type\":\"mnt\"}|$.linux.namespaces[2].type: found the string \"mnt\", expected one of pid, network, mount, ipc, uts, user, cgroup, time",
        "{\"type\":\"mount\"}|null|$.linux.namespaces[2]: found null, expected an object",
        "SCMP_CMP_MASKED_EQ|SCMP_CMP_MASKED|$.linux.seccomp.syscalls[0].args[0].op: found the string \"SCMP_CMP_MASKED\", expected one of SCMP_CMP_NE,",
        "RLIMIT_NOFILE|NOFILE|$.process.rlimits[0].type: found the string \"NOFILE\", expected one of RLIMIT_AS,",
        "\"soft\":1024|\"soft\":null|$.process.rlimits[0].soft: the field is missing",
        "\"soft\":1024|\"soft\":1.5|$.process.rlimits[0].soft: found the number 1.5, expected an integer",
        "\"SCHED_DEADLINE\"|\"DEADLINE\"|$.process.scheduler.policy: found the string \"DEADLINE\", expected one of SCHED_OTHER,",
        "\"readonly\":true|\"readonly\":true,\"readonly\":false|$.root.readonly: the name is given twice",
        "\"path\":\"rootfs\",|`` |$.root.path: the field is missing, expected a string",
        "\"cwd\":\"/w\",|`` |$.process.cwd: the field is missing",
        "{\"name\":\"in\"}|[]|$.linux.netDevices.eth1: found a list, expected an object",
        "\"weight\":10,|\"weight\":65536,|$.linux.resources.blockIO.weight: found the number 65536, expected an integer from 0 to 65535",
    })
    void eachRefusalNamesThePlace(String good, String bad, String expected) {
        assertTrue(FullConfig.TEXT.contains(good), good);
        String message = refusal(FullConfig.TEXT.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad == null ? "" : bad.strip())),
                RuntimeConfig::read);
        assertTrue(message.startsWith("config.json: " + expected), message);
    }

    /** Every value of a full configuration, replaced by null or by a value of another kind, is absent or one clear error. */
    @Test
    void wrongKindsAnywhereNeverCrash() {
        JsonNode full = JsonDocument.parse(FullConfig.TEXT.getBytes(StandardCharsets.UTF_8), "x").root();
        List<String> wrong = List.of("null", "{}", "\"\"", "-1", "1.5", "true", "[null]", "99999999999999999999");
        int refused = 0;
        for (Place place : places(full)) {
            for (String value : wrong) {
                JsonNode original = place.put(JsonDocument.parse(value.getBytes(StandardCharsets.UTF_8), "x").root());
                try {
                    write(read(new String(JsonText.compact(full), StandardCharsets.UTF_8), RuntimeConfig::read));
                } catch (JsonException e) {
                    assertTrue(e.getMessage().startsWith("config.json: $."), e.getMessage());
                    refused++;
                } finally {
                    place.put(original);
                }
            }
        }
        assertTrue(refused > 800, "only " + refused + " of the damaged configurations were refused");
    }

    private record Place(JsonNode parent, String name, int position) {
        JsonNode put(JsonNode value) {
            return parent instanceof ObjectNode object ? object.replace(name, value) : ((ArrayNode) parent).set(position, value);
        }
    }

    private static List<Place> places(JsonNode node) {
        List<Place> places = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                places.add(new Place(object, field.getKey(), -1));
                places.addAll(places(field.getValue()));
            });
        } else {
            for (int i = 0; i < node.size(); i++) {
                places.add(new Place(node, null, i));
                places.addAll(places(node.get(i)));
            }
        }
        return places;
    }

    @Test
    void configurationsOfOtherRuntimesAreUnderstood(@TempDir Path bundle) throws Exception {
        int read = 0;
        for (String tool : List.of("/usr/sbin/runc", "/usr/bin/runc", "/usr/bin/crun")) {
            if (Files.isExecutable(Path.of(tool))) {
                for (List<String> options : List.of(List.<String>of(), List.of("--rootless"))) {
                    List<String> command = new ArrayList<>(List.of(tool, "spec"));
                    command.addAll(options);
                    Process process = new ProcessBuilder(command).directory(bundle.toFile()).redirectErrorStream(true).start();
                    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertEquals(0, process.waitFor(), output);
                    Path file = bundle.resolve("config.json");
                    JsonDocument document = JsonDocument.read(file, JsonLimits.DEFAULT);
                    RuntimeConfig config = document.object(RuntimeConfig::read);
                    assertEquals(withoutEmptyLists(document.root()), tree(config), tool);
                    assertTrue(config.unknown().isEmpty() && config.linux().unknown().isEmpty() && config.process().unknown().isEmpty(), tool);
                    Files.delete(file);
                    read++;
                }
            }
        }
        assumeTrue(read > 0, "neither runc nor crun is installed");
    }

    @Test
    void featuresOfRuncAreUnderstood() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/runc")), "runc is not installed");
        Process process = new ProcessBuilder("/usr/sbin/runc", "features").start();
        JsonDocument document = JsonDocument.read(process.getInputStream(), "features", JsonLimits.DEFAULT);
        assertEquals(0, process.waitFor());
        Features features = document.object(Features::read);
        assertEquals(document.root(), tree(features));
        assertEquals(Boolean.TRUE, features.linux().seccomp().enabled());
        String full = "{\"ociVersionMin\":\"1.0.0\",\"ociVersionMax\":\"1.3.0\",\"hooks\":[\"prestart\"],\"mountOptions\":[\"ro\"],\"linux\":{\"namespaces\":[\"pid\"],"
                + "\"capabilities\":[\"CAP_CHOWN\"],\"cgroup\":{\"v1\":true,\"v2\":true,\"systemd\":false,\"systemdUser\":false,\"rdma\":true},"
                + "\"seccomp\":{\"enabled\":true,\"actions\":[\"a\"],\"operators\":[\"o\"],\"archs\":[\"x\"],\"knownFlags\":[\"k\"],\"supportedFlags\":[\"s\"]},"
                + "\"apparmor\":{\"enabled\":true},\"selinux\":{\"enabled\":false},\"intelRdt\":{\"enabled\":true,\"schemata\":true,\"monitoring\":true},"
                + "\"memoryPolicy\":{\"modes\":[\"m\"],\"flags\":[\"f\"]},\"mountExtensions\":{\"idmap\":{\"enabled\":true}},\"netDevices\":{\"enabled\":true}},"
                + "\"annotations\":{\"a\":\"b\"},\"potentiallyUnsafeConfigAnnotations\":[\"c.\"],\"x\":1}";
        assertEquals(full, write(read(full, Features::read)));
    }

    @Test
    void statesAreReadAndWritten() {
        String state = "{\"ociVersion\":\"1.3.0\",\"id\":\"c\",\"status\":\"running\",\"pid\":4422,\"bundle\":\"/b\",\"annotations\":{\"k\":\"v\"}}";
        assertEquals(state, write(read(state, ContainerState::read)));
        String agent = "{\"ociVersion\":\"1.3.0\",\"fds\":[\"seccompFd\"],\"pid\":4422,\"metadata\":\"m\",\"state\":" + state + "}";
        assertEquals(agent, write(read(agent, ContainerProcessState::read)));
        assertTrue(refusal(state.replace("running", "dead"), ContainerState::read)
                .contains("$.status: found the string \"dead\", expected one of creating, created, running, stopped, paused"));
    }

    @Test
    void anUpdateMayBeAlmostEmpty() {
        assertEquals(Resources.NONE, read("{}", Resources::read));
        assertEquals("{\"pids\":{}}", write(read("{\"pids\":{\"limit\":null},\"cpu\":null}", Resources::read)));
    }
}
