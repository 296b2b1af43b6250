package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.resolve.Dependency.And;
import io.microcontainer.build.resolve.Dependency.Atom;
import io.microcontainer.build.resolve.Dependency.If;
import io.microcontainer.build.resolve.Dependency.Or;
import io.microcontainer.build.resolve.Dependency.Unless;
import io.microcontainer.build.resolve.Dependency.With;
import io.microcontainer.build.resolve.Dependency.Without;
import io.microcontainer.build.rpm.Relation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One attempt at a closure, without the packages that earlier attempts gave up. */
final class ClosureAttempt {

    /** Features of rpm that matter to whoever reads a package without running its scriptlets. */
    private static final Set<String> RPMLIB = Set.of("rpmlib(BuiltinLuaScripts)", "rpmlib(CaretInVersions)", "rpmlib(CompressedFileNames)",
            "rpmlib(ConcurrentAccess)", "rpmlib(DynamicBuildRequires)", "rpmlib(ExplicitPackageProvide)", "rpmlib(FileCaps)",
            "rpmlib(FileDigests)", "rpmlib(HeaderLoadSortsTags)", "rpmlib(LargeFiles)", "rpmlib(PartialHardlinkSets)",
            "rpmlib(PayloadFilesHavePrefix)", "rpmlib(PayloadIsBzip2)", "rpmlib(PayloadIsLzma)", "rpmlib(PayloadIsXz)",
            "rpmlib(PayloadIsZstd)", "rpmlib(RichDependencies)", "rpmlib(ScriptletExpansion)", "rpmlib(ScriptletInterpreterArgs)",
            "rpmlib(TildeInVersions)", "rpmlib(VersionedDependencies)");

    /** A dependency to be met; {@code text} is it as its owner wrote it. */
    private record Task(Dependency dependency, PackageMetadata owner, String text) {
    }

    private final PackagePool pool;
    private final Set<PackageMetadata> excluded;
    private final Map<String, Selected> selected = new LinkedHashMap<>();
    private final Deque<Task> sure = new ArrayDeque<>();
    private final Deque<Task> choices = new ArrayDeque<>();
    private final List<Task> conditional = new ArrayList<>();

    ClosureAttempt(PackagePool pool, Set<PackageMetadata> excluded) {
        this.pool = pool;
        this.excluded = excluded;
    }

    List<Selected> run(List<Goal> goals) {
        goals.forEach(this::begin);
        boolean grown = true;
        while (grown) {
            while (!sure.isEmpty() || !choices.isEmpty()) {
                if (sure.isEmpty()) {
                    choose(choices.poll());
                } else {
                    meet(sure.poll());
                }
            }
            grown = applyConditions();
        }
        List<PackageMetadata> all = selected.values().stream().map(Selected::found).toList();
        all.forEach(found -> checkConflicts(found, all));
        return selected.values().stream().sorted(Comparator.comparing(each -> each.found().nevra())).toList();
    }

    private void begin(Goal goal) {
        switch (goal) {
            case Goal.Exactly exactly -> select(exactly.found(), Selected.REQUESTED);
            case Goal.Named named -> {
                List<PackageMetadata> all = new GoalMatcher(pool).match(named.text());
                if (all.isEmpty()) {
                    throw new DeadEnd("no package is or provides \"" + named.text() + "\", which was requested ("
                            + pool.repositoryNames() + ")", null);
                }
                if (all.stream().anyMatch(this::isSelected)) {
                    return;
                }
                List<PackageMetadata> ranked = rank(withObsoleters(all), named.text());
                if (ranked.isEmpty()) {
                    throw new DeadEnd("no version of \"" + named.text() + "\", which was requested, fits together with the other packages", null);
                }
                select(ranked.getFirst(), Selected.REQUESTED);
            }
        }
    }

    /** As dnf: who asks for a package that another one replaces gets the other one. */
    private List<PackageMetadata> withObsoleters(List<PackageMetadata> packages) {
        var all = new ArrayList<>(packages);
        packages.forEach(old -> pool.obsoleters(old).stream().filter(found -> !all.contains(found)).forEach(all::add));
        return all;
    }

    private boolean isSelected(PackageMetadata found) {
        Selected there = selected.get(found.nevra().name());
        return there != null && there.found() == found;
    }

    private void select(PackageMetadata found, String reason) {
        Selected there = selected.get(found.nevra().name());
        if (there != null) {
            if (there.found() == found) {
                return;
            }
            throw clash(there, found, reason);
        }
        selected.put(found.nevra().name(), new Selected(found, reason));
        for (Relation needed : found.requires()) {
            if ((needed.flags() & Relation.MISSINGOK) == 0) {
                sure.add(new Task(PackagePool.dependency(needed, found), found, needed.toString()));
            }
        }
    }

    private void meet(Task task) {
        switch (task.dependency()) {
            case And and -> and.parts().forEach(part -> sure.add(new Task(part, task.owner(), task.text())));
            case If _, Unless _ -> conditional.add(task);
            case Atom atom when atom.relation().isRpmlib() -> checkRpmlib(atom.relation(), task.owner());
            case Or _, Atom _, With _, Without _ -> {
                if (holds(task.dependency(), task.owner())) {
                    return;
                }
                List<PackageMetadata> candidates = candidates(task);
                if (candidates.size() > 1) {
                    choices.add(task);
                } else {
                    take(task, candidates);
                }
            }
        }
    }

    private void choose(Task task) {
        if (!holds(task.dependency(), task.owner())) {
            take(task, candidates(task));
        }
    }

    private void take(Task task, List<PackageMetadata> candidates) {
        if (!candidates.isEmpty()) {
            select(candidates.getFirst(), "needed by " + task.owner() + " for " + task.text());
            return;
        }
        if (task.dependency() instanceof Or or) {
            for (Dependency part : or.parts()) {
                if (isPossible(part, task.owner())) {
                    sure.add(new Task(part, task.owner(), task.text()));
                    return;
                }
            }
        }
        for (PackageMetadata found : providers(task.dependency())) {
            Selected there = selected.get(found.nevra().name());
            if (there != null && !excluded.contains(found)) {
                throw clash(there, found, "needed by " + task.owner() + " for " + task.text());
            }
        }
        throw new DeadEnd("nothing provides " + task.text() + " needed by " + task.owner(), culprit(task.owner()));
    }

    /** Whether the closure so far meets a dependency of {@code owner}, which counts as there. */
    private boolean holds(Dependency dependency, PackageMetadata owner) {
        return switch (dependency) {
            case And and -> and.parts().stream().allMatch(part -> holds(part, owner));
            case Or or -> or.parts().stream().anyMatch(part -> holds(part, owner));
            case If i -> holds(i.condition(), owner) ? holds(i.consequence(), owner) : i.alternative() == null || holds(i.alternative(), owner);
            case Unless u -> holds(u.condition(), owner) ? u.alternative() == null || holds(u.alternative(), owner) : holds(u.consequence(), owner);
            case Atom atom when atom.relation().isRpmlib() -> true;
            case Atom _, With _, Without _ -> providers(dependency).stream().anyMatch(found -> found == owner || isSelected(found));
        };
    }

    private boolean isPossible(Dependency dependency, PackageMetadata owner) {
        return switch (dependency) {
            case And and -> and.parts().stream().allMatch(part -> isPossible(part, owner));
            case Or or -> or.parts().stream().anyMatch(part -> isPossible(part, owner));
            case If _, Unless _ -> true;
            case Atom _, With _, Without _ -> holds(dependency, owner) || !rank(providers(dependency), "").isEmpty();
        };
    }

    /** Single packages that would meet a dependency, the best first. */
    private List<PackageMetadata> candidates(Task task) {
        if (task.dependency() instanceof Or or) {
            var all = new ArrayList<PackageMetadata>();
            for (Dependency part : or.parts()) {
                if (part instanceof And || part instanceof If || part instanceof Unless) {
                    return List.of();
                }
                all.addAll(candidates(new Task(part, task.owner(), task.text())));
            }
            return all;
        }
        String name = task.dependency() instanceof Atom atom ? atom.relation().name() : "";
        return rank(providers(task.dependency()), name);
    }

    private List<PackageMetadata> providers(Dependency dependency) {
        return switch (dependency) {
            case Atom atom -> pool.providers(atom.relation());
            case With with -> {
                var common = new ArrayList<>(providers(with.parts().getFirst()));
                with.parts().forEach(part -> common.retainAll(providers(part)));
                yield common;
            }
            case Without without -> {
                var left = new ArrayList<>(providers(without.wanted()));
                left.removeAll(providers(without.unwanted()));
                yield left;
            }
            case Or or -> or.parts().stream().flatMap(part -> providers(part).stream()).distinct().toList();
            case And and -> and.parts().stream().flatMap(part -> providers(part).stream()).distinct().toList();
            case If _, Unless _ -> List.of();
        };
    }

    /**
     * Leaves out what cannot be had, of each name all but the best version, and what another candidate replaces; a package of the
     * dependency's very name comes first, the others as in the pool.
     */
    private List<PackageMetadata> rank(List<PackageMetadata> packages, String name) {
        Map<String, PackageMetadata> best = new LinkedHashMap<>();
        for (PackageMetadata found : packages) {
            Selected there = selected.get(found.nevra().name());
            if (excluded.contains(found) || there != null && there.found() != found) {
                continue;
            }
            best.merge(found.nevra().name(), found, (a, b) -> b.nevra().evr().compareTo(a.nevra().evr()) > 0 ? b : a);
        }
        var left = new ArrayList<>(best.values());
        left.removeIf(old -> best.values().stream().anyMatch(found -> PackagePool.obsoletes(found, old)));
        left.sort(Comparator.comparing(found -> !found.nevra().name().equals(name)));
        return left;
    }

    private boolean applyConditions() {
        boolean grown = false;
        for (Task task : List.copyOf(conditional)) {
            if (holds(task.dependency(), task.owner())) {
                continue;
            }
            Dependency wanted = switch (task.dependency()) {
                case If i -> holds(i.condition(), task.owner()) ? i.consequence() : i.alternative();
                case Unless u -> holds(u.condition(), task.owner()) ? u.alternative() : u.consequence();
                default -> throw new IllegalStateException("not a condition: " + task.dependency());
            };
            sure.add(new Task(wanted, task.owner(), task.text()));
            grown = true;
        }
        return grown;
    }

    private void checkRpmlib(Relation relation, PackageMetadata owner) {
        if (!RPMLIB.contains(relation.name())) {
            throw new DeadEnd(owner + " needs " + relation + ", a feature of rpm that is not known here", culprit(owner));
        }
    }

    private void checkConflicts(PackageMetadata found, List<PackageMetadata> all) {
        for (Relation relation : found.conflicts()) {
            Dependency conflict = PackagePool.dependency(relation, found);
            if (conflict instanceof Atom) {
                for (PackageMetadata other : providers(conflict)) {
                    if (other != found && isSelected(other)) {
                        throw conflict(found, other, found + " conflicts with " + relation + ", which " + other + " provides");
                    }
                }
            } else if (holds(conflict, null)) {
                throw conflict(found, found, found + " conflicts with " + relation);
            }
        }
        for (PackageMetadata other : all) {
            if (PackagePool.obsoletes(found, other)) {
                throw conflict(found, other, found + " obsoletes " + other + ", but both are needed");
            }
        }
    }

    private DeadEnd conflict(PackageMetadata a, PackageMetadata b, String message) {
        PackageMetadata culprit = culprit(b) != null ? b : culprit(a);
        return new DeadEnd(message + " (" + a + " is " + reason(a) + (a == b ? "" : ", " + b + " is " + reason(b)) + ")", culprit);
    }

    private String reason(PackageMetadata found) {
        return selected.get(found.nevra().name()).reason();
    }

    private DeadEnd clash(Selected there, PackageMetadata other, String reason) {
        String message = other + " is " + reason + ", but " + there.found() + " is " + there.reason() + ": only one version can be installed";
        PackageMetadata culprit = culprit(there.found());
        return new DeadEnd(message, culprit);
    }

    /** A package that another choice could replace; a package file that the user gave cannot be replaced. */
    private static PackageMetadata culprit(PackageMetadata found) {
        return found.repository().equals(PackageMetadata.COMMAND_LINE) ? null : found;
    }
}
