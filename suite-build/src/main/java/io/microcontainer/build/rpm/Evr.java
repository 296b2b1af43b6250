package io.microcontainer.build.rpm;

import java.util.Comparator;

/**
 * Epoch, version and release: what rpm orders packages of one name by (rpm-version(7)).
 *
 * @param epoch   compared first; a package without an epoch has epoch 0
 * @param version the upstream version
 * @param release the packager's release; empty in a dependency that names none and so fits every release
 * @param debian  whether it is of a Debian package: then dpkg's order counts (deb-version(7)), and an absent release is one
 */
public record Evr(long epoch, String version, String release, boolean debian) implements Comparable<Evr> {

    private static final Comparator<Evr> ORDER = Comparator.comparingLong(Evr::epoch)
            .thenComparing(Evr::version, RpmVersion::compare)
            .thenComparing(Evr::release, RpmVersion::compare);

    private static final Comparator<Evr> DEBIAN_ORDER = Comparator.comparingLong(Evr::epoch)
            .thenComparing(Evr::version, DebianVersion::compare)
            .thenComparing(Evr::release, DebianVersion::compare);

    /** One of an RPM package. */
    public Evr(long epoch, String version, String release) {
        this(epoch, version, release, false);
    }

    /** Reads the version of a Debian package, {@code [epoch:]upstream[-revision]}. */
    public static Evr parseDebian(String text) {
        Evr evr = parse(text);
        return new Evr(evr.epoch, evr.version, evr.release, true);
    }

    /**
     * Reads {@code [epoch:]version[-release]}.
     *
     * @throws IllegalArgumentException if the epoch is not a number of 32 bits
     */
    public static Evr parse(String text) {
        int colon = text.indexOf(':');
        long epoch = 0;
        String rest = text;
        // As rpm: what stands before a colon is an epoch only if it is all digits.
        if (colon >= 0 && text.chars().limit(colon).allMatch(c -> c >= '0' && c <= '9')) {
            epoch = colon == 0 ? 0 : parseEpoch(text.substring(0, colon));
            rest = text.substring(colon + 1);
        }
        int dash = rest.lastIndexOf('-');
        return dash < 0 ? new Evr(epoch, rest, "") : new Evr(epoch, rest.substring(0, dash), rest.substring(dash + 1));
    }

    /**
     * Reads the decimal text of an epoch.
     *
     * @throws IllegalArgumentException if it is not a number of 32 bits
     */
    public static long parseEpoch(String text) {
        try {
            return Integer.parseUnsignedInt(text) & 0xffffffffL;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("epoch \"" + text + "\" is not a number from 0 to 4294967295", e);
        }
    }

    @Override
    public int compareTo(Evr other) {
        return (debian || other.debian ? DEBIAN_ORDER : ORDER).compare(this, other);
    }

    /** Compares as dependencies do: the release counts only where both sides name one. */
    public int compareInDependency(Evr other) {
        if (debian || other.debian) {
            return DEBIAN_ORDER.compare(this, other);
        }
        int order = Long.compare(epoch, other.epoch);
        if (order == 0) {
            order = RpmVersion.compare(version, other.version);
        }
        if (order == 0 && !release.isEmpty() && !other.release.isEmpty()) {
            order = RpmVersion.compare(release, other.release);
        }
        return order;
    }

    /** {@code [epoch:]version[-release]}, without an epoch of 0. */
    @Override
    public String toString() {
        return (epoch == 0 ? "" : epoch + ":") + version + (release.isEmpty() ? "" : "-" + release);
    }
}
