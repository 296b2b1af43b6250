package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.ModuleMetadata.ModuleStream;
import io.microcontainer.build.rpm.Nevra;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which packages modules hide, as dnf has it: those of streams that are not active, and, where a stream is active, others of its packages'
 * names. Active are the streams that the user enabled, and the default streams of other modules.
 */
final class Modularity implements Predicate<PackageMetadata> {

    private final Set<String> active = new HashSet<>();
    private final Set<String> activeNames = new HashSet<>();
    private final Set<String> inactive = new HashSet<>();

    /**
     * @param enabled streams, {@code name:stream}
     * @throws BuildException if there is no such stream
     */
    Modularity(List<ModuleMetadata> metadata, List<String> enabled) {
        Map<String, String> chosen = new HashMap<>();
        metadata.forEach(each -> chosen.putAll(each.defaults()));
        for (String each : enabled) {
            String[] parts = each.split(":", 2);
            chosen.put(parts[0], parts[1]);
        }
        List<ModuleStream> all = new ArrayList<>();
        metadata.forEach(each -> all.addAll(each.streams()));
        Map<String, Long> newest = new HashMap<>();
        all.forEach(each -> newest.merge(each.name() + ":" + each.stream(), each.version(), Math::max));
        for (String each : enabled) {
            if (!newest.containsKey(each)) {
                throw new BuildException("no repository has the module stream " + each + ", which `modules` names" + streams(all, each.split(":")[0]));
            }
        }
        for (ModuleStream each : all) {
            boolean isActive = each.stream().equals(chosen.get(each.name())) && each.version() == newest.get(each.name() + ":" + each.stream());
            if (isActive) {
                active.addAll(each.artifacts());
            } else {
                inactive.addAll(each.artifacts());
            }
        }
        active.forEach(artifact -> activeNames.add(name(artifact)));
    }

    private static String streams(List<ModuleStream> all, String module) {
        List<String> found = all.stream().filter(each -> each.name().equals(module)).map(each -> module + ":" + each.stream()).distinct().sorted().toList();
        return found.isEmpty() ? "" : "; there are " + String.join(", ", found);
    }

    /** {@code name-epoch:version-release.arch}. */
    private static String name(String artifact) {
        int release = artifact.lastIndexOf('-');
        int version = release < 0 ? -1 : artifact.lastIndexOf('-', release - 1);
        return version < 0 ? artifact : artifact.substring(0, version);
    }

    /** Whether a package is seen. */
    @Override
    public boolean test(PackageMetadata found) {
        Nevra nevra = found.nevra();
        String artifact = nevra.name() + "-" + nevra.evr().epoch() + ":" + nevra.evr().version() + "-" + nevra.evr().release() + "." + nevra.arch();
        return active.contains(artifact) || !inactive.contains(artifact) && !activeNames.contains(nevra.name());
    }

    /** Repositories without what modules hide. */
    static List<Repository> apply(List<Repository> repositories, List<String> enabled) {
        List<ModuleMetadata> metadata = repositories.stream().map(Repository::modules).flatMap(Optional::stream).toList();
        if (metadata.isEmpty() && enabled.isEmpty()) {
            return repositories;
        }
        var modularity = new Modularity(metadata, enabled);
        return repositories.stream().map(each -> each.config().moduleHotfixes() ? each : (Repository) new FilteredRepository(each, modularity)).toList();
    }
}
