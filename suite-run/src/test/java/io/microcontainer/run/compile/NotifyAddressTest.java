package io.microcontainer.run.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NotifyAddressTest {

    private static byte[] address(String text) {
        PlanBuilder plan = new PlanBuilder("");
        plan.data().struct("", NotifyAddress.of(text).orElseThrow().socketAddress());
        return plan.build().data();
    }

    /** unix(7), "Address format": a path ends with a zero byte; an abstract name begins with one and has the address's length. */
    @Test
    void socketAddresses() {
        assertArrayEquals("\1\0/run/s\0".getBytes(StandardCharsets.US_ASCII), address("/run/s"));
        assertArrayEquals("\1\0\0run".getBytes(StandardCharsets.US_ASCII), address("@run"));
    }

    @Test
    void otherValuesMeanNobody() {
        for (String text : new String[] { null, "", "/", "@", "relative", "vsock:2:1", "/" + "x".repeat(107) }) {
            assertTrue(NotifyAddress.of(text).isEmpty(), text);
        }
        assertTrue(NotifyAddress.of("/" + "x".repeat(106)).isPresent());
    }

    /** What is sent are words of the plan, and never the message of the container. */
    @Test
    void nothingOfTheContainerIsSent() {
        Plan plan = NotifyCompiler.await("c1", new NotifyAddress("/run/s"), 9, 4711, List.of());
        Set<String> sent = calls(plan, "sendto");
        assertEquals(Set.of("\"READY=1\"", "\"MAINPID=…\""), sent);
        assertEquals(Set.of("message"), calls(plan, "recvfrom"));
        assertTrue(NotifyCompiler.bind("c1", new NotifyAddress("/run/s"), Path.of("/x")).steps().stream()
                .noneMatch(step -> step instanceof Step.Tell || step instanceof Step.Await));
    }

    private static Set<String> calls(Plan plan, String name) {
        return plan.steps().stream().filter(Step.Call.class::isInstance).map(Step.Call.class::cast)
                .filter(call -> call.syscall().manualName().equals(name)).map(call -> call.arguments().get(1)).map(Operand::toString)
                .collect(Collectors.toSet());
    }
}
