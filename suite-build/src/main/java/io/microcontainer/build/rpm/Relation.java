package io.microcontainer.build.rpm;

import java.util.List;

/**
 * One dependency of a package: a Provides, Requires, Conflicts, Obsoletes or a weak one (rpm-dependencies(7)).
 *
 * @param name  a capability, a path, or a rich dependency in parentheses
 * @param flags {@code RPMSENSE_*} bits
 * @param evr   the version that the flags compare with; null where they compare with none
 */
public record Relation(String name, int flags, Evr evr) {

    public static final int LESS = 1 << 1;
    public static final int GREATER = 1 << 2;
    public static final int EQUAL = 1 << 3;
    /** RPMSENSE_PREREQ and the scriptlet kinds: needed already before installation. */
    public static final int PREREQ = 1 << 6;
    /** RPMSENSE_MISSINGOK: a hint that need not be met. */
    public static final int MISSINGOK = 1 << 19;
    /** RPMSENSE_RPMLIB: a feature that the reader of the package must have. */
    public static final int RPMLIB = 1 << 24;

    /** Of a Debian package: it is provided without a version and meets no dependency on one. */
    public static final int UNVERSIONED = 1 << 30;

    /** The bits that compare versions. */
    static final int COMPARISON = LESS | GREATER | EQUAL;

    public Relation {
        if ((flags & COMPARISON) == 0) {
            evr = null;
        }
    }

    /** A relation to any version. */
    public static Relation any(String name) {
        return new Relation(name, 0, null);
    }

    /** A relation to exactly one version. */
    public static Relation equal(String name, Evr evr) {
        return new Relation(name, EQUAL, evr);
    }

    /**
     * Bits for a comparison sign.
     *
     * @throws IllegalArgumentException if the sign is none of {@code < <= = >= >}
     */
    public static int comparison(String sign) {
        return switch (sign) {
            case "<" -> LESS;
            case "<=" -> LESS | EQUAL;
            case "=" -> EQUAL;
            case ">=" -> GREATER | EQUAL;
            case ">" -> GREATER;
            default -> throw new IllegalArgumentException("\"" + sign + "\" is not one of < <= = >= >");
        };
    }

    /** Whether it is a feature of rpm itself, {@code rpmlib(...)}, which no package provides. */
    public boolean isRpmlib() {
        return (flags & RPMLIB) != 0 || name.startsWith("rpmlib(");
    }

    /** Whether it is a boolean dependency such as {@code (a or b)}. */
    public boolean isRich() {
        return name.startsWith("(");
    }

    /** Whether it names a file. */
    public boolean isFile() {
        return name.startsWith("/");
    }

    /** Whether the versions that both relations admit overlap; the names are not looked at. */
    public boolean overlaps(Relation other) {
        if (evr == null || other.evr == null) {
            return evr == other.evr || ((flags | other.flags) & UNVERSIONED) == 0;
        }
        int order = evr.compareInDependency(other.evr);
        if (order < 0) {
            return (flags & GREATER) != 0 || (other.flags & LESS) != 0;
        }
        if (order > 0) {
            return (flags & LESS) != 0 || (other.flags & GREATER) != 0;
        }
        return (flags & other.flags & COMPARISON) != 0;
    }

    /** The comparison sign, empty where any version fits. */
    public String sign() {
        return List.of("", "<", ">", "", "=", "<=", ">=", "").get((flags & COMPARISON) >> 1);
    }

    /** {@code name sign version}, as rpm and dnf print it. */
    @Override
    public String toString() {
        return evr == null ? name : name + " " + sign() + " " + evr;
    }
}
