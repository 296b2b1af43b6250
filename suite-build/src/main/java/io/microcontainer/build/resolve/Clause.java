package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A disjunction: one of {@code present} is installed, or one of {@code absent} is not. Lists of clauses are conjunctions.
 */
record Clause(Set<PackageMetadata> present, Set<PackageMetadata> absent) {

    /** Most clauses that one dependency may become: those of real packages have a handful. */
    private static final int MOST = 20_000;

    /** What always holds. */
    static final List<Clause> TRUE = List.of();
    /** What never holds. */
    static final List<Clause> FALSE = List.of(new Clause(Set.of(), Set.of()));

    Clause {
        present = Collections.unmodifiableSet(new LinkedHashSet<>(present));
        absent = Collections.unmodifiableSet(new LinkedHashSet<>(absent));
    }

    static List<Clause> anyOf(List<PackageMetadata> packages) {
        return List.of(new Clause(new LinkedHashSet<>(packages), Set.of()));
    }

    static List<Clause> noneOf(List<PackageMetadata> packages) {
        return packages.stream().map(each -> new Clause(Set.of(), Set.of(each))).toList();
    }

    static List<Clause> and(List<Clause> a, List<Clause> b) {
        List<Clause> all = new ArrayList<>(a);
        all.addAll(b);
        return bounded(all);
    }

    static List<Clause> or(List<Clause> a, List<Clause> b) {
        List<Clause> all = new ArrayList<>();
        if ((long) a.size() * b.size() > MOST) {
            throw tooMany();
        }
        for (Clause x : a) {
            for (Clause y : b) {
                Clause both = x.or(y);
                if (!both.isTrue()) {
                    all.add(both);
                }
            }
        }
        return bounded(all);
    }

    private Clause or(Clause other) {
        var allPresent = new LinkedHashSet<>(present);
        allPresent.addAll(other.present);
        var allAbsent = new LinkedHashSet<>(absent);
        allAbsent.addAll(other.absent);
        return new Clause(allPresent, allAbsent);
    }

    /** Whether it holds whatever is installed. */
    boolean isTrue() {
        return absent.stream().anyMatch(present::contains);
    }

    private static List<Clause> bounded(List<Clause> clauses) {
        if (clauses.size() > MOST) {
            throw tooMany();
        }
        return clauses;
    }

    private static IllegalArgumentException tooMany() {
        return new IllegalArgumentException("it has a boolean dependency that stands for more than " + MOST + " alternatives");
    }
}
