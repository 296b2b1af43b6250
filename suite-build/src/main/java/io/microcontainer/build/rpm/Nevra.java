package io.microcontainer.build.rpm;

import java.util.Comparator;

/**
 * Name, epoch, version, release and architecture: which package it is.
 *
 * @param arch as in the RPM, {@code noarch} for a package that fits every machine
 */
public record Nevra(String name, Evr evr, String arch) implements Comparable<Nevra> {

    private static final Comparator<Nevra> ORDER = Comparator.comparing(Nevra::name).thenComparing(Nevra::evr).thenComparing(Nevra::arch);

    @Override
    public int compareTo(Nevra other) {
        return ORDER.compare(this, other);
    }

    /** {@code name-[epoch:]version-release.arch}, as dnf and {@code rpm --qf %{NEVRA}} write it, without an epoch of 0. */
    @Override
    public String toString() {
        return name + "-" + evr + "." + arch;
    }
}
