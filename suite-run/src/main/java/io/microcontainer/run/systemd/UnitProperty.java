package io.microcontainer.run.systemd;

import java.util.List;

/** A property of a unit, as systemd takes it over D-Bus (org.freedesktop.systemd1(5)): a name, and a value of a type. */
public sealed interface UnitProperty {

    /** Its name, as {@code MemoryMax}. */
    String name();

    /** Its type in D-Bus's letters. */
    String signature();

    /** Type {@code b}. */
    record Flag(String name, boolean value) implements UnitProperty {
        @Override
        public String signature() {
            return "b";
        }
    }

    /** Types {@code t} and {@code x}, 64 bits; {@code u} and {@code i}, 32 bits. */
    record Number(String name, char type, long value) implements UnitProperty {
        @Override
        public String signature() {
            return String.valueOf(type);
        }

        @Override
        public String toString() {
            return name + "=" + (type == 't' ? Long.toUnsignedString(value) : Long.toString(value));
        }
    }

    /** Type {@code s}. */
    record Text(String name, String value) implements UnitProperty {
        @Override
        public String signature() {
            return "s";
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    /** Type {@code as}. */
    record Texts(String name, List<String> values) implements UnitProperty {
        public Texts {
            values = List.copyOf(values);
        }

        @Override
        public String signature() {
            return "as";
        }
    }

    /** Type {@code au}. */
    record Numbers(String name, List<Integer> values) implements UnitProperty {
        public Numbers {
            values = List.copyOf(values);
        }

        @Override
        public String signature() {
            return "au";
        }
    }

    /** Type {@code ay}: bit i of byte j is number 8 j + i. */
    record Bits(String name, List<Byte> values) implements UnitProperty {
        public Bits {
            values = List.copyOf(values);
        }

        @Override
        public String signature() {
            return "ay";
        }

        @Override
        public String toString() {
            return name + "=" + values;
        }
    }

    /** Type {@code a(ss)}: devices, and what may be done. An empty list takes all before it away. */
    record Devices(String name, List<Device> values) implements UnitProperty {

        /** {@code /dev/char/1:3} or {@code char-pts} or {@code block-*}, and letters of {@code rwm}. */
        public record Device(String node, String access) {
            @Override
            public String toString() {
                return node + " " + access;
            }
        }

        public Devices {
            values = List.copyOf(values);
        }

        @Override
        public String signature() {
            return "a(ss)";
        }

        @Override
        public String toString() {
            return name + "=" + values;
        }
    }

    /** A number without sign, all ones for no limit. */
    static UnitProperty unsigned(String name, long value) {
        return new Number(name, 't', value);
    }
}
