package io.microcontainer.run.compile.seccomp;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibSeccomp;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import io.microcontainer.api.oci.runtime.seccomp.SeccompAction;
import io.microcontainer.api.oci.runtime.seccomp.SeccompArch;
import io.microcontainer.api.oci.runtime.seccomp.SeccompSyscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/**
 * A profile cannot name the calls that kernels got after it was written. Were they refused with EPERM, a C library would not
 * fall back to an older call: so calls above the greatest that the profile names answer ENOSYS, as in runc. The program
 * here stands before the filter's own, and goes over to it for all other calls.
 */
final class UnknownCalls {

    private static final int LOAD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_BITS = 0x45;
    private static final int RETURN = 0x06;
    private static final int OFFSET_NUMBER = 0;
    private static final int OFFSET_ARCHITECTURE = 4;
    private static final int X32_BIT = 0x4000_0000;

    private UnknownCalls() {
    }

    static byte[] program(LibSeccomp library, SeccompRules rules, Seccomp config, SeccompArch nativeArchitecture) {
        if (config.defaultAction() == SeccompAction.SCMP_ACT_ALLOW || config.defaultAction() == SeccompAction.SCMP_ACT_LOG
                || config.defaultAction() == SeccompAction.SCMP_ACT_TRACE
                || config.defaultErrnoRet() != null && config.defaultErrnoRet() == Errno.ENOSYS) {
            return new byte[0];
        }
        Map<SeccompArch, Integer> greatest = new EnumMap<>(SeccompArch.class);
        greatest.put(nativeArchitecture, -1);
        config.architectures().forEach(a -> greatest.put(a, -1));
        // To the kernel x32 is x86_64 with a bit in the number: it has no program of its own.
        greatest.remove(SeccompArch.SCMP_ARCH_X32);
        greatest.replaceAll((architecture, _) -> greatest(library, rules.token(architecture), config));
        greatest.values().removeIf(number -> number < 0);
        return greatest.isEmpty() ? new byte[0] : program(rules, greatest);
    }

    private static int greatest(LibSeccomp library, int token, Seccomp config) {
        int greatest = -1;
        for (SeccompSyscall rule : config.syscalls()) {
            for (String name : rule.names()) {
                greatest = Math.max(greatest, library.seccomp_syscall_resolve_name_arch(token, name));
            }
        }
        return greatest;
    }

    private static byte[] program(SeccompRules rules, Map<SeccompArch, Integer> greatest) {
        int size = 1;
        for (SeccompArch architecture : greatest.keySet()) {
            size += blockSize(architecture);
        }
        ByteBuffer out = ByteBuffer.allocate(size * SeccompFilter.INSTRUCTION).order(ByteOrder.nativeOrder());
        put(out, LOAD, 0, 0, OFFSET_ARCHITECTURE);
        int end = 1;
        for (Map.Entry<SeccompArch, Integer> one : greatest.entrySet()) {
            int block = blockSize(one.getKey());
            end += block;
            put(out, JUMP_EQUAL, 0, block - 1, rules.token(one.getKey()));
            put(out, LOAD, 0, 0, OFFSET_NUMBER);
            if (one.getKey() == SeccompArch.SCMP_ARCH_X86_64) {
                put(out, JUMP_BITS, 2, 0, X32_BIT);
            }
            put(out, JUMP_GREATER, 0, 1, one.getValue());
            put(out, RETURN, 0, 0, SeccompRules.action(SeccompAction.SCMP_ACT_ERRNO, (long) Errno.ENOSYS, ""));
            put(out, JUMP, 0, 0, size - end);
        }
        return out.array();
    }

    private static int blockSize(SeccompArch architecture) {
        return architecture == SeccompArch.SCMP_ARCH_X86_64 ? 6 : 5;
    }

    /** {@code struct sock_filter}. */
    private static void put(ByteBuffer out, int code, int ifTrue, int ifFalse, int operand) {
        out.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
