package io.microcontainer.run.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of systemd.resource-control(5); the values are those that runc 1.3 gives for the same limits. */
class UnitPropertiesTest {

    private static List<String> properties(String json, boolean v2, int version) {
        Resources limits = JsonDocument.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "resources").object(Resources::read);
        return ResourceProperties.of(limits, v2, version).stream().map(Object::toString).toList();
    }

    private static final String LIMITS = """
            {'memory': {'limit': 1000, 'reservation': 500, 'swap': 3000}, 'cpu': {'shares': 1024, 'quota': 5000, 'period': 10000, 'cpus': '0-1,9', 'mems': '0'},
             'pids': {'limit': 42}, 'blockIO': {'weight': 500}}""";

    @Test
    void onV2() {
        assertEquals(List.of("MemoryMax=1000", "MemoryLow=500", "MemorySwapMax=2000", "CPUWeight=100", "CPUQuotaPeriodUSec=10000",
                "CPUQuotaPerSecUSec=500000", "AllowedCPUs=[3, 2]", "AllowedMemoryNodes=[1]", "TasksMax=42"), properties(LIMITS, true, 252));
        assertEquals(List.of("MemoryMax=1000", "MemoryLow=500", "MemorySwapMax=2000", "CPUWeight=100", "CPUQuotaPerSecUSec=500000",
                "TasksMax=42"), properties(LIMITS, true, 230));
    }

    @Test
    void onV1() {
        assertEquals(List.of("MemoryLimit=1000", "CPUShares=1024", "CPUQuotaPeriodUSec=10000", "CPUQuotaPerSecUSec=500000",
                "AllowedCPUs=[3, 2]", "AllowedMemoryNodes=[1]", "TasksMax=42", "BlockIOWeight=500"), properties(LIMITS, false, 252));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'memory':{'limit':-1}} | MemoryMax=18446744073709551615,MemorySwapMax=18446744073709551615",
            "{'pids':{'limit':-1}} | TasksMax=18446744073709551615", "{'pids':{'limit':0}} | TasksMax=1",
            "{'cpu':{'quota':-1}} | CPUQuotaPerSecUSec=18446744073709551615",
            // a third of a CPU is rounded up to a whole percent
            "{'cpu':{'quota':33333,'period':100000}} | CPUQuotaPeriodUSec=100000,CPUQuotaPerSecUSec=340000",
            "{'cpu':{'idle':1,'shares':512}} | CPUWeight=0",
            "{'unified':{'memory.high':'max','cpu.max':'50000 100000','pids.max':'0','cpuset.cpus':'8','io.max':'8:0 rbps=1'}} "
                    + "| CPUQuotaPeriodUSec=100000,CPUQuotaPerSecUSec=500000,AllowedCPUs=[0, 1],MemoryHigh=18446744073709551615,TasksMax=1"})
    void ends(String limits, String wanted) {
        assertEquals(List.of(wanted.split(",(?=[A-Z])")), properties(limits, true, 252));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"TimeoutStopUSec | uint64 5 | TimeoutStopUSec=5",
            "TimeoutStopSec | uint64 5 | TimeoutStopUSec=5000000", "CollectMode | 'inactive-or-failed' | CollectMode=inactive-or-failed",
            "Description | \"a 'b'\" | Description=a 'b'", "Weight | -7 | Weight=-7", "Weight | int64 -7 | Weight=-7"})
    void annotations(String name, String value, String property) {
        assertEquals(property, AnnotationProperties.of(Map.of("org.systemd.property." + name, value, "other", "x")).getFirst().toString());
    }

    @Test
    void annotationsOfOtherTypes() {
        assertEquals(List.of(new UnitProperty.Flag("SendSIGHUP", true)), AnnotationProperties.of(Map.of("org.systemd.property.SendSIGHUP", "true")));
        assertEquals(List.of(new UnitProperty.Texts("After", List.of("a.service", "b.service"))),
                AnnotationProperties.of(Map.of("org.systemd.property.After", "['a.service', 'b.service']")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'a", "[", "['a'", "['a',", "['a' 'b']", "uint64", "uint65 5", "5 6", "maybe", "'a' 'b'", "uint64 x"})
    void noValues(String value) {
        RunException e = assertThrows(RunException.class, () -> AnnotationProperties.of(Map.of("org.systemd.property.Weight", value)));
        assertTrue(e.getMessage().contains("org.systemd.property.Weight"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.systemd.property.", "org.systemd.property.A B", "org.systemd.property.ab", "org.systemd.property.Exec-Start"})
    void noNames(String key) {
        assertThrows(RunException.class, () -> AnnotationProperties.of(Map.of(key, "5")));
    }
}
