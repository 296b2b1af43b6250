package io.microcontainer.build.repo;

import io.microcontainer.build.pgp.KeyRing;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A repository of which some packages are not seen. */
final class FilteredRepository implements Repository {

    private final Repository whole;
    private final List<PackageMetadata> packages;

    FilteredRepository(Repository whole, Predicate<PackageMetadata> seen) {
        this.whole = whole;
        this.packages = whole.packages().stream().filter(seen).toList();
    }

    @Override
    public RepositoryConfig config() {
        return whole.config();
    }

    @Override
    public KeyRing keys() {
        return whole.keys();
    }

    @Override
    public List<URI> locations(PackageMetadata found) {
        return whole.locations(found);
    }

    @Override
    public Optional<String> state() {
        return whole.state();
    }

    @Override
    public List<PackageMetadata> packages() {
        return packages;
    }

    /** Also of packages that are not seen: who asks leaves out what it does not know. */
    @Override
    public Map<String, List<PackageMetadata>> holders(Set<String> paths) {
        return whole.holders(paths);
    }
}
