package io.microcontainer.build.source;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.packages.PackageSet;
import io.microcontainer.build.packages.PackageSource;
import io.microcontainer.build.packages.ResolvedPackage;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.spec.SmithSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds packages with debug information in the repositories of a specification and in those that have nothing else. */
public final class DebugPackages {

    private final PackageInputs inputs;
    private final PackageSource source;
    private final List<String> named = new ArrayList<>();
    private final String architecture;
    private final SortedMap<Nevra, ResolvedPackage> found = new TreeMap<>();

    /** @param architecture of the packages as RPM names it */
    public DebugPackages(SourceSettings settings, ContentStore store, SmithSpec spec, String architecture) {
        this.architecture = architecture;
        this.inputs = new PackageInputs(settings, store, spec.source()).withDebugInformation(spec.debug().repositories());
        this.source = inputs.source(architecture);
        named.addAll(spec.source().mock().debugDeps());
        named.addAll(spec.debug().packages());
    }

    /** The packages that the specification names, with what they depend on. */
    public PackageSet named() {
        add(source.resolve(inputs.requests(named, architecture)));
        return source.fetch(List.copyOf(found.values()));
    }

    /**
     * All packages so far, and those that hold certain files.
     *
     * @param paths absolute
     */
    public PackageSet holding(Set<String> paths) {
        add(source.holding(paths));
        return source.fetch(List.copyOf(found.values()));
    }

    private void add(List<ResolvedPackage> packages) {
        packages.forEach(each -> found.putIfAbsent(each.nevra(), each));
    }
}
