package io.microcontainer.debug.inspect;

import io.microcontainer.debug.target.TargetCgroups;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads limits and use from a target's cgroups: the unified hierarchy's files (cgroup-v2.rst), or those of v1 controllers. */
final class Limits {

    /** v1 has no word for "no limit" of memory, but a number near 2^63. */
    private static final long NO_LIMIT = 1L << 60;

    private final List<Limit> limits = new ArrayList<>();

    private Limits() {
    }

    static List<Limit> of(TargetCgroups cgroups) {
        Limits all = new Limits();
        Optional<Path> unified = cgroups.unified();
        Path memory = cgroups.directories().get("memory");
        Path pids = cgroups.directories().get("pids");
        Path cpu = cgroups.directories().get("cpu");
        if (memory != null) {
            all.add("memory", memory, "memory.usage_in_bytes", "memory.limit_in_bytes", "bytes");
        } else {
            unified.ifPresent(d -> all.add("memory", d, "memory.current", "memory.max", "bytes"));
            unified.ifPresent(d -> all.add("swap", d, "memory.swap.current", "memory.swap.max", "bytes"));
        }
        if (pids != null || unified.isPresent()) {
            all.add("processes", pids != null ? pids : unified.get(), "pids.current", "pids.max", "");
        }
        if (cpu != null) {
            all.cpu(read(cpu.resolve("cpu.cfs_quota_us")) + " " + read(cpu.resolve("cpu.cfs_period_us")));
        } else {
            unified.ifPresent(d -> all.cpu(read(d.resolve("cpu.max"))));
        }
        return all.limits;
    }

    private void add(String what, Path directory, String used, String limit, String unit) {
        Long use = number(read(directory.resolve(used)));
        if (use != null) {
            limits.add(new Limit(what, use, number(read(directory.resolve(limit))), unit));
        }
    }

    /** Quota and period in microseconds. */
    private void cpu(String text) {
        String[] words = text.strip().split(" ");
        Long quota = number(words[0]);
        Long period = words.length > 1 ? number(words[1]) : null;
        if (quota != null && quota > 0 && period != null && period > 0) {
            limits.add(new Limit("cpu", null, quota * 100 / period, "% of a processor"));
        }
    }

    private static Long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            return null;
        }
        long value = Long.parseLong(text);
        return value >= NO_LIMIT ? null : value;
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(256), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
