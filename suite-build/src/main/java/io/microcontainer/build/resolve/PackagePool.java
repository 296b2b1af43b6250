package io.microcontainer.build.resolve;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.repo.Repository;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.rpm.PackageArchitectures;
import io.microcontainer.build.rpm.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All packages that can be chosen, with who provides what. Packages stand in the order of their repositories. */
public final class PackagePool {

    /** The files that {@code primary.xml} lists, as createrepo_c has it. */
    private static final Pattern PRIMARY_FILE = Pattern.compile("/etc/.*|.*bin/.*|/usr/lib/sendmail", Pattern.DOTALL);

    /** A path as a dependency of its own or within a boolean one. */
    private static final Pattern PATH = Pattern.compile("(?<![^\\s(])/[^\\s()]*");

    private record Provider(PackageMetadata found, Relation provided) {
    }

    private final List<Repository> repositories;
    private final PackageArchitectures architectures;
    private final Map<String, Integer> priorities = new HashMap<>();
    private final List<PackageMetadata> packages;
    private final Map<PackageMetadata, Integer> positions = new HashMap<>();
    private final Map<String, List<PackageMetadata>> byName = new HashMap<>();
    private final Map<String, List<Provider>> byCapability = new HashMap<>();
    private final Map<String, List<PackageMetadata>> byFile = new HashMap<>();
    private final Map<String, List<PackageMetadata>> obsoleters = new HashMap<>();
    private Map<String, List<PackageMetadata>> otherFiles;
    private Map<PackageMetadata, List<PackageMetadata>> supplementers;

    /**
     * @param local        packages that the user gave as files; they come first
     * @param repositories the others; of packages with the same NEVRA the one of least priority number and then of least cost is taken
     */
    public PackagePool(List<PackageMetadata> local, List<Repository> repositories, PackageArchitectures architectures) {
        this.architectures = architectures;
        this.repositories = repositories.stream().sorted(Comparator.comparingInt((Repository each) -> each.config().priority())
                .thenComparingInt(each -> each.config().cost())).toList();
        this.repositories.forEach(each -> priorities.putIfAbsent(each.id(), each.config().priority()));
        Map<Nevra, PackageMetadata> unique = new LinkedHashMap<>();
        Stream.concat(local.stream(), this.repositories.stream().flatMap(repository -> repository.packages().stream()))
                .forEach(found -> unique.putIfAbsent(found.nevra(), found));
        this.packages = List.copyOf(unique.values());
        packages.forEach(this::index);
    }

    private void index(PackageMetadata found) {
        positions.put(found, positions.size());
        add(byName, found.nevra().name(), found);
        // Packages of rpm 3 do not say that they provide themselves.
        var own = Relation.equal(found.nevra().name(), found.nevra().evr());
        byCapability.computeIfAbsent(own.name(), _ -> new ArrayList<>()).add(new Provider(found, own));
        for (Relation provided : found.provides()) {
            byCapability.computeIfAbsent(provided.name(), _ -> new ArrayList<>()).add(new Provider(found, provided));
        }
        found.files().forEach(file -> add(byFile, file, found));
        found.obsoletes().forEach(obsoleted -> add(obsoleters, obsoleted.name(), found));
    }

    private static void add(Map<String, List<PackageMetadata>> map, String key, PackageMetadata found) {
        List<PackageMetadata> list = map.computeIfAbsent(key, _ -> new ArrayList<>(1));
        if (list.isEmpty() || list.getLast() != found) {
            list.add(found);
        }
    }

    /** All packages in the order of their repositories. */
    public List<PackageMetadata> packages() {
        return packages;
    }

    /** The priority number of a package's repository; a file that the user gave goes before all. */
    int priority(PackageMetadata found) {
        return priorities.getOrDefault(found.repository(), 0);
    }

    /** Where a package stands among all. */
    int position(PackageMetadata found) {
        return positions.get(found);
    }

    /** How well architectures fit. */
    PackageArchitectures architectures() {
        return architectures;
    }

    /** The names of the repositories, for messages. */
    String repositoryNames() {
        return repositories.isEmpty() ? "no repository is given" : "looked in "
                + String.join(", ", repositories.stream().map(Repository::id).toList());
    }

    /** All versions of a package. */
    List<PackageMetadata> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** All packages that meet a relation by name, capability or file, each once. */
    List<PackageMetadata> providers(Relation relation) {
        var found = new LinkedHashSet<Nevra>();
        var result = new ArrayList<PackageMetadata>();
        for (Provider provider : byCapability.getOrDefault(relation.name(), List.of())) {
            if (provider.provided().overlaps(relation) && found.add(provider.found().nevra())) {
                result.add(provider.found());
            }
        }
        if (relation.isFile()) {
            for (PackageMetadata holder : holders(relation.name())) {
                if (found.add(holder.nevra())) {
                    result.add(holder);
                }
            }
        }
        return result;
    }

    /** The packages that say they replace this one. */
    List<PackageMetadata> obsoleters(PackageMetadata old) {
        return obsoleters.getOrDefault(old.nevra().name(), List.of()).stream().filter(found -> obsoletes(found, old)).toList();
    }

    /** The packages that are recommended where this one is, if the rest of their condition holds too. */
    List<PackageMetadata> supplementers(PackageMetadata there) {
        if (supplementers == null) {
            supplementers = readSupplements();
        }
        return supplementers.getOrDefault(there, List.of());
    }

    private Map<PackageMetadata, List<PackageMetadata>> readSupplements() {
        Map<PackageMetadata, List<PackageMetadata>> out = new HashMap<>();
        for (PackageMetadata found : packages) {
            for (Relation condition : found.supplements()) {
                for (PackageMetadata part : new DependencyClauses(this).mentioned(dependency(condition, found))) {
                    out.computeIfAbsent(part, _ -> new ArrayList<>()).add(found);
                }
            }
        }
        return out;
    }

    /** Whether a package says that it replaces another: by name only, not by what that provides. */
    static boolean obsoletes(PackageMetadata found, PackageMetadata old) {
        var own = Relation.equal(old.nevra().name(), old.nevra().evr());
        return !found.nevra().name().equals(old.nevra().name())
                && found.obsoletes().stream().anyMatch(relation -> relation.name().equals(own.name()) && relation.overlaps(own));
    }

    private List<PackageMetadata> holders(String path) {
        List<PackageMetadata> known = byFile.getOrDefault(path, List.of());
        if (PRIMARY_FILE.matcher(path).matches()) {
            return known;
        }
        if (otherFiles == null) {
            otherFiles = readFileLists();
        }
        // Not among what packages need, so asked for by the user.
        List<PackageMetadata> others = otherFiles.containsKey(path) ? otherFiles.get(path) : readFileLists(Set.of(path)).getOrDefault(path, List.of());
        var all = new LinkedHashSet<Nevra>();
        return Stream.concat(known.stream(), others.stream()).filter(found -> all.add(found.nevra())).toList();
    }

    /** File lists are long: they are read once for all paths that any package needs. */
    private Map<String, List<PackageMetadata>> readFileLists() {
        Set<String> wanted = new TreeSet<>();
        for (PackageMetadata found : packages) {
            for (Relation needed : found.requires()) {
                if (needed.isFile() || needed.isRich()) {
                    PATH.matcher(needed.name()).results().map(MatchResult::group).filter(path -> !PRIMARY_FILE.matcher(path).matches())
                            .forEach(wanted::add);
                }
            }
        }
        Map<String, List<PackageMetadata>> result = readFileLists(wanted);
        wanted.forEach(path -> result.putIfAbsent(path, List.of()));
        return result;
    }

    private Map<String, List<PackageMetadata>> readFileLists(Set<String> wanted) {
        Map<String, List<PackageMetadata>> result = new HashMap<>();
        Map<Nevra, PackageMetadata> chosen = new HashMap<>();
        packages.forEach(found -> chosen.put(found.nevra(), found));
        for (Repository repository : repositories) {
            repository.holders(wanted).forEach((path, holders) -> holders.stream().filter(holder -> chosen.get(holder.nevra()) == holder)
                    .forEach(holder -> add(result, path, holder)));
        }
        return result;
    }

    /** The tree of a package's dependency. */
    static Dependency dependency(Relation relation, PackageMetadata owner) {
        try {
            return Dependency.of(relation);
        } catch (IllegalArgumentException e) {
            throw new BuildException("package " + owner + " of " + owner.repository() + " cannot be used: " + e.getMessage(), e);
        }
    }
}
