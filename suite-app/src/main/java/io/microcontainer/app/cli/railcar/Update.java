package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.oci.runtime.resources.BlockIoResources;
import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.PidsResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.RunException;

import io.microcontainer.run.container.UpdateRequest;
import io.microcontainer.run.container.UpdateService;
import io.microcontainer.run.option.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code railcar update}. */
@Command(name = "update", header = "Changes the limits of a container that lives.", sortOptions = false)
final class Update implements Callable<Integer> {

    /** {@code 64M}; an empty word is as good as none, as with runc. */
    static final class Size implements ITypeConverter<Long> {

        @Override
        public Long convert(String text) {
            try {
                return text.isEmpty() ? null : Long.valueOf(ByteSize.parse(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** A number, likewise. */
    static final class Number implements ITypeConverter<Long> {

        @Override
        public Long convert(String text) {
            try {
                return text.isEmpty() ? null : Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is no number");
            }
        }
    }

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = { "-r", "--resources" }, paramLabel = "FILE",
            description = "JSON in the form of linux.resources, - for standard input; other options are not looked at then.")
    private String resources;

    @Option(names = "--memory", paramLabel = "SIZE", converter = Size.class, description = "Limit of memory, as 64M; -1 for none.")
    private Long memory;

    @Option(names = "--memory-reservation", paramLabel = "SIZE", converter = Size.class, description = "Soft limit of memory.")
    private Long memoryReservation;

    @Option(names = "--memory-swap", paramLabel = "SIZE", converter = Size.class,
            description = "Limit of memory and swap together; -1 for none.")
    private Long memorySwap;

    @Option(names = "--kernel-memory", converter = Size.class, hidden = true, description = "Taken for runc's sake.")
    private Long kernelMemory;

    @Option(names = "--kernel-memory-tcp", converter = Size.class, hidden = true, description = "Taken for runc's sake.")
    private Long kernelMemoryTcp;

    @Option(names = "--cpu-share", paramLabel = "N", converter = Number.class, description = "Weight among other containers, 2 to 262144.")
    private Long cpuShare;

    @Option(names = "--cpu-quota", paramLabel = "MICROSECONDS", converter = Number.class, description = "CPU time in a period; -1 for no limit.")
    private Long cpuQuota;

    @Option(names = "--cpu-period", paramLabel = "MICROSECONDS", converter = Number.class, description = "The period of the quota.")
    private Long cpuPeriod;

    @Option(names = "--cpu-burst", paramLabel = "MICROSECONDS", converter = Number.class,
            description = "Unused time that may be saved up for one period.")
    private Long cpuBurst;

    @Option(names = "--cpu-idle", paramLabel = "0|1", converter = Number.class, description = "1: run only when nothing else does.")
    private Long cpuIdle;

    @Option(names = "--cpu-rt-period", paramLabel = "MICROSECONDS", converter = Number.class, description = "The period of realtime scheduling.")
    private Long cpuRealtimePeriod;

    @Option(names = "--cpu-rt-runtime", paramLabel = "MICROSECONDS", converter = Number.class, description = "Realtime in that period.")
    private Long cpuRealtimeRuntime;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "CPUs to run on, as 0-3,7.")
    private String cpus;

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "Memory nodes to use.")
    private String mems;

    @Option(names = "--pids-limit", paramLabel = "N", description = "Limit of processes and threads; -1 for none.")
    private Long pids;

    @Option(names = "--blkio-weight", paramLabel = "N", description = "Weight of block input and output, 10 to 1000.")
    private Integer blockIoWeight;

    @Option(names = "--l3-cache-schema", paramLabel = "SCHEMA", description = "Line L3:… of the resctrl group.")
    private String l3CacheSchema;

    @Option(names = "--mem-bw-schema", paramLabel = "SCHEMA", description = "Line MB:… of the resctrl group.")
    private String bandwidthSchema;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Update(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        Resources change = resources == null || resources.isEmpty() ? fromOptions() : fromFile();
        new UpdateService(railcar.context()).update(new UpdateRequest(id, change, given(l3CacheSchema), given(bandwidthSchema)));
        return 0;
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(t -> !t.isEmpty());
    }

    private Resources fromFile() {
        if (resources.equals("-")) {
            return UpdateService.read(railcar.session().in(), "standard input");
        }
        Path file = railcar.session().resolve(resources);
        try (InputStream in = Files.newInputStream(file)) {
            return UpdateService.read(in, file.toString());
        } catch (IOException e) {
            throw new RunException("read the limits from " + file + " (--resources): " + e.getMessage(), e);
        }
    }

    private Resources fromOptions() {
        return new Resources(List.of(),
                new MemoryResources(memory, memoryReservation, memorySwap, kernelMemory, kernelMemoryTcp, null, null, null, null, Map.of()),
                new CpuResources(cpuShare, cpuQuota, cpuBurst, cpuPeriod, cpuRealtimeRuntime, cpuRealtimePeriod, cpus, mems, cpuIdle, Map.of()),
                new PidsResources(pids, Map.of()),
                new BlockIoResources(blockIoWeight, null, List.of(), List.of(), List.of(), List.of(), List.of(), Map.of()),
                List.of(), null, Map.of(), Map.of(), Map.of());
    }
}
