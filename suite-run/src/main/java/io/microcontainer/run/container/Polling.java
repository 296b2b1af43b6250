package io.microcontainer.run.container;

import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** Waits for a descriptor of the engine's own (ppoll(2)). */
final class Polling {

    private static final short POLLIN = 1;

    private Polling() {
    }

    /** The kernel's answer when there is something to read, or the other side is gone: 1, or a negative errno. */
    static long readable(long descriptor) {
        try (NativeMemory polled = request(descriptor)) {
            return LibC.call(Syscall.PPOLL, polled.address(), 1, 0, 0, Long.BYTES);
        }
    }

    /** The same, and 0 if that takes longer than so long. */
    static long readable(long descriptor, Duration patience) {
        byte[] time = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(patience.toSeconds())
                .putLong(patience.toNanosPart()).array();
        try (NativeMemory polled = request(descriptor); NativeMemory timeout = NativeMemory.of(time)) {
            return LibC.call(Syscall.PPOLL, polled.address(), 1, timeout.address(), 0, Long.BYTES);
        }
    }

    /** struct pollfd. */
    private static NativeMemory request(long descriptor) {
        return NativeMemory.of(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt((int) descriptor).putShort(POLLIN).array());
    }
}
