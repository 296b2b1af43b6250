package io.microcontainer.build.resolve;

import io.microcontainer.build.rpm.Relation;
import java.util.List;
import java.util.stream.Collectors;

/** A dependency as a tree: one relation, or relations joined by the boolean words of rpm-dependencies(7). */
public sealed interface Dependency {

    /** One relation. */
    record Atom(Relation relation) implements Dependency {
        @Override
        public String toString() {
            return relation.toString();
        }
    }

    /** All are needed. */
    record And(List<Dependency> parts) implements Dependency {
        @Override
        public String toString() {
            return join(parts, " and ");
        }
    }

    /** One is needed. */
    record Or(List<Dependency> parts) implements Dependency {
        @Override
        public String toString() {
            return join(parts, " or ");
        }
    }

    /** One package is needed that meets all parts. */
    record With(List<Dependency> parts) implements Dependency {
        @Override
        public String toString() {
            return join(parts, " with ");
        }
    }

    /** A package is needed that meets the one and not the other. */
    record Without(Dependency wanted, Dependency unwanted) implements Dependency {
        @Override
        public String toString() {
            return "(" + wanted + " without " + unwanted + ")";
        }
    }

    /** The consequence is needed if the condition holds; else the alternative, if there is one (null). */
    record If(Dependency consequence, Dependency condition, Dependency alternative) implements Dependency {
        @Override
        public String toString() {
            return "(" + consequence + " if " + condition + (alternative == null ? "" : " else " + alternative) + ")";
        }
    }

    /** The consequence is needed if the condition does not hold; else the alternative, if there is one (null). */
    record Unless(Dependency consequence, Dependency condition, Dependency alternative) implements Dependency {
        @Override
        public String toString() {
            return "(" + consequence + " unless " + condition + (alternative == null ? "" : " else " + alternative) + ")";
        }
    }

    /** The tree of a relation of any kind. */
    static Dependency of(Relation relation) {
        return relation.isRich() ? RichParser.parse(relation.name()) : new Atom(relation);
    }

    private static String join(List<Dependency> parts, String word) {
        return parts.stream().map(Dependency::toString).collect(Collectors.joining(word, "(", ")"));
    }
}
