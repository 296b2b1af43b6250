package io.microcontainer.run.stats;

import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupV1;
import io.microcontainer.run.cgroup.CgroupV2;
import io.microcontainer.run.cgroup.NoCgroup;

/** Reads what a cgroup's processes use. */
public final class StatsReader {

    private StatsReader() {
    }

    /**
     * The counters at this moment, in the form of {@code runc events}.
     *
     * @throws RunException if the container has no cgroup
     */
    public static JsonWritable read(Cgroup cgroup) {
        return switch (cgroup) {
            case CgroupV1 v1 -> new V1Stats(v1.paths()).read();
            case CgroupV2 v2 -> new V2Stats(v2.directory()).read();
            case NoCgroup _ -> throw new RunException("the container has no cgroup of its own, which is needed to tell what it uses");
        };
    }
}
