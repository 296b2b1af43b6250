package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.oci.runtime.resources.BlockIoResources;
import io.microcontainer.api.oci.runtime.resources.BlockIoWeight;
import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.HugepageLimit;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules of runtime-spec config-linux.md, "Control groups". */
final class ResourceRules {

    private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]*[KMG]B");
    private static final int MIN_WEIGHT = 10;
    private static final int MAX_WEIGHT = 1000;

    private ResourceRules() {
    }

    static void check(Findings findings, JsonPath at, Resources resources) {
        for (int i = 0; i < resources.devices().size(); i++) {
            device(findings, at.field("devices").element(i), resources.devices().get(i));
        }
        if (resources.memory() != null) {
            memory(findings, at.field("memory"), resources.memory());
        }
        if (resources.cpu() != null) {
            cpu(findings, at.field("cpu"), resources.cpu());
        }
        if (resources.blockIo() != null) {
            blockIo(findings, at.field("blockIO"), resources.blockIo());
        }
        hugepages(findings, at.field("hugepageLimits"), resources.hugepageLimits());
        resources.rdma().forEach((device, limit) -> findings.errorIf(limit.hcaHandles() == null && limit.hcaObjects() == null, at.field("rdma").field(device),
                "expected at least one of hcaHandles and hcaObjects"));
        resources.unified().forEach((file, value) -> findings.errorIf(!isCgroupFile(file), at.field("unified").field(file),
                "expected the name of a file of cgroup v2 such as memory.high"));
    }

    private static void device(Findings findings, JsonPath at, DeviceRule rule) {
        // -1 is how the cgroup rules of some engines spell "all".
        findings.within(at.field("major"), rule.major(), -1, 0xffff_ffffL);
        findings.within(at.field("minor"), rule.minor(), -1, 0xffff_ffffL);
        if (rule.access() != null) {
            findings.errorIf(!rule.access().chars().allMatch(c -> "rwma".indexOf(c) >= 0), at.field("access"),
                    "found " + Quoted.of(rule.access()) + ", expected letters of r, w and m");
            if (rule.access().indexOf('a') >= 0) {
                findings.warning(at.field("access"), "found " + Quoted.of(rule.access()) + "; a means nothing here and is left out, as by runc");
            }
        }
    }

    private static void memory(Findings findings, JsonPath at, MemoryResources memory) {
        // All ones is how engines spell "not set".
        if (memory.swappiness() != null && memory.swappiness() != -1) {
            findings.within(at.field("swappiness"), memory.swappiness(), 0, 100);
        }
        boolean both = memory.limit() != null && memory.swap() != null && memory.limit() > 0 && memory.swap() > 0;
        findings.errorIf(both && memory.swap() < memory.limit(), at.field("swap"),
                "found " + memory.swap() + ", expected at least the memory limit, " + memory.limit() + ", because it counts memory and swap together");
    }

    private static void cpu(Findings findings, JsonPath at, CpuResources cpu) {
        boolean both = cpu.quota() != null && cpu.burst() != null && cpu.quota() > 0;
        findings.errorIf(both && Long.compareUnsigned(cpu.burst(), cpu.quota()) > 0, at.field("burst"),
                "found " + (cpu.burst() == null ? "" : Long.toUnsignedString(cpu.burst())) + ", expected at most the quota, " + cpu.quota());
        findings.within(at.field("idle"), cpu.idle(), 0, 1);
        NumberList.check(findings, at.field("cpus"), cpu.cpus(), "CPUs");
        NumberList.check(findings, at.field("mems"), cpu.mems(), "memory nodes");
    }

    private static void blockIo(Findings findings, JsonPath at, BlockIoResources blockIo) {
        weight(findings, at.field("weight"), blockIo.weight());
        weight(findings, at.field("leafWeight"), blockIo.leafWeight());
        List<BlockIoWeight> devices = blockIo.weightDevice();
        for (int i = 0; i < devices.size(); i++) {
            BlockIoWeight one = devices.get(i);
            JsonPath place = at.field("weightDevice").element(i);
            findings.errorIf(one.weight() == null && one.leafWeight() == null, place, "expected at least one of weight and leafWeight");
            weight(findings, place.field("weight"), one.weight());
            weight(findings, place.field("leafWeight"), one.leafWeight());
        }
    }

    /** Engines write 0 for a weight that is not set. */
    private static void weight(Findings findings, JsonPath at, Integer weight) {
        if (weight != null && weight != 0) {
            findings.within(at, weight, MIN_WEIGHT, MAX_WEIGHT);
        }
    }

    private static void hugepages(Findings findings, JsonPath at, List<HugepageLimit> limits) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            String size = limits.get(i).pageSize();
            JsonPath place = at.element(i).field("pageSize");
            findings.errorIf(!PAGE_SIZE.matcher(size).matches(), place, "found " + Quoted.of(size) + ", expected a size such as 64KB, 2MB or 1GB");
            findings.errorIf(!seen.add(size), place, Quoted.of(size) + " is given twice, expected each size once");
        }
    }

    /** A name that leads out of the cgroup's directory must never be written to. */
    private static boolean isCgroupFile(String name) {
        return name.indexOf('/') < 0 && name.indexOf('.') > 0 && !name.endsWith(".");
    }
}
