package io.microcontainer.run.systemd;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibSystemd;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** A connection with systemd's manager. For one thread. */
final class Bus implements AutoCloseable {

    static final String SYSTEMD = "org.freedesktop.systemd1";
    static final String MANAGER_PATH = "/org/freedesktop/systemd1";
    static final String MANAGER = "org.freedesktop.systemd1.Manager";

    private static final long PATIENCE = 30_000_000;
    private static final int ERROR_SIZE = 24;

    private final LibSystemd library;
    private final long bus;

    private Bus(LibSystemd library, long bus) {
        this.library = library;
        this.bus = bus;
    }

    /**
     * Connects.
     *
     * @param address of D-Bus's form, as {@code unix:path=/run/dbus/system_bus_socket}
     * @param broker  whether a message bus is there, rather than systemd itself
     */
    static Bus connect(LibSystemd library, String address, boolean broker) {
        try (NativeMemory at = NativeMemory.zeroed(8)) {
            check("make a connection", library.sd_bus_new(at.address()));
            Bus made = new Bus(library, pointer(at));
            try {
                check("use the address " + address, library.sd_bus_set_address(made.bus, address));
                library.sd_bus_set_bus_client(made.bus, broker ? 1 : 0);
                check("connect to " + address, library.sd_bus_start(made.bus));
                return made;
            } catch (RunException e) {
                made.close();
                throw e;
            }
        }
    }

    private static int check(String what, int result) {
        if (result < 0) {
            throw new RunException("talk with systemd: " + what + ": " + Errno.describe(-result));
        }
        return result;
    }

    private static long pointer(NativeMemory memory) {
        return ByteBuffer.wrap(memory.bytes(8)).order(ByteOrder.nativeOrder()).getLong();
    }

    /** A message that was received; to be closed. */
    record Message(LibSystemd library, long address) implements AutoCloseable {

        boolean isSignal(String face, String member) {
            return library.sd_bus_message_is_signal(address, face, member) > 0;
        }

        String text(char type) {
            try (NativeMemory at = NativeMemory.zeroed(8)) {
                check("read an answer", library.sd_bus_message_read_basic(address, (byte) type, at.address()));
                return LibSystemd.text(pointer(at));
            }
        }

        void skipNumber() {
            try (NativeMemory at = NativeMemory.zeroed(8)) {
                check("read an answer", library.sd_bus_message_read_basic(address, (byte) 'u', at.address()));
            }
        }

        Message enterVariant(String contents) {
            check("read an answer", library.sd_bus_message_enter_container(address, (byte) 'v', contents));
            return this;
        }

        @Override
        public void close() {
            library.sd_bus_message_unref(address);
        }
    }

    /** Calls a method of systemd's manager. */
    Message call(String member, Consumer<MessageWriter> arguments) {
        return call(SYSTEMD, MANAGER_PATH, MANAGER, member, arguments);
    }

    /**
     * Calls a method and waits for the answer.
     *
     * @throws BusError if the other side refuses
     */
    Message call(String destination, String path, String face, String member, Consumer<MessageWriter> arguments) {
        try (NativeMemory at = NativeMemory.zeroed(8); NativeMemory error = NativeMemory.zeroed(ERROR_SIZE);
                NativeMemory reply = NativeMemory.zeroed(8)) {
            check("make a call", library.sd_bus_message_new_method_call(bus, at.address(), destination, path, face, member));
            try (Message message = new Message(library, pointer(at))) {
                arguments.accept(new MessageWriter(library, message.address()));
                int result = library.sd_bus_call(bus, message.address(), PATIENCE, error.address(), reply.address());
                if (result < 0) {
                    throw refusal(member, result, error);
                }
            }
            return new Message(library, pointer(reply));
        }
    }

    private BusError refusal(String member, int result, NativeMemory error) {
        ByteBuffer fields = ByteBuffer.wrap(error.bytes(ERROR_SIZE)).order(ByteOrder.nativeOrder());
        String name = LibSystemd.text(fields.getLong(0));
        String words = LibSystemd.text(fields.getLong(8));
        library.sd_bus_error_free(error.address());
        return new BusError(name, "systemd refuses " + member + ": " + (words.isEmpty() ? Errno.describe(-result) : words));
    }

    /** The next message that nobody waits for, such as a signal; null if none comes in time. */
    Message next(long deadline) {
        try (NativeMemory at = NativeMemory.zeroed(8)) {
            while (true) {
                int work = check("listen", library.sd_bus_process(bus, at.address()));
                if (pointer(at) != 0) {
                    return new Message(library, pointer(at));
                }
                long left = deadline - System.nanoTime();
                if (work == 0) {
                    if (left <= 0) {
                        return null;
                    }
                    check("listen", library.sd_bus_wait(bus, left / 1000));
                }
            }
        }
    }

    @Override
    public void close() {
        library.sd_bus_flush_close_unref(bus);
    }
}
