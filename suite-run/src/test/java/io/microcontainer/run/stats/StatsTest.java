package io.microcontainer.run.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.run.cgroup.CgroupV1;
import io.microcontainer.run.cgroup.CgroupV2;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the kernel's files to runc's JSON; the forms of both are those of the kernel's documentation and of runc 1.3. */
class StatsTest {

    private static final String CPUSET_ZERO = "'cpu_exclusive':0,'mem_hardwall':0,'mem_exclusive':0,'memory_migrate':0,"
            + "'memory_spread_page':0,'memory_spread_slab':0,'memory_pressure':0,'sched_load_balance':0,'sched_relax_domain_level':0";

    @TempDir
    private Path directory;

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static String text(JsonWritable stats) {
        return new String(JsonText.compact(stats), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void v2BecomesTheWordsAndUnitsOfV1() throws IOException {
        file("cpu.stat", "usage_usec 30\nuser_usec 10\nsystem_usec 20\nnr_periods 4\nnr_throttled 3\nthrottled_usec 7\nnr_bursts 1\n");
        file("cpu.pressure", "some avg10=0.50 avg60=10.00 avg300=0.00 total=77\nfull avg10=0.00 avg60=0.00 avg300=0.25 total=5\n");
        file("memory.stat", "anon 5\nfile 6\n");
        file("memory.max", "max\n");
        file("memory.current", "1000\n");
        file("memory.peak", "2000\n");
        file("memory.swap.max", "500\n");
        file("memory.swap.current", "30\n");
        file("pids.current", "2\n");
        file("pids.max", "max\n");
        file("io.stat", "8:16 rbytes=4096 wbytes=512 rios=1 wios=0 dbytes=9 dios=9\n253:0 \n");
        assertEquals("{'cpu':{'usage':{'total':30000,'kernel':20000,'user':10000},'throttling':{'periods':4,'throttledPeriods':3,"
                + "'throttledTime':7000},'psi':{'some':{'avg10':0.5,'avg60':10,'avg300':0,'total':77},"
                + "'full':{'avg10':0,'avg60':0,'avg300':0.25,'total':5}}},'cpuset':{" + CPUSET_ZERO + "},"
                + "'memory':{'cache':6,'usage':{'limit':18446744073709551615,'usage':1000,'max':2000,'failcnt':0},"
                + "'swap':{'limit':18446744073709551615,'usage':1030,'failcnt':0},'kernel':{'limit':0,'failcnt':0},'kernelTCP':{'limit':0,'failcnt':0},"
                + "'raw':{'anon':5,'file':6}},'pids':{'current':2},"
                + "'blkio':{'ioServiceBytesRecursive':[{'major':8,'minor':16,'op':'Read','value':4096},{'major':8,'minor':16,'op':'Write','value':512}],"
                + "'ioServicedRecursive':[{'major':8,'minor':16,'op':'Read','value':1},{'major':8,'minor':16,'op':'Write'}]},"
                + "'hugetlb':{},'intel_rdt':{},'network_interfaces':null}", text(StatsReader.read(new CgroupV2(directory))));
    }

    @Test
    void v1IsTakenAsItIs() throws IOException {
        file("cpuacct.usage", "30\n");
        file("cpuacct.stat", "user 2\nsystem 3\n");
        file("cpuacct.usage_percpu", "10 20 \n");
        file("cpuacct.usage_all", "cpu user system\n0 4 6\n1 8 12\n");
        file("cpu.stat", "nr_periods 4\nnr_throttled 3\nthrottled_time 7\n");
        file("cpuset.cpus", "0-1,3\n");
        file("cpuset.mems", "0\n");
        file("cpuset.sched_relax_domain_level", "-1\n");
        file("memory.stat", "cache 6\n");
        file("memory.limit_in_bytes", "9223372036854771712\n");
        file("memory.usage_in_bytes", "1000\n");
        file("memory.failcnt", "2\n");
        file("pids.current", "2\n");
        file("pids.max", "20\n");
        file("blkio.throttle.io_service_bytes_recursive", "8:0 Read 4096\n8:0 Total 4096\nTotal 4096\n");
        file("blkio.throttle.io_serviced_recursive", "Total 0\n");
        file("blkio.time_recursive", "8:0 12\n");
        var all = new CgroupV1(Map.of("cpu", directory, "cpuacct", directory, "cpuset", directory, "memory", directory, "pids", directory,
                "blkio", directory));
        assertEquals("{'cpu':{'usage':{'total':30,'percpu':[10,20],'percpu_kernel':[6,12],'percpu_user':[4,8],'kernel':30000000,"
                + "'user':20000000},'throttling':{'periods':4,'throttledPeriods':3,'throttledTime':7}},"
                + "'cpuset':{'cpus':[0,1,3],'mems':[0]," + CPUSET_ZERO.replace("level':0", "level':-1") + "},"
                + "'memory':{'cache':6,'usage':{'limit':9223372036854771712,'usage':1000,'failcnt':2},'swap':{'limit':0,'failcnt':0},"
                + "'kernel':{'limit':0,'failcnt':0},'kernelTCP':{'limit':0,'failcnt':0},'raw':{'cache':6}},'pids':{'current':2,'limit':20},"
                + "'blkio':{'ioServiceBytesRecursive':[{'major':8,'op':'Read','value':4096},{'major':8,'op':'Total','value':4096}],"
                + "'ioTimeRecursive':[{'major':8,'value':12}]},'hugetlb':{},'intel_rdt':{},'network_interfaces':null}",
                text(StatsReader.read(all)));
    }

    @Test
    void hugePagesInTheKernelsWords() {
        assertEquals(List.of("64KB", "2MB", "1GB"), List.of(HugePageSizes.word(64), HugePageSizes.word(2048), HugePageSizes.word(1 << 20)));
    }

    @Test
    void theLackOfMemoryIsToldFromOtherEvents() throws IOException {
        file("memory.events", "low 0\nhigh 0\nmax 3\noom 1\noom_kill 0\n");
        OomCounter counter = new OomCounter(new CgroupV2(directory));
        file("memory.events", "low 0\nhigh 0\nmax 9\noom 1\noom_kill 0\n");
        assertFalse(counter.increased());
        file("memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n");
        assertTrue(counter.increased());
        assertFalse(counter.increased());
    }
}
