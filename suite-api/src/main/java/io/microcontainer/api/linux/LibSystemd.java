package io.microcontainer.api.linux;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The calls of libsystemd (sd-bus(3)) by which a program talks with systemd over D-Bus. Connections and messages are
 * addresses; results below zero are negative errnos. A connection is for one thread at a time.
 */
public interface LibSystemd {

    /**
     * Loads the library.
     *
     * @throws UnsatisfiedLinkError if this host has none
     */
    static LibSystemd load() {
        return LibraryLoader.create(LibSystemd.class).failImmediately().load("libsystemd.so.0");
    }

    /** The string at an address; empty for a null pointer. */
    static String text(long address) {
        return address == 0 ? "" : Pointer.wrap(Runtime.getSystemRuntime(), address).getString(0);
    }

    int sd_bus_new(long connectionAt);

    int sd_bus_set_address(long bus, String address);

    int sd_bus_set_bus_client(long bus, int yes);

    int sd_bus_start(long bus);

    /** Sends what is left, closes and frees; returns a null pointer. */
    long sd_bus_flush_close_unref(long bus);

    int sd_bus_message_new_method_call(long bus, long messageAt, String destination, String path, String face, String member);

    /** @param value address of the value; for strings and paths that of the string itself */
    int sd_bus_message_append_basic(long message, byte type, long value);

    int sd_bus_message_append_array(long message, byte type, long values, long size);

    int sd_bus_message_open_container(long message, byte type, String contents);

    int sd_bus_message_close_container(long message);

    int sd_bus_message_enter_container(long message, byte type, String contents);

    /** @param value where the value goes; for strings the address of the string within the message */
    int sd_bus_message_read_basic(long message, byte type, long value);

    /** @return above zero if it is this signal */
    int sd_bus_message_is_signal(long message, String face, String member);

    long sd_bus_message_unref(long message);

    /** @param error {@code sd_bus_error}: two strings and an int; 24 bytes, zeroed before */
    int sd_bus_call(long bus, long message, long microseconds, long error, long replyAt);

    void sd_bus_error_free(long error);

    /** @return 0 if there was nothing to do */
    int sd_bus_process(long bus, long messageAt);

    int sd_bus_wait(long bus, long microseconds);
}
