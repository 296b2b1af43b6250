package io.microcontainer.build.repo;

import io.microcontainer.build.fetch.TransportOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A repository as a user or host describes it, variables filled in (dnf.conf(5)).
 *
 * @param id                short name for messages and lock files
 * @param bases             directories that hold {@code repodata/repomd.xml}, one as good as the other; or one local directory of
 *                          {@code *.rpm} files
 * @param mirrorList        where a list of more of them is
 * @param metaLink          where such a list is that states the checksum of repomd.xml too
 * @param apt               what makes it one of apt; empty for a yum repository
 * @param signatures        what must be signed
 * @param priority          1 to 99 or more: packages of a lower number are taken first
 * @param cost              of two repositories with the same package the one of lower cost is taken
 * @param excludes          patterns of packages that are not seen
 * @param includes          patterns of the only packages that are seen; empty for all
 * @param transport         how its servers are reached
 * @param skipIfUnavailable do without it where it cannot be reached
 * @param moduleHotfixes    its packages are seen whatever modules say
 */
public record RepositoryConfig(String id, List<RepositoryLocation> bases, Optional<URI> mirrorList, Optional<URI> metaLink,
                               Optional<AptSuite> apt, SignaturePolicy signatures, int priority, int cost, List<String> excludes, List<String> includes,
                               TransportOptions transport, boolean skipIfUnavailable, boolean moduleHotfixes) {

    /** Priority of a repository that states none. */
    public static final int PRIORITY = 99;
    /** Cost of a repository that states none. */
    public static final int COST = 1000;

    public RepositoryConfig {
        bases = List.copyOf(bases);
        excludes = List.copyOf(excludes);
        includes = List.copyOf(includes);
    }

    /** A repository of which nothing but its place is said. */
    public static RepositoryConfig at(RepositoryLocation location, SignaturePolicy signatures) {
        return new RepositoryConfig(location.id(), List.of(location), Optional.empty(), Optional.empty(), Optional.empty(), signatures, PRIORITY, COST, List.of(),
                List.of(), TransportOptions.DEFAULT, false, false);
    }

    /** This with other demands for signatures. */
    public RepositoryConfig withSignatures(SignaturePolicy other) {
        return new RepositoryConfig(id, bases, mirrorList, metaLink, apt, other, priority, cost, excludes, includes, transport, skipIfUnavailable,
                moduleHotfixes);
    }

    /** Its place for messages, without credentials. */
    @Override
    public String toString() {
        return !bases.isEmpty() && bases.getFirst().toString().equals(id) || bases.isEmpty() ? id : id + " (" + bases.getFirst() + ")";
    }
}
