package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.oci.runtime.IdMapping;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** What the kernel takes as an id map; user_namespaces(7), "User and group ID mappings". */
final class IdMappingRules {

    private static final int MAX_EXTENTS = 340;
    private static final long IDS = 1L << 32;

    private IdMappingRules() {
    }

    static void check(Findings findings, JsonPath at, List<IdMapping> mappings) {
        if (mappings.size() > MAX_EXTENTS) {
            findings.error(at, "found " + mappings.size() + " ranges, the kernel takes at most " + MAX_EXTENTS);
            return;
        }
        for (int i = 0; i < mappings.size(); i++) {
            IdMapping one = mappings.get(i);
            findings.errorIf(one.size() == 0, at.element(i).field("size"), "found 0, expected the number of ids, 1 or more");
            findings.errorIf(one.containerId() + one.size() > IDS || one.hostId() + one.size() > IDS, at.element(i).field("size"),
                    "found " + one.size() + ", the range passes the last id, 4294967295");
        }
        overlap(findings, at, mappings, "containerID", IdMapping::containerId);
        overlap(findings, at, mappings, "hostID", IdMapping::hostId);
    }

    private static void overlap(Findings findings, JsonPath at, List<IdMapping> mappings, String field, ToLongFunction<IdMapping> first) {
        List<Integer> order = IntStream.range(0, mappings.size()).boxed()
                .sorted(Comparator.comparingLong(i -> first.applyAsLong(mappings.get(i)))).toList();
        for (int i = 1; i < order.size(); i++) {
            IdMapping before = mappings.get(order.get(i - 1));
            findings.errorIf(first.applyAsLong(before) + before.size() > first.applyAsLong(mappings.get(order.get(i))), at.element(order.get(i)).field(field),
                    "the range overlaps that of " + at.element(order.get(i - 1)) + ", expected ranges apart from one another");
        }
    }
}
