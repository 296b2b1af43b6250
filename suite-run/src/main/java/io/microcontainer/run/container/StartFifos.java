package io.microcontainer.run.container;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Wakes a container's init by its two fifos, as the plan of {@link io.microcontainer.run.compile.StartCompiler} does: for
 * a start without hooks nothing has to happen in the caller's process tree, and so no plan has to go there.
 */
final class StartFifos {


    private StartFifos() {
    }

    /**
     * Lets the program begin, and waits until it has or has not.
     *
     * @return the word of a {@link io.microcontainer.run.compile.StartFailure}, if the program could not start
     * @throws RunException if init has ended
     */
    static OptionalLong wake(String id, Path go, Path result) {
        long answer = open(result, OpenFlag.O_RDONLY);
        try {
            long fifo = open(go, OpenFlag.O_WRONLY);
            if (fifo == -Errno.ENXIO) {
                throw new RunException("container " + id + " cannot be started: its init has ended");
            }
            try (NativeMemory word = NativeMemory.string("+")) {
                check(LibC.call(Syscall.WRITE, check(fifo, go), word.address(), 1), go);
            } finally {
                LibC.call(Syscall.CLOSE, fifo);
            }
            return await(check(answer, result), result);
        } finally {
            LibC.call(Syscall.CLOSE, answer);
        }
    }

    /** Without O_NONBLOCK an open would wait for the other side, for ever if it is gone (fifo(7)). */
    private static long open(Path fifo, OpenFlag direction) {
        try (NativeMemory path = NativeMemory.string(fifo.toString())) {
            return LibC.call(Syscall.OPENAT, LibC.AT_FDCWD, path.address(),
                    Flag.all(direction, OpenFlag.O_NONBLOCK, OpenFlag.O_CLOEXEC), 0);
        }
    }

    private static OptionalLong await(long answer, Path result) {
        long ready;
        do {
            ready = Polling.readable(answer);
        } while (ready == -Errno.EINTR);
        check(ready, result);
        try (NativeMemory word = NativeMemory.zeroed(Long.BYTES)) {
            long size = check(LibC.call(Syscall.READ, answer, word.address(), Long.BYTES), result);
            return size < Long.BYTES ? OptionalLong.empty()
                    : OptionalLong.of(ByteBuffer.wrap(word.bytes(Long.BYTES)).order(ByteOrder.nativeOrder()).getLong());
        }
    }

    private static long check(long answer, Path fifo) {
        if (answer < 0) {
            throw new RunException("wake the container's init by " + fifo + ": " + Errno.describe((int) -answer));
        }
        return answer;
    }
}
