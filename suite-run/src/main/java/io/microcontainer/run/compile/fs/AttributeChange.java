package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOATIME;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NODEV;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NODIRATIME;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOEXEC;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOSUID;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOSYMFOLLOW;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_RDONLY;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_RELATIME;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_STRICTATIME;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR__ATIME;

import io.microcontainer.api.linux.MountAttribute;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Attributes of a mount to set and to clear: {@code attr_set} and {@code attr_clr} of mount_setattr(2). The ways to keep
 * access times exclude each other: {@code attr_clr} holds their whole field whenever one is set.
 */
record AttributeChange(Set<MountAttribute> set, Set<MountAttribute> clear) {

    static final AttributeChange NONE = new AttributeChange(Set.of(), Set.of());
    static final AttributeChange READONLY = new AttributeChange(Set.of(MOUNT_ATTR_RDONLY), Set.of());

    /** The change that one option asks for, as {@code nosuid} or {@code rw}. */
    static Optional<AttributeChange> of(String option) {
        return Optional.ofNullable(switch (option) {
            case "ro" -> READONLY;
            case "rw" -> clearing(MOUNT_ATTR_RDONLY);
            case "nosuid" -> setting(MOUNT_ATTR_NOSUID);
            case "suid" -> clearing(MOUNT_ATTR_NOSUID);
            case "nodev" -> setting(MOUNT_ATTR_NODEV);
            case "dev" -> clearing(MOUNT_ATTR_NODEV);
            case "noexec" -> setting(MOUNT_ATTR_NOEXEC);
            case "exec" -> clearing(MOUNT_ATTR_NOEXEC);
            case "nodiratime" -> setting(MOUNT_ATTR_NODIRATIME);
            case "diratime" -> clearing(MOUNT_ATTR_NODIRATIME);
            case "nosymfollow" -> setting(MOUNT_ATTR_NOSYMFOLLOW);
            case "symfollow" -> clearing(MOUNT_ATTR_NOSYMFOLLOW);
            case "noatime" -> accessTime(MOUNT_ATTR_NOATIME);
            case "strictatime" -> accessTime(MOUNT_ATTR_STRICTATIME);
            case "relatime", "atime", "norelatime", "nostrictatime" -> accessTime(MOUNT_ATTR_RELATIME);
            default -> null;
        });
    }

    private static AttributeChange setting(MountAttribute attribute) {
        return new AttributeChange(Set.of(attribute), Set.of());
    }

    private static AttributeChange clearing(MountAttribute attribute) {
        return new AttributeChange(Set.of(), Set.of(attribute));
    }

    private static AttributeChange accessTime(MountAttribute way) {
        return new AttributeChange(Set.of(way), Set.of(MOUNT_ATTR__ATIME));
    }

    /** This change and then another, which wins where they disagree. */
    AttributeChange then(AttributeChange next) {
        Set<MountAttribute> nowSet = EnumSet.noneOf(MountAttribute.class);
        Set<MountAttribute> nowClear = EnumSet.noneOf(MountAttribute.class);
        nowSet.addAll(set);
        nowClear.addAll(clear);
        if (next.clear.contains(MOUNT_ATTR__ATIME)) {
            nowSet.removeAll(Set.of(MOUNT_ATTR_NOATIME, MOUNT_ATTR_STRICTATIME, MOUNT_ATTR_RELATIME));
        }
        nowSet.removeAll(next.clear);
        nowClear.removeAll(next.set);
        nowSet.addAll(next.set);
        nowClear.addAll(next.clear);
        return new AttributeChange(nowSet, nowClear);
    }

    /** The same without read-only. */
    AttributeChange writable() {
        Set<MountAttribute> rest = EnumSet.noneOf(MountAttribute.class);
        rest.addAll(set);
        rest.remove(MOUNT_ATTR_RDONLY);
        return new AttributeChange(rest, clear);
    }

    boolean readonly() {
        return set.contains(MOUNT_ATTR_RDONLY);
    }

    boolean isNone() {
        return set.isEmpty() && clear.isEmpty();
    }

    /** {@code attr_set}. */
    long setBits() {
        return bits(set);
    }

    /** {@code attr_clr}. */
    long clearBits() {
        return bits(clear);
    }

    private static long bits(Set<MountAttribute> attributes) {
        long bits = 0;
        for (MountAttribute attribute : attributes) {
            bits |= attribute.bits();
        }
        return bits;
    }

    @Override
    public String toString() {
        String cleared = names(clear);
        return names(set) + (cleared.isEmpty() ? "" : " clear " + cleared);
    }

    private static String names(Set<MountAttribute> attributes) {
        return attributes.stream().sorted().map(MountAttribute::name).collect(Collectors.joining("|"));
    }
}
