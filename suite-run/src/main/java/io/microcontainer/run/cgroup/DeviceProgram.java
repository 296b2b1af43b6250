package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.run.cgroup.DeviceLine.Access;
import io.microcontainer.run.cgroup.DeviceLine.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The program of type BPF_PROG_TYPE_CGROUP_DEVICE that decides on devices on cgroup v2, where no files do (bpf(2),
 * linux/bpf.h). It is called with a {@code struct bpf_cgroup_dev_ctx {u32 access_type, major, minor}} in R1 and returns
 * 1 to allow, 0 to deny.
 *
 * @param instructions {@code struct bpf_insn}s, 8 bytes each, in the byte order of the machine
 */
public record DeviceProgram(byte[] instructions) {

    /** The licence to name in bpf_attr; the program calls no helper, so the kernel does not care for it. */
    public static final String LICENSE = "Apache-2.0";

    private static final int BPF_DEVCG_ACC_MKNOD = 1;
    private static final int BPF_DEVCG_ACC_READ = 2;
    private static final int BPF_DEVCG_ACC_WRITE = 4;
    private static final int BPF_DEVCG_DEV_BLOCK = 1;
    private static final int BPF_DEVCG_DEV_CHAR = 2;

    private static final int LDX_W = 0x61;
    private static final int AND32_K = 0x54;
    private static final int RSH32_K = 0x74;
    private static final int MOV32_X = 0xbc;
    private static final int JEQ32_K = 0x16;
    private static final int JNE32_K = 0x56;
    private static final int JNE32_X = 0x5e;
    private static final int MOV64_K = 0xb7;
    private static final int EXIT = 0x95;

    private static final int R0 = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int SCRATCH = 1;

    /** Prologue, per exception at most eight, epilogue. */
    private static int bound(int exceptions) {
        return 8 * (6 + 8 * exceptions + 2);
    }

    /** The program for {@code linux.resources.devices} and what every container may use. */
    public static DeviceProgram of(List<DeviceRule> rules) {
        return of(DeviceAccess.of(rules));
    }

    static DeviceProgram of(DeviceAccess access) {
        List<DeviceLine> exceptions = access.exceptions();
        ByteBuffer code = ByteBuffer.allocate(bound(exceptions.size())).order(ByteOrder.nativeOrder());
        put(code, LDX_W, TYPE, CONTEXT, 0, 0);
        put(code, AND32_K, TYPE, 0, 0, 0xffff);
        put(code, LDX_W, ACCESS, CONTEXT, 0, 0);
        put(code, RSH32_K, ACCESS, 0, 0, 16);
        put(code, LDX_W, MAJOR, CONTEXT, 4, 0);
        put(code, LDX_W, MINOR, CONTEXT, 8, 0);
        exceptions.forEach(exception -> put(code, exception));
        put(code, MOV64_K, R0, 0, 0, access.allowedByDefault() ? 1 : 0);
        put(code, EXIT, 0, 0, 0, 0);
        byte[] instructions = new byte[code.position()];
        code.flip().get(instructions);
        return new DeviceProgram(instructions);
    }

    /**
     * One exception: each test that fails jumps over the rest. An exception of a list that denies by default fits if it grants all of
     * the access asked for; one of a list that allows by default fits if it forbids some of it.
     */
    private static void put(ByteBuffer code, DeviceLine rule) {
        boolean all = rule.access().size() == Access.values().length;
        int left = 1 + (all ? 0 : 3) + (rule.major() == DeviceLine.ANY ? 0 : 1) + (rule.minor() == DeviceLine.ANY ? 0 : 1) + 2;
        put(code, JNE32_K, TYPE, 0, --left, rule.type() == Type.CHAR ? BPF_DEVCG_DEV_CHAR : BPF_DEVCG_DEV_BLOCK);
        if (!all) {
            put(code, MOV32_X, SCRATCH, ACCESS, 0, 0);
            left--;
            put(code, AND32_K, SCRATCH, 0, 0, bits(rule));
            left--;
            if (rule.allow()) {
                put(code, JNE32_X, SCRATCH, ACCESS, --left, 0);
            } else {
                put(code, JEQ32_K, SCRATCH, 0, --left, 0);
            }
        }
        if (rule.major() != DeviceLine.ANY) {
            put(code, JNE32_K, MAJOR, 0, --left, (int) rule.major());
        }
        if (rule.minor() != DeviceLine.ANY) {
            put(code, JNE32_K, MINOR, 0, --left, (int) rule.minor());
        }
        put(code, MOV64_K, R0, 0, 0, rule.allow() ? 1 : 0);
        put(code, EXIT, 0, 0, 0, 0);
    }

    private static int bits(DeviceLine rule) {
        int bits = 0;
        for (Access access : rule.access()) {
            bits |= switch (access) {
                case READ -> BPF_DEVCG_ACC_READ;
                case WRITE -> BPF_DEVCG_ACC_WRITE;
                case MKNOD -> BPF_DEVCG_ACC_MKNOD;
            };
        }
        return bits;
    }

    /** {@code struct bpf_insn {u8 code; u8 dst_reg:4, src_reg:4; s16 off; s32 imm;}}; the halves of the second byte change places on big endian. */
    private static void put(ByteBuffer code, int opcode, int to, int from, int jump, int immediate) {
        int registers = code.order() == ByteOrder.LITTLE_ENDIAN ? from << 4 | to : to << 4 | from;
        code.put((byte) opcode).put((byte) registers).putShort((short) jump).putInt(immediate);
    }
}
