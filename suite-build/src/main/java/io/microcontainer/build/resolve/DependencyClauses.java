package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.resolve.Dependency.And;
import io.microcontainer.build.resolve.Dependency.Atom;
import io.microcontainer.build.resolve.Dependency.If;
import io.microcontainer.build.resolve.Dependency.Or;
import io.microcontainer.build.resolve.Dependency.Unless;
import io.microcontainer.build.resolve.Dependency.With;
import io.microcontainer.build.resolve.Dependency.Without;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Turns dependencies into clauses over packages, and knows which packages meet a dependency. */
final class DependencyClauses {

    /** Features of rpm that matter to whoever reads a package without running its scriptlets. */
    private static final Set<String> RPMLIB = Set.of("rpmlib(BuiltinLuaScripts)", "rpmlib(CaretInVersions)", "rpmlib(CompressedFileNames)",
            "rpmlib(ConcurrentAccess)", "rpmlib(DynamicBuildRequires)", "rpmlib(ExplicitPackageProvide)", "rpmlib(FileCaps)",
            "rpmlib(FileDigests)", "rpmlib(HeaderLoadSortsTags)", "rpmlib(LargeFiles)", "rpmlib(PartialHardlinkSets)",
            "rpmlib(PayloadFilesHavePrefix)", "rpmlib(PayloadIsBzip2)", "rpmlib(PayloadIsLzma)", "rpmlib(PayloadIsXz)",
            "rpmlib(PayloadIsZstd)", "rpmlib(RichDependencies)", "rpmlib(ScriptletExpansion)", "rpmlib(ScriptletInterpreterArgs)",
            "rpmlib(TildeInVersions)", "rpmlib(VersionedDependencies)");

    private final PackagePool pool;

    DependencyClauses(PackagePool pool) {
        this.pool = pool;
    }

    /** When a dependency is met. */
    List<Clause> met(Dependency dependency) {
        return switch (dependency) {
            case Atom atom when atom.relation().isRpmlib() -> RPMLIB.contains(atom.relation().name()) ? Clause.TRUE : Clause.FALSE;
            case Atom _, With _, Without _ -> Clause.anyOf(providers(dependency));
            case And and -> and.parts().stream().map(this::met).reduce(Clause.TRUE, Clause::and);
            case Or or -> or.parts().stream().map(this::met).reduce(Clause.FALSE, Clause::or);
            case If i -> {
                List<Clause> then = Clause.or(unmet(i.condition()), met(i.consequence()));
                yield i.alternative() == null ? then : Clause.and(then, Clause.or(met(i.condition()), met(i.alternative())));
            }
            case Unless u -> {
                // As libsolv: without an alternative the condition must not hold at all.
                List<Clause> otherwise = u.alternative() == null ? Clause.FALSE : met(u.alternative());
                yield Clause.and(Clause.or(met(u.condition()), met(u.consequence())), Clause.or(unmet(u.condition()), otherwise));
            }
        };
    }

    /** When it is not. */
    List<Clause> unmet(Dependency dependency) {
        return switch (dependency) {
            case Atom atom when atom.relation().isRpmlib() -> RPMLIB.contains(atom.relation().name()) ? Clause.FALSE : Clause.TRUE;
            case Atom _, With _, Without _ -> Clause.noneOf(providers(dependency));
            case And and -> and.parts().stream().map(this::unmet).reduce(Clause.FALSE, Clause::or);
            case Or or -> or.parts().stream().map(this::unmet).reduce(Clause.TRUE, Clause::and);
            case If i -> {
                List<Clause> broken = Clause.and(met(i.condition()), unmet(i.consequence()));
                yield i.alternative() == null ? broken : Clause.or(broken, Clause.and(unmet(i.condition()), unmet(i.alternative())));
            }
            case Unless u -> {
                List<Clause> otherwise = u.alternative() == null ? Clause.TRUE : unmet(u.alternative());
                yield Clause.or(Clause.and(unmet(u.condition()), unmet(u.consequence())), Clause.and(met(u.condition()), otherwise));
            }
        };
    }

    /** Packages that meet a dependency each for itself, in the pool's order. */
    List<PackageMetadata> providers(Dependency dependency) {
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

    /** All packages that any part of a dependency speaks of. */
    List<PackageMetadata> mentioned(Dependency dependency) {
        return switch (dependency) {
            case Atom _, With _, Without _ -> providers(dependency);
            case And and -> and.parts().stream().flatMap(part -> mentioned(part).stream()).distinct().toList();
            case Or or -> or.parts().stream().flatMap(part -> mentioned(part).stream()).distinct().toList();
            case If i -> Stream.of(i.consequence(), i.condition()).flatMap(part -> mentioned(part).stream()).distinct().toList();
            case Unless u -> Stream.of(u.consequence(), u.condition()).flatMap(part -> mentioned(part).stream()).distinct().toList();
        };
    }
}
