package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.run.RunException;
import java.util.EnumSet;
import java.util.Set;

/**
 * One rule for a kind of device nodes: {@code linux.resources.devices[]} of the runtime-spec (config-linux.md, Allowed
 * Device list), or a line of the kernel's devices.list.
 *
 * @param allow  whether it allows or denies
 * @param type   character devices, block devices or all
 * @param major  major number, {@link #ANY} for all
 * @param minor  minor number, {@link #ANY} for all
 * @param access what may be done
 */
record DeviceLine(boolean allow, Type type, long major, long minor, Set<Access> access) {

    static final long ANY = -1;

    enum Type {
        CHAR('c'), BLOCK('b'), ALL('a');

        final char letter;

        Type(char letter) {
            this.letter = letter;
        }
    }

    enum Access {
        READ('r'), WRITE('w'), MKNOD('m');

        final char letter;

        Access(char letter) {
            this.letter = letter;
        }
    }

    DeviceLine {
        access = Set.copyOf(access);
    }

    /** A rule in the kernel's form without allow or deny: {@code c 1:3 rwm}. */
    static DeviceLine allow(String line) {
        String[] fields = line.split("[ :]");
        if (fields.length != 4 || fields[0].length() != 1) {
            throw new RunException("'" + line + "' is no line of devices.list");
        }
        return new DeviceLine(true, type(fields[0], line), number(fields[1]), number(fields[2]), access(fields[3], line));
    }

    /** A rule of the config. */
    static DeviceLine of(DeviceRule rule, int index) {
        String field = "linux.resources.devices[" + index + "]";
        // The config's reader has warned of the letter.
        String letters = rule.access() == null ? "" : rule.access().replace("a", "");
        if (letters.isEmpty()) {
            throw new RunException(field + ".access is empty; it needs some of the letters r, w and m");
        }
        Type type = switch (rule.type()) {
            case null -> Type.ALL;
            case ALL -> Type.ALL;
            case BLOCK -> Type.BLOCK;
            case CHARACTER -> Type.CHAR;
        };
        return new DeviceLine(rule.allow(), type, number(rule.major(), field + ".major"),
                number(rule.minor(), field + ".minor"), access(letters, field + ".access"));
    }

    private static long number(String field) {
        return field.equals("*") ? ANY : Long.parseLong(field);
    }

    private static long number(Long value, String field) {
        long number = value == null ? ANY : value;
        if (number < ANY || number > 0xffff_ffffL) {
            throw new RunException(field + " " + number + " is no device number; -1 stands for all");
        }
        return number;
    }

    private static Type type(String letter, String where) {
        return switch (letter) {
            case "a" -> Type.ALL;
            case "b" -> Type.BLOCK;
            case "c" -> Type.CHAR;
            default -> throw new RunException(where + ": '" + letter + "' is none of a, b and c");
        };
    }

    private static Set<Access> access(String letters, String where) {
        Set<Access> access = EnumSet.noneOf(Access.class);
        for (char letter : letters.toCharArray()) {
            access.add(switch (letter) {
                case 'r' -> Access.READ;
                case 'w' -> Access.WRITE;
                case 'm' -> Access.MKNOD;
                default -> throw new RunException(where + ": '" + letter + "' is none of r, w and m");
            });
        }
        return access;
    }

    /** The rule in the kernel's form, without allow or deny: {@code c 1:3 rwm}. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder().append(type.letter).append(' ').append(text(major)).append(':')
                .append(text(minor)).append(' ');
        for (Access one : Access.values()) {
            if (access.contains(one)) {
                line.append(one.letter);
            }
        }
        return line.toString();
    }

    private static String text(long number) {
        return number == ANY ? "*" : Long.toString(number);
    }
}
