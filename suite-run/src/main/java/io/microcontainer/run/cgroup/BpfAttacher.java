package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Attaches device programs by bpf(2) from the JVM itself; needs CAP_BPF or CAP_SYS_ADMIN, and CAP_NET_ADMIN. */
public final class BpfAttacher implements DeviceProgramAttacher {

    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_ATTACH = 8;
    private static final int BPF_PROG_DETACH = 9;
    private static final int BPF_PROG_GET_FD_BY_ID = 13;
    private static final int BPF_PROG_QUERY = 16;
    private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private static final int BPF_CGROUP_DEVICE = 6;
    private static final int BPF_F_ALLOW_MULTI = 2;

    /** Size of the part of union bpf_attr that is used: no kernel with cgroup programs knows less. */
    private static final int ATTR_SIZE = 48;
    private static final int MAX_PROGRAMS = 64;

    /** It keeps nothing between calls. */
    public BpfAttacher() {
    }

    /** Every program of a cgroup must allow an access, so the new one is attached before the old ones go: never are there none. */
    @Override
    public void attach(Path cgroup, DeviceProgram program) {
        try (NativeMemory path = NativeMemory.string(cgroup.toString())) {
            long directory = check("open the cgroup " + cgroup, LibC.call(Syscall.OPENAT, LibC.AT_FDCWD, path.address(),
                    OpenFlag.O_RDONLY.bits() | OpenFlag.O_DIRECTORY.bits() | OpenFlag.O_CLOEXEC.bits()));
            try {
                List<Integer> before = attached(cgroup, directory);
                long loaded = load(cgroup, program);
                try {
                    bpf("attach the device program to " + cgroup, BPF_PROG_ATTACH,
                            attr().putInt(0, (int) directory).putInt(4, (int) loaded).putInt(8, BPF_CGROUP_DEVICE).putInt(12, BPF_F_ALLOW_MULTI));
                } finally {
                    LibC.call(Syscall.CLOSE, loaded);
                }
                before.forEach(id -> detach(cgroup, directory, id));
            } finally {
                LibC.call(Syscall.CLOSE, directory);
            }
        }
    }

    private static long load(Path cgroup, DeviceProgram program) {
        try (NativeMemory instructions = NativeMemory.of(program.instructions());
                NativeMemory license = NativeMemory.string(DeviceProgram.LICENSE)) {
            return bpf("load the device program of " + cgroup, BPF_PROG_LOAD,
                    attr().putInt(0, BPF_PROG_TYPE_CGROUP_DEVICE).putInt(4, program.instructions().length / 8)
                            .putLong(8, instructions.address()).putLong(16, license.address()));
        }
    }

    private static List<Integer> attached(Path cgroup, long directory) {
        try (NativeMemory ids = NativeMemory.zeroed(4 * MAX_PROGRAMS);
                NativeMemory query = NativeMemory.of(attr().putInt(0, (int) directory).putInt(4, BPF_CGROUP_DEVICE)
                        .putLong(16, ids.address()).putInt(24, MAX_PROGRAMS).array())) {
            check("query the device programs of " + cgroup,
                    LibC.call(Syscall.BPF, BPF_PROG_QUERY, query.address(), ATTR_SIZE));
            int count = ByteBuffer.wrap(query.bytes(ATTR_SIZE)).order(ByteOrder.nativeOrder()).getInt(24);
            ByteBuffer found = ByteBuffer.wrap(ids.bytes(4 * count)).order(ByteOrder.nativeOrder());
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(found.getInt());
            }
            return all;
        }
    }

    private static void detach(Path cgroup, long directory, int id) {
        long old = bpf("open the former device program of " + cgroup, BPF_PROG_GET_FD_BY_ID, attr().putInt(0, id));
        try {
            bpf("detach the former device program of " + cgroup, BPF_PROG_DETACH,
                    attr().putInt(0, (int) directory).putInt(4, (int) old).putInt(8, BPF_CGROUP_DEVICE));
        } finally {
            LibC.call(Syscall.CLOSE, old);
        }
    }

    private static ByteBuffer attr() {
        return ByteBuffer.allocate(ATTR_SIZE).order(ByteOrder.nativeOrder());
    }

    private static long bpf(String what, int command, ByteBuffer attr) {
        try (NativeMemory memory = NativeMemory.of(attr.array())) {
            return check(what, LibC.call(Syscall.BPF, command, memory.address(), ATTR_SIZE));
        }
    }

    private static long check(String what, long result) {
        if (result < 0) {
            throw new RunException(what + ": " + Errno.describe((int) -result));
        }
        return result;
    }
}
