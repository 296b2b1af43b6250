package io.microcontainer.debug.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.microcontainer.debug.DebugException;
import io.microcontainer.run.cgroup.CgroupMembership;
import io.microcontainer.run.cgroup.CgroupMounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Texts in the forms of proc(5)'s pages. */
class ProcTextsTest {

    @Test
    void idMap() {
        IdMap map = IdMap.parse("         0     100000       1000\n      2000       5000          1\n");
        assertEquals(OptionalLong.of(100_010), map.outside(10));
        assertEquals(OptionalLong.of(10), map.inside(100_010));
        assertEquals(OptionalLong.of(2000), map.inside(5000));
        assertEquals(OptionalLong.empty(), map.inside(0));
        assertEquals(OptionalLong.empty(), map.outside(1000));
        assertEquals(0, map.privileged());
        assertEquals(7, IdMap.parse("7 1000 1\n").privileged());
        assertThrows(DebugException.class, () -> IdMap.parse("").privileged());
    }

    @Test
    void credentials() {
        assertEquals(new Credentials(10, 20, List.of(4L, 30L), 1, 2, 3, 0x1ff_ffff_ffffL, 5, true, 0), Credentials.parse("""
                Name:\tx y: z
                Uid:\t1\t10\t2\t3
                Gid:\t1\t20\t2\t3
                Groups:\t4 30\s
                CapInh:\t0000000000000001
                CapPrm:\t0000000000000002
                CapEff:\t0000000000000003
                CapBnd:\t000001ffffffffff
                CapAmb:\t0000000000000005
                NoNewPrivs:\t1
                """));
    }

    @Test
    void mountTable() {
        MountTable table = MountTable.parse("""
                21 1 0:20 / / rw,relatime shared:1 - ext4 /dev/vda rw
                30 21 0:5 / /a\\040b ro,nosuid - tmpfs my\\011fs rw
                31 21 0:6 / /dev/crashcart ro,nosuid,nodev - erofs /x rw
                32 31 0:7 / /dev/crashcart ro - squashfs /y rw
                """);
        assertEquals("tmpfs", table.at("/a b").orElseThrow().type());
        assertEquals("squashfs", table.at("/dev/crashcart").orElseThrow().type());
        assertEquals(Optional.empty(), table.at("/dev"));
    }

    @Test
    void cgroups() {
        CgroupMounts mounts = CgroupMounts.parse("""
                1 0 0:1 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
                2 0 0:2 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                3 0 0:3 /part /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                """);
        TargetCgroups target = TargetCgroups.of(mounts, CgroupMembership.parse("3:memory:/part/c\n1:pids:/c\n0::/c\n"));
        assertEquals(Map.of("", Path.of("/sys/fs/cgroup/unified/c"), "pids", Path.of("/sys/fs/cgroup/pids/c"), "memory",
                Path.of("/sys/fs/cgroup/memory/c")), target.directories());
        TargetCgroups caller = TargetCgroups.of(mounts, CgroupMembership.parse("3:memory:/elsewhere\n1:pids:/c\n0::/\n"));
        assertEquals(List.of(Path.of("/sys/fs/cgroup/memory/c/tasks")), target.joinFiles(caller));
        assertEquals(Map.of("", Path.of("/sys/fs/cgroup/unified"), "pids", Path.of("/sys/fs/cgroup/pids/c")), caller.directories());
    }
}
