package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;

import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration's mounts, in its order. */
final class Mounts {

    /** What stands in for a file system that the container's namespaces do not own. */
    private static final Map<String, String> HOST_TREES = Map.of("proc", "/proc", "sysfs", "/sys", "mqueue",
            "/dev/mqueue");

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final Targets targets;
    private final ImageView view;
    private final FileSystemRequest request;
    private final List<MountEntry> entries;
    private final FilesystemMounts filesystems;
    private final CgroupMount cgroup;
    private final TmpCopyUp copyUp;
    private final MappedSources mapped;
    private final Map<MountEntry, Path> sources = new HashMap<>();
    private final Map<MountEntry, Operand.Address> opened = new HashMap<>();
    private final Map<MountEntry, Operand.Address> unfinished = new LinkedHashMap<>();

    Mounts(Calls calls, Registers registers, Targets targets, ImageView view, FileSystemRequest request,
            List<MountEntry> entries) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.targets = targets;
        this.view = view;
        this.request = request;
        this.entries = entries;
        filesystems = new FilesystemMounts(calls, registers);
        cgroup = new CgroupMount(calls, registers, targets, view, filesystems, request.cgroups());
        mapped = new MappedSources(calls, registers);
        copyUp = new TmpCopyUp(calls, registers, request.config().linuxOrEmpty());
        entries.stream().filter(MountEntry::isBind).forEach(e -> sources.put(e, source(e)));
    }

    private Path source(MountEntry entry) {
        Path source = request.bundle().resolve(entry.mount().source());
        try {
            return source.toRealPath();
        } catch (IOException e) {
            if (joinsMountNamespace()) {
                return source;
            }
            throw new RunException(entry.where() + ".source " + source + " for " + entry.destination()
                    + (Files.exists(source.getParent()) ? " does not exist" : " does not exist or cannot be reached"), e);
        }
    }

    private boolean joinsMountNamespace() {
        return request.config().linuxOrEmpty().namespace(NamespaceType.MOUNT).map(n -> n.path() != null).orElse(false);
    }

    /** In the launcher, before it spawns: what idmapped mounts attach. */
    void openMapped(MountMaps maps, Propagation propagation) {
        entries.stream().filter(MountEntry::isMapped).forEach(e -> mapped.open(e, request.bundle(), maps, propagation));
        opened.putAll(mapped.opened());
    }

    /** In the launcher, after it spawned. */
    void closeMapped() {
        mapped.close();
    }

    /** Takes copies of what other bind mounts attach, before anything is mounted over it. */
    void openSources() {
        for (MountEntry entry : entries) {
            if (entry.isBind() && !entry.isMapped()) {
                Operand.Address slot = plan.data().room("the source of " + entry.destination(), 8);
                calls.clone("open " + entry.mount().source() + " for " + entry.destination(), registers.mount(),
                        AT_FDCWD, request.bundle().resolve(entry.mount().source()).toString(),
                        entry.options().bind() == MountOptions.Bind.RBIND);
                plan.store(slot, registers.mount(), 4);
                opened.put(entry, slot);
            }
        }
    }

    /** Mounts all. */
    void mount() {
        for (MountEntry entry : entries) {
            ImageView.Place place = view.find(entry.names());
            if (entry.isChange()) {
                new Remount(calls, registers, filesystems).change(entry, place);
                continue;
            }
            ProcRule.check(entry, place.names(), Optional.ofNullable(sources.get(entry)));
            if (entry.isBind()) {
                bind(entry, place);
            } else if (entry.type().equals("cgroup")) {
                cgroup.mount(entry, place);
            } else {
                filesystem(entry, place);
            }
        }
    }

    private void bind(MountEntry entry, ImageView.Place place) {
        Path source = sources.get(entry);
        boolean directory = Files.isDirectory(source);
        if (place.kind() != ImageView.Kind.MISSING && directory != (place.kind() == ImageView.Kind.DIRECTORY)) {
            throw new RunException(entry.where() + ": source " + source + " is " + (directory ? "" : "not ")
                    + "a directory, and " + entry.destination() + " in the container is " + (directory ? "not " : "")
                    + "one; a directory can only be mounted on a directory, a file on a file");
        }
        String what = entry.label();
        targets.open(what, place, directory);
        plan.load(registers.mount(), opened.get(entry), 4);
        calls.change(what, registers.mount(), entry.options().attributes(), false);
        calls.change(what, registers.mount(), entry.options().recursive(), true);
        calls.attach(what, registers.mount(), registers.target());
        calls.close(registers.target());
        propagate(entry);
        calls.close(registers.mount());
        view.bind(place.names(), source);
    }

    private void filesystem(MountEntry entry, ImageView.Place place) {
        String type = entry.type();
        if (HOST_TREES.containsKey(type) && !type.equals("mqueue") && view.isLink(entry.names())) {
            throw new RunException(entry.where() + ": " + entry.destination() + " of the image is a symlink; " + type
                    + " must be mounted on ordinary directory");
        }
        if (place.kind() == ImageView.Kind.OTHER) {
            throw new RunException(entry.where() + ": " + entry.destination()
                    + " of the image is not a directory; nothing of type " + type + " can be mounted on it");
        }
        boolean filledLater = type.equals("tmpfs") || entry.names().equals(List.of("dev"));
        String label = request.config().linuxOrEmpty().mountLabel();
        boolean labelled = label != null && !type.equals("proc") && !type.equals("sysfs") && !type.equals("mqueue");
        Filesystem fs = Filesystem.of(entry, filledLater, labelled ? label : "");
        Optional<Path> image = view.host(place.names());
        boolean copied = entry.options().copyUp() && place.kind() == ImageView.Kind.DIRECTORY && image.isPresent();
        String what = entry.label();
        if (fs.needsMountCall()) {
            targets.open(what, place, true);
            filesystems.mountHere(what, fs, place);
            calls.close(registers.target());
        } else {
            make(what, fs);
            if (copied) {
                copyUp.fill(entry, place, image.get());
            }
            targets.open(what, place, true);
            calls.attach(what, registers.mount(), registers.target());
            calls.close(registers.target());
        }
        calls.change(what, registers.mount(), entry.options().recursive(), true);
        propagate(entry);
        if (filledLater && entry.options().readonly()) {
            Operand.Address slot = plan.data().room("the mount on " + entry.destination(), 8);
            plan.store(slot, registers.mount(), 4);
            unfinished.put(entry, slot);
        } else {
            calls.close(registers.mount());
        }
        if (!copied) {
            view.mount(place.names(), type.equals("tmpfs"));
        }
    }

    private void make(String what, Filesystem fs) {
        String tree = HOST_TREES.get(fs.type());
        if (request.hostUserNamespace() || tree == null || !Files.exists(Path.of(tree))) {
            filesystems.make(what, fs);
            return;
        }
        Label refused = plan.label("refused");
        Label back = plan.label("go-on");
        filesystems.makeOr(what, fs, refused);
        plan.place(back);
        calls.aside(() -> {
            // Without the pid, network or IPC namespace of its own the container sees the host's tree.
            plan.place(refused);
            String instead = what + ": bind the host's " + tree + " instead";
            calls.clone(instead, registers.mount(), AT_FDCWD, tree, true);
            calls.change(instead, registers.mount(), fs.attributes(), true);
            plan.jump(back);
        });
    }

    private void propagate(MountEntry entry) {
        for (Propagation propagation : entry.options().propagation()) {
            calls.propagate(entry.label() + ": propagation", registers.mount(), propagation);
        }
    }

    /** Makes the working directory of the process where the image lacks it. */
    void makeWorkingDirectory() {
        String cwd = request.config().process() == null ? "/" : request.config().process().cwd();
        ImageView.Place place = view.find(List.of(cwd.split("/")));
        if (place.certain() && place.kind() == ImageView.Kind.MISSING) {
            targets.open("working directory " + cwd, place, true);
            calls.close(registers.target());
        }
    }

    /** Makes read-only what had to be filled first. */
    void finish() {
        unfinished.forEach((entry, slot) -> {
            plan.load(registers.mount(), slot, 4);
            calls.change("make " + entry.destination() + " read-only", registers.mount(), AttributeChange.READONLY, false);
            calls.close(registers.mount());
        });
    }
}
