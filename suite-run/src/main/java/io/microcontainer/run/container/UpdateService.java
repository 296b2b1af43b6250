package io.microcontainer.run.container;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.IntelRdt;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.api.oci.runtime.validation.RuntimeConfigValidator;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.ResourceUpdate;
import io.microcontainer.run.resctrl.ResctrlGroup;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.state.StatusReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code update}: other limits for a container that lives. */
public final class UpdateService {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final IntelRdt NO_SHARES = new IntelRdt(null, List.of(), null, null, false, Map.of());

    private final RuntimeContext context;

    public UpdateService(RuntimeContext context) {
        this.context = context;
    }

    /**
     * Reads limits as {@code --resources} gives them, in the form of {@code linux.resources}.
     *
     * @param source the document's name for messages
     */
    public static Resources read(InputStream in, String source) {
        try {
            return JsonDocument.read(in, source, JsonLimits.DEFAULT).object(Resources::read);
        } catch (IOException e) {
            throw new RunException("read the limits from " + source + ": " + e.getMessage(), e);
        }
    }

    /**
     * Sets the limits and keeps them in the container's config, which later updates begin with. If the kernel refuses one,
     * those before are set back.
     */
    public void update(UpdateRequest request) {
        RuntimeConfigValidator.validate(request.change(), JsonPath.ROOT).orThrow("update");
        ContainerId id = new ContainerId(request.id());
        StateStore store = context.store();
        try (ContainerLock _ = store.lock(id, PATIENCE)) {
            ContainerRecord container = store.load(id);
            if (new StatusReader(store).of(container) == ContainerStatus.STOPPED) {
                throw new RunException("container " + id + " cannot be given other limits: container not running");
            }
            RuntimeConfig config = Bundle.readSaved(store.configFile(id));
            Resources before = config.linuxOrEmpty().resources() == null ? Resources.NONE : config.linuxOrEmpty().resources();
            ResourceUpdate update = ResourceUpdate.of(before, request.change());
            warnOfKernelMemory(request.change());
            if (sharesChange(request)) {
                // Before anything is written: a host without resctrl.
                ResctrlGroup.needed(NO_SHARES, id.text());
            }
            write(container, before, update);
            LinuxConfig changed = config.linuxOrEmpty().withResources(update.kept());
            store.saveConfig(id, JsonText.compact(config.withLinux(shares(request, container, changed))));
        }
    }

    private void write(ContainerRecord container, Resources before, ResourceUpdate update) {
        try {
            limit(container, update.written());
        } catch (RunException e) {
            try {
                limit(container, ResourceUpdate.of(update.kept(), before).written());
            } catch (RunException again) {
                context.log().warning("set the former limits again: " + again.getMessage());
            }
            throw e;
        }
    }

    /** systemd first: what it knows otherwise it would set back at its next look. */
    private void limit(ContainerRecord container, Resources limits) {
        Cgroup cgroup = Cgroup.of(container.cgroups());
        cgroup.refuseBelowUsage(limits);
        Scope.limit(context.session().invocation(), container, cgroup, limits);
        cgroup.limit(limits);
    }

    private void warnOfKernelMemory(Resources change) {
        if (change.memory() != null && (change.memory().kernel() != null || change.memory().kernelTcp() != null)) {
            context.log().warning("limits of kernel memory have no effect: kernels count it as memory");
        }
    }

    private static boolean sharesChange(UpdateRequest request) {
        return request.l3CacheSchema().isPresent() || request.bandwidthSchema().isPresent();
    }

    /** Shares of caches and memory bandwidth; a container that had no class of service gets one. */
    private static LinuxConfig shares(UpdateRequest request, ContainerRecord container, LinuxConfig config) {
        if (!sharesChange(request)) {
            return config;
        }
        IntelRdt before = config.intelRdt() == null ? NO_SHARES : config.intelRdt();
        IntelRdt changed = new IntelRdt(before.closId(), before.schemata(), request.l3CacheSchema().orElse(before.l3CacheSchema()),
                request.bandwidthSchema().orElse(before.memBwSchema()), before.enableMonitoring(), before.unknown());
        ResctrlGroup group = ResctrlGroup.needed(changed, container.id().text()).orElseThrow();
        if (config.intelRdt() == null) {
            group.make();
            OwnProcesses.of(container, Cgroup.of(container.cgroups())).forEach(group::add);
        } else {
            group.change(Stream.concat(request.l3CacheSchema().stream(), request.bandwidthSchema().stream()).toList());
        }
        return config.withIntelRdt(changed);
    }
}
