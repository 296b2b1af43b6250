package io.microcontainer.run.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.linux.SeccompFlag;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.plan.PlanPrinter;
import io.microcontainer.run.compile.seccomp.SeccompFilter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a process for a running container becomes, looked at as the text of its plan; nothing runs. */
class ExecCompilerTest {

    private static final HostFacts HOST = new HostFacts(40, false, false, true, true);

    private static String plan(String process, String linux, Optional<SeccompFilter> filter) {
        ContainerProcess parsed = JsonDocument.parse("{\"args\": [\"sh\"], \"cwd\": \"/\", \"env\": [\"PATH=/bin\", \"HOME=/\"]%s}"
                .formatted(process).getBytes(StandardCharsets.UTF_8), "process.json").object(ContainerProcess::read);
        LinuxConfig section = JsonDocument.parse(linux.getBytes(StandardCharsets.UTF_8), "config.json").object(LinuxConfig::read);
        ContainerState state = new ContainerState("1.3.0", "c1", ContainerStatus.RUNNING, 4711, "/bundle", Map.of(), Map.of());
        ProcessRequest request = new ProcessRequest(parsed, section, state, filter, 0, 0, false, Optional.empty(), HOST);
        return PlanPrinter.text(ExecCompiler.compile(new ExecPlanRequest("c1", 4711, Set.of(), Optional.empty(), List.of(), request,
                true, false, Optional.empty(), Optional.empty()), false, _ -> { }).plan());
    }

    private static void assertOrder(String text, String... parts) {
        int at = 0;
        for (String part : parts) {
            int found = text.indexOf(part, at);
            assertTrue(found >= 0, "\"" + part + "\" is missing, or stands too early, in\n" + text);
            at = found + part.length();
        }
    }

    @Test
    void theLauncherTakesTheInitialCpusForAsLongAsItSpawns() {
        String text = plan(", \"execCPUAffinity\": {\"initial\": \"0-1\", \"final\": \"1\"}", "{}", Optional.empty());
        assertOrder(text, "sched_getaffinity", "run on the CPUs 0-1 (process.execCPUAffinity.initial)",
                "spawn a process that joins namespaces", "use the CPUs of before again", "wait until the process is ready",
                "run on the CPUs 1 (process.execCPUAffinity.final)", "execute sh");
    }

    /** The process may write to the socket before the one that spawned it does: its id has a way of its own. */
    @Test
    void theProcessIdCannotBeMistakenForAMessageOfTheProcess() {
        String text = plan("", "{}", Optional.empty());
        assertOrder(text, "pipe2", "write($pid-writer, process id, 8)", "read($pid-reader, process id, 8)");
        assertEquals(1, text.split("write\\(\\$pid-writer", -1).length - 1);
    }

    @Test
    void withoutAffinityTheKernelDecides() {
        assertFalse(plan("", "{}", Optional.empty()).contains("affinity"));
        assertFalse(plan(", \"execCPUAffinity\": {\"initial\": \"\", \"final\": \"\"}", "{}", Optional.empty()).contains("affinity"));
        String last = plan(", \"execCPUAffinity\": {\"final\": \"0\"}", "{}", Optional.empty());
        assertEquals(1, last.split("sched_setaffinity", -1).length - 1);
    }

    @Test
    void personalityAndMemoryPolicyAreTheContainers() {
        assertOrder(plan("", "{\"personality\": {\"domain\": \"LINUX32\"}, \"memoryPolicy\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}}",
                Optional.empty()), "personality(PER_LINUX32)", "set_mempolicy(MPOL_BIND, {0}, 65)", "execute sh");
    }

    @Test
    void theAgentIsToldOfTheProcessAndOfTheContainersOwn() {
        SeccompFilter filter = new SeccompFilter(new byte[16], Set.of(SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER));
        String text = plan(", \"noNewPrivileges\": true", "{\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\", \"listenerPath\": \"/run/agent\"}}",
                Optional.of(filter));
        assertOrder(text, "connect to /run/agent", "wait until the process is ready", "load the filter of system calls",
                "say that the process is ready", "execute sh");
    }
}
