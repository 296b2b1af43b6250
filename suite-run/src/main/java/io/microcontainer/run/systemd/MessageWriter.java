package io.microcontainer.run.systemd;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibSystemd;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Appends values to a message of D-Bus. */
final class MessageWriter {

    private final LibSystemd library;
    private final long message;

    MessageWriter(LibSystemd library, long message) {
        this.library = library;
        this.message = message;
    }

    private static void check(int result) {
        if (result < 0) {
            throw new RunException("write a message to systemd: " + Errno.describe(-result));
        }
    }

    MessageWriter text(String text) {
        try (NativeMemory string = NativeMemory.string(text)) {
            check(library.sd_bus_message_append_basic(message, (byte) 's', string.address()));
        }
        return this;
    }

    MessageWriter flag(boolean value) {
        return number('b', value ? 1 : 0);
    }

    /** The machines that this runs on are little endian: the low bytes come first, whatever the type's width is. */
    MessageWriter number(char type, long value) {
        byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        try (NativeMemory memory = NativeMemory.of(bytes)) {
            check(library.sd_bus_message_append_basic(message, (byte) type, memory.address()));
        }
        return this;
    }

    <T> MessageWriter list(String contents, Collection<T> values, Consumer<T> each) {
        check(library.sd_bus_message_open_container(message, (byte) 'a', contents));
        values.forEach(each);
        check(library.sd_bus_message_close_container(message));
        return this;
    }

    private void container(char type, String contents, Runnable inner) {
        check(library.sd_bus_message_open_container(message, (byte) type, contents));
        inner.run();
        check(library.sd_bus_message_close_container(message));
    }

    /** Of type {@code a(sv)}. */
    MessageWriter properties(List<UnitProperty> properties) {
        return list("(sv)", properties, property -> container('r', "sv", () -> {
            text(property.name());
            container('v', property.signature(), () -> value(property));
        }));
    }

    private void value(UnitProperty property) {
        switch (property) {
            case UnitProperty.Flag flag -> flag(flag.value());
            case UnitProperty.Number number -> number(number.type(), number.value());
            case UnitProperty.Text text -> text(text.value());
            case UnitProperty.Texts texts -> list("s", texts.values(), this::text);
            case UnitProperty.Numbers numbers -> list("u", numbers.values(), value -> number('u', value));
            case UnitProperty.Bits bits -> list("y", bits.values(), value -> number('y', value));
            case UnitProperty.Devices devices -> list("(ss)", devices.values(), device -> container('r', "ss",
                    () -> text(device.node()).text(device.access())));
        }
    }
}
