package io.microcontainer.run.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file takes which value; names and scales are the kernel's documentation and runc's conversions. */
class SettingsTest {

    private static Resources resources(String json) {
        return JsonDocument.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "resources").object(Resources::read);
    }

    private static List<String> v1(String json, long currentLimit) {
        return lines(V1Settings.of(resources(json), () -> currentLimit));
    }

    private static List<String> v2(String json) {
        return lines(V2Settings.of(resources(json)));
    }

    private static List<String> lines(List<Setting> settings) {
        return settings.stream().map(s -> s.file() + " = " + s.value() + (s.optional() ? " ?" : "")
                + (s.otherwise() == null ? "" : " else " + s.otherwise().file() + " = " + s.otherwise().value())).toList();
    }

    private static final String ALL = """
            {'memory': {'limit': 1000, 'reservation': 500, 'swap': 3000, 'swappiness': 60, 'kernel': 7},
             'cpu': {'shares': 1024, 'quota': 5000, 'period': 10000, 'burst': 100, 'idle': 0, 'realtimeRuntime': 9,
                     'realtimePeriod': 90, 'cpus': '0-1', 'mems': '0'},
             'pids': {'limit': 42},
             'blockIO': {'weight': 500, 'leafWeight': 300, 'weightDevice': [{'major': 8, 'minor': 0, 'weight': 1000, 'leafWeight': 10}],
                     'throttleReadBpsDevice': [{'major': 8, 'minor': 1, 'rate': 600}],
                     'throttleWriteBpsDevice': [{'major': 8, 'minor': 2, 'rate': 601}],
                     'throttleReadIOPSDevice': [{'major': 8, 'minor': 3, 'rate': 602}],
                     'throttleWriteIOPSDevice': [{'major': 8, 'minor': 4, 'rate': 0}]},
             'hugepageLimits': [{'pageSize': '2MB', 'limit': 4194304}],
             'network': {'classID': 1048577, 'priorities': [{'name': 'eth0', 'priority': 5}]},
             'rdma': {'mlx5_1': {'hcaHandles': 3, 'hcaObjects': 10000}}}""";

    @Test
    void v1Files() {
        assertEquals(List.of("cpuset.cpus = 0-1", "cpuset.mems = 0", "cpu.shares = 1024", "cpu.cfs_period_us = 10000",
                "cpu.cfs_burst_us = 100 ?", "cpu.cfs_quota_us = 5000", "cpu.idle = 0", "cpu.rt_period_us = 90",
                "cpu.rt_runtime_us = 9", "memory.limit_in_bytes = 1000", "memory.memsw.limit_in_bytes = 3000",
                "memory.soft_limit_in_bytes = 500", "memory.swappiness = 60", "pids.max = 42",
                "blkio.weight = 500 else blkio.bfq.weight = 500", "blkio.leaf_weight = 300",
                "blkio.weight_device = 8:0 1000 else blkio.bfq.weight_device = 8:0 1000", "blkio.leaf_weight_device = 8:0 10",
                "blkio.throttle.read_bps_device = 8:1 600", "blkio.throttle.write_bps_device = 8:2 601",
                "blkio.throttle.read_iops_device = 8:3 602", "blkio.throttle.write_iops_device = 8:4 0",
                "hugetlb.2MB.limit_in_bytes = 4194304", "hugetlb.2MB.rsvd.limit_in_bytes = 4194304 ?",
                "net_cls.classid = 1048577", "net_prio.ifpriomap = eth0 5",
                "rdma.max = mlx5_1 hca_handle=3 hca_object=10000"), v1(ALL, Long.MAX_VALUE));
    }

    @Test
    void v2Files() {
        assertEquals(List.of("pids.max = 42", "memory.swap.max = 2000", "memory.max = 1000", "memory.low = 500",
                "io.bfq.weight = 500 else io.weight = 4950", "io.bfq.weight = 8:0 1000 else io.weight = 8:0 10000",
                "io.max = 8:1 rbps=600", "io.max = 8:2 wbps=601", "io.max = 8:3 riops=602", "io.max = 8:4 wiops=max",
                "cpu.idle = 0", "cpu.weight = 100", "cpu.max.burst = 100", "cpu.max = 5000 10000", "cpuset.cpus = 0-1",
                "cpuset.mems = 0", "hugetlb.2MB.max = 4194304", "hugetlb.2MB.rsvd.max = 4194304 ?",
                "rdma.max = mlx5_1 hca_handle=3 hca_object=10000"), v2(ALL));
    }

    @Test
    void nothingAskedIsNothingWritten() {
        for (String nothing : List.of("{}", "{'memory':{},'cpu':{},'pids':{},'blockIO':{},'network':{}}",
                "{'memory':{'limit':0,'swap':0},'cpu':{'shares':0,'quota':0,'period':0,'cpus':''}}")) {
            assertEquals(List.of(), v1(nothing, 0));
            assertEquals(List.of(), v2(nothing));
        }
    }

    /** The kernel refuses a pair in which memory alone exceeds memory and swap together, also between two writes. */
    @ParameterizedTest
    @CsvSource({"1000,2000,500,memsw limit", "1000,2000,2000,limit memsw", "1000,2000,9000,limit memsw", "1000,-1,9000,memsw limit",
            "-1,0,9000,memsw limit", "-1,-1,9000,memsw limit"})
    void theOrderOfBothMemoryFilesOnV1(long limit, long swap, long current, String order) {
        assertEquals(order, String.join(" ", v1("{'memory':{'limit':" + limit + ",'swap':" + swap + "}}", current).stream()
                .map(line -> line.contains("memsw") ? "memsw" : "limit").toList()));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"1000,1000,0 ?", "1000,-1,max ?", "-1,5000,5000", "-1,0,max ?", "1000,0,-"})
    void swapAloneOnV2(long limit, long swap, String expected) {
        List<String> files = v2("{'memory':{'limit':" + limit + ",'swap':" + swap + "}}");
        assertEquals(expected == null ? List.of() : List.of("memory.swap.max = " + expected),
                files.stream().filter(line -> line.startsWith("memory.swap.max")).toList());
    }

    /**
     * 1, 100 and 10000 for the least, the default and the most shares; the others by arithmetic:
     * 10^((l² + 125 l) / 612 - 7 / 34) for l = log2 of the shares, rounded up.
     */
    @ParameterizedTest
    @CsvSource({"2,1", "1024,100", "262144,10000", "1,1", "999999,10000", "512,59", "2048,174", "100,17"})
    void sharesBecomeWeights(long shares, long weight) {
        assertEquals(weight, LimitValues.cpuWeight(shares));
    }

    @ParameterizedTest
    @CsvSource({"10,1", "1000,10000", "500,4950"})
    void blkioWeightsBecomeIoWeights(int weight, long io) {
        assertEquals(io, LimitValues.ioWeight(weight));
    }

    @ParameterizedTest
    @CsvSource({"-1,max", "0,1", "5,5"})
    void pidsLimits(long limit, String value) {
        assertEquals(List.of("pids.max = " + value), v1("{'pids':{'limit':" + limit + "}}", 0));
        assertEquals(List.of("pids.max = " + value), v2("{'pids':{'limit':" + limit + "}}"));
    }

    @Test
    void quotaAndPeriodShareAFileOnV2() {
        assertEquals(List.of("cpu.max = max 50000"), v2("{'cpu':{'period':50000}}"));
        assertEquals(List.of("cpu.max = 50000 100000"), v2("{'cpu':{'quota':50000}}"));
        assertEquals(List.of("cpu.max = max 100000"), v2("{'cpu':{'quota':-1}}"));
    }

    @Test
    void anIdleCgroupHasNoWeight() {
        assertEquals(List.of("cpu.idle = 1"), v2("{'cpu':{'shares':512,'idle':1}}"));
    }

    @Test
    void numbersOfTheWholeUnsignedRange() {
        assertEquals(List.of("hugetlb.1GB.max = 18446744073709551615", "hugetlb.1GB.rsvd.max = 18446744073709551615 ?"),
                v2("{'hugepageLimits':[{'pageSize':'1GB','limit':18446744073709551615}]}"));
        assertEquals(List.of("blkio.throttle.read_bps_device = 8:0 18446744073709551615"),
                v1("{'blockIO':{'throttleReadBpsDevice':[{'major':8,'minor':0,'rate':18446744073709551615}]}}", 0));
    }

    @Test
    void unifiedComesLastLineByLine() {
        assertEquals(List.of("memory.max = 1000", "io.max = 8:0 rbps=1", "io.max = 8:16 rbps=2", "memory.high = 900"),
                v2("{'unified':{'memory.high':'900','io.max':'8:0 rbps=1\\n8:16 rbps=2'},'memory':{'limit':1000}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'unified':{'../x.max':'1'}}", "{'unified':{'memory':'1'}}", "{'unified':{'.x':'1'}}",
            "{'hugepageLimits':[{'pageSize':'../2MB','limit':1}]}", "{'rdma':{'a b':{'hcaHandles':1}}}",
            "{'memory':{'swap':1000}}", "{'memory':{'limit':1000,'swap':999}}", "{'memory':{'limit':-5,'swap':999}}"})
    void whatV2CannotExpressIsRefused(String json) {
        RunException e = assertThrows(RunException.class, () -> v2(json));
        assertTrue(e.getMessage().startsWith("linux.resources."), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'unified':{'memory.high':'1'}}", "{'cpu':{'shares':1}}", "{'cpu':{'shares':262145}}",
            "{'memory':{'swappiness':101}}", "{'hugepageLimits':[{'pageSize':'2M','limit':1}]}"})
    void whatV1CannotExpressIsRefused(String json) {
        RunException e = assertThrows(RunException.class, () -> v1(json, 0));
        // "invalid configuration: " is runc's word for cgroup v2's files on v1
        assertTrue(e.getMessage().replaceFirst("^invalid configuration: ", "").startsWith("linux.resources."), e.getMessage());
    }
}
