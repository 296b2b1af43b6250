package io.microcontainer.debug.target;

import io.microcontainer.api.linux.FilesystemMagic;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * The number by which the file system of pidfds knows a process (pidfs, since Linux 6.9): no other process ever has it as long as the
 * host runs. By it whoever opens a pidfd sees for himself whose it is.
 */
final class PidfdInode {

    /** {@code struct stat} begins with st_dev and st_ino, {@code struct statfs} with f_type, of 64 bits each. */
    private static final int STAT = 144;
    private static final int ST_INO = 8;
    private static final int STATFS = 120;

    private PidfdInode() {
    }

    /** The number of a process; empty if there is no such process, or the kernel keeps no such numbers. */
    static OptionalLong of(int pid) {
        long pidfd = LibC.call(Syscall.PIDFD_OPEN, pid, 0);
        if (pidfd < 0) {
            return OptionalLong.empty();
        }
        try (NativeMemory memory = NativeMemory.zeroed(STAT)) {
            if (LibC.call(Syscall.FSTATFS, pidfd, memory.address()) < 0
                    || number(memory.bytes(STATFS), 0) != FilesystemMagic.PID_FS_MAGIC.bits()
                    || LibC.call(Syscall.FSTAT, pidfd, memory.address()) < 0) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(number(memory.bytes(STAT), ST_INO));
        } finally {
            LibC.call(Syscall.CLOSE, pidfd);
        }
    }

    private static long number(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }
}
