package io.microcontainer.build.resolve;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.resolve.Dependency.Atom;
import io.microcontainer.build.resolve.Rule.Cause;
import io.microcontainer.build.rpm.PackageArchitectures;
import io.microcontainer.build.rpm.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packages that goals can lead to, each with a number from 1, and all rules about them. Packages that nothing leads to are not
 * looked at: no solution needs them.
 */
final class RuleBook {

    private final PackagePool pool;
    private final DependencyClauses clauses;
    private final Preference preference;
    private final boolean weak;
    private final Map<PackageMetadata, Integer> numbers = new HashMap<>();
    private final List<PackageMetadata> packages = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();

    /** @param weak whether recommended packages are wished for */
    RuleBook(List<Goal> goals, PackagePool pool, boolean weak) {
        this.pool = pool;
        this.clauses = new DependencyClauses(pool);
        this.preference = new Preference(pool);
        this.weak = weak;
        goals.forEach(this::reach);
        for (int i = 0; i < packages.size(); i++) {
            reachFrom(packages.get(i));
        }
        goals.forEach(goal -> rules.add(new Rule(new int[0], numbers(candidates(goal)), false, new Cause.Requested(goal))));
        for (PackageMetadata found : List.copyOf(packages)) {
            describe(found);
        }
        excludeSameNames();
    }

    List<Rule> rules() {
        return rules;
    }

    /** How many packages there are; their numbers go up to this. */
    int size() {
        return packages.size();
    }

    PackageMetadata found(int number) {
        return packages.get(number - 1);
    }

    private List<PackageMetadata> candidates(Goal goal) {
        return switch (goal) {
            case Goal.Exactly exactly -> List.of(exactly.found());
            case Goal.Named named -> {
                List<PackageMetadata> all = new ArrayList<>(new GoalMatcher(pool).match(named.text()));
                // As dnf: who asks for a package that another one replaces gets the other one.
                for (PackageMetadata old : List.copyOf(all)) {
                    pool.obsoleters(old).stream().filter(each -> !all.contains(each)).forEach(all::add);
                }
                yield preference.sorted(all, named.text());
            }
        };
    }

    private void reach(Goal goal) {
        candidates(goal).forEach(this::number);
    }

    private void reachFrom(PackageMetadata found) {
        for (Relation needed : found.requires()) {
            if ((needed.flags() & Relation.MISSINGOK) == 0) {
                met(needed, found).forEach(clause -> clause.present().forEach(this::number));
            }
        }
        // A boolean conflict may be settled by a package that makes it none.
        found.conflicts().stream().filter(Relation::isRich).forEach(conflict -> clauses.unmet(PackagePool.dependency(conflict, found))
                .forEach(clause -> clause.present().forEach(this::number)));
        if (weak) {
            found.recommends().forEach(wish -> met(wish, found).forEach(clause -> clause.present().forEach(this::number)));
            pool.supplementers(found).forEach(this::number);
        }
    }

    private int number(PackageMetadata found) {
        return numbers.computeIfAbsent(found, each -> {
            packages.add(each);
            return packages.size();
        });
    }

    private int[] numbers(Iterable<PackageMetadata> some) {
        List<Integer> out = new ArrayList<>();
        for (PackageMetadata each : some) {
            Integer number = numbers.get(each);
            if (number != null) {
                out.add(number);
            }
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    private List<Clause> met(Relation relation, PackageMetadata owner) {
        try {
            return clauses.met(PackagePool.dependency(relation, owner));
        } catch (IllegalArgumentException e) {
            throw new BuildException("package " + owner + " of " + owner.repository() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void describe(PackageMetadata found) {
        int owner = numbers.get(found);
        for (Relation needed : found.requires()) {
            if ((needed.flags() & Relation.MISSINGOK) == 0) {
                String wanted = needed.isRich() ? "" : needed.name();
                met(needed, found).forEach(clause -> add(owner, clause, wanted, false, new Cause.Needed(found, needed.toString())));
            }
        }
        found.conflicts().forEach(relation -> addConflict(found, owner, relation));
        for (Relation replaced : found.obsoletes()) {
            for (PackageMetadata other : pool.named(replaced.name())) {
                if (numbers.containsKey(other) && other != found && PackagePool.obsoletes(found, other)) {
                    exclude(owner, numbers.get(other), new Cause.Obsoletes(found, replaced.toString(), other));
                }
            }
        }
        if (weak) {
            found.recommends().forEach(wish -> met(wish, found).forEach(clause -> add(owner, clause, wish.name(), true,
                    new Cause.Needed(found, wish.toString()))));
            found.supplements().forEach(condition -> addSupplement(found, condition));
        }
    }

    /** A clause that holds for a package that is outside of the book anyway says nothing. */
    private void add(int owner, Clause clause, String wanted, boolean wish, Cause cause) {
        PackageMetadata found = found(owner);
        if (clause.present().contains(found) || !numbers.keySet().containsAll(clause.absent())) {
            return;
        }
        List<Integer> guards = new ArrayList<>(List.of(owner));
        clause.absent().stream().map(numbers::get).filter(each -> each != owner).forEach(guards::add);
        rules.add(new Rule(guards.stream().mapToInt(Integer::intValue).toArray(), numbers(preference.sorted(clause.present(), wanted)), wish, cause));
    }

    /** A package does not conflict with what it provides itself. */
    private void addConflict(PackageMetadata found, int owner, Relation relation) {
        Dependency dependency = PackagePool.dependency(relation, found);
        if (dependency instanceof Atom) {
            for (PackageMetadata other : clauses.providers(dependency)) {
                if (other != found && numbers.containsKey(other)) {
                    exclude(owner, numbers.get(other), new Cause.Conflict(found, relation.toString(), List.of(other)));
                }
            }
            return;
        }
        for (Clause clause : clauses.unmet(dependency)) {
            Clause others = new Clause(clause.present(), without(clause.absent(), found));
            add(owner, others, "", false, new Cause.Conflict(found, relation.toString(), List.copyOf(others.absent())));
        }
    }

    private static Set<PackageMetadata> without(Set<PackageMetadata> packages, PackageMetadata one) {
        var left = new LinkedHashSet<>(packages);
        left.remove(one);
        return left;
    }

    /** A package is wished for if what it supplements is there. */
    private void addSupplement(PackageMetadata found, Relation condition) {
        for (Clause clause : clauses.unmet(PackagePool.dependency(condition, found))) {
            if (numbers.keySet().containsAll(clause.absent()) && !clause.absent().isEmpty() && !clause.absent().contains(found)) {
                var choices = new ArrayList<>(clause.present());
                choices.addFirst(found);
                rules.add(new Rule(numbers(clause.absent()), numbers(choices), true,
                        new Cause.Needed(clause.absent().iterator().next(), condition.toString())));
            }
        }
    }

    private void excludeSameNames() {
        Map<String, List<PackageMetadata>> byName = new HashMap<>();
        packages.forEach(found -> byName.computeIfAbsent(found.nevra().name(), _ -> new ArrayList<>()).add(found));
        for (PackageMetadata found : packages) {
            for (PackageMetadata other : byName.get(found.nevra().name())) {
                if (numbers.get(found) < numbers.get(other) && PackageArchitectures.exclude(found.nevra().arch(), other.nevra().arch())) {
                    exclude(numbers.get(found), numbers.get(other), new Cause.SameName(found, other));
                }
            }
        }
    }

    private void exclude(int one, int other, Cause cause) {
        rules.add(new Rule(new int[] {one, other}, new int[0], false, cause));
    }
}
