package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.rpm.Evr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of several packages that would do is taken, as libsolv's policy has it: of the best repository, of the architecture that fits
 * best, not replaced by another one, of its name the newest, of the very name that was asked for; else the first of the repository.
 */
final class Preference {

    private record Name(String name, String arch) {
    }

    private final PackagePool pool;

    Preference(PackagePool pool) {
        this.pool = pool;
    }

    /** @param wanted the name that was asked for; empty if none was */
    List<PackageMetadata> sorted(Collection<PackageMetadata> packages, String wanted) {
        List<PackageMetadata> sorted = new ArrayList<>(packages);
        sorted.sort(Comparator.comparingInt(pool::position));
        if (sorted.size() < 2) {
            return sorted;
        }
        Map<Name, Evr> newest = new HashMap<>();
        for (PackageMetadata found : sorted) {
            newest.merge(name(found), found.nevra().evr(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
        }
        Map<PackageMetadata, Boolean> replaced = new HashMap<>();
        for (PackageMetadata found : sorted) {
            replaced.put(found, pool.obsoleters(found).stream().anyMatch(packages::contains));
        }
        sorted.sort(Comparator.comparingInt(pool::priority)
                .thenComparingInt(found -> pool.architectures().rank(found.nevra().arch()))
                .thenComparing(replaced::get)
                .thenComparing(found -> found.nevra().evr().compareTo(newest.get(name(found))) < 0)
                .thenComparing(found -> !found.nevra().name().equals(wanted))
                .thenComparing((a, b) -> a.nevra().name().equals(b.nevra().name()) ? b.nevra().evr().compareTo(a.nevra().evr()) : 0));
        return sorted;
    }

    private static Name name(PackageMetadata found) {
        return new Name(found.nevra().name(), found.nevra().arch());
    }
}
