package io.microcontainer.run.compile.seccomp;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibSeccomp;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import io.microcontainer.api.oci.runtime.seccomp.SeccompAction;
import io.microcontainer.api.oci.runtime.seccomp.SeccompArch;
import io.microcontainer.api.oci.runtime.seccomp.SeccompArg;
import io.microcontainer.api.oci.runtime.seccomp.SeccompOperator;
import io.microcontainer.api.oci.runtime.seccomp.SeccompSyscall;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives a config's rules to libseccomp. Rules mean what they mean in runc, on which profiles are tried. */
final class SeccompRules {

    private static final int COMPARISON = 24;
    private static final int BAD_ARCHITECTURE = -Errno.EEXIST;

    private final LibSeccomp library;
    private final Seccomp config;

    SeccompRules(LibSeccomp library, Seccomp config) {
        this.library = library;
        this.config = config;
    }

    /** A context with all rules, to be released by the caller. */
    long context() {
        int defaultAction = action(config.defaultAction(), config.defaultErrnoRet(), "linux.seccomp.defaultAction");
        long context = library.seccomp_init(defaultAction);
        if (context == 0) {
            throw new RunException("linux.seccomp.defaultAction: libseccomp does not accept " + config.defaultAction());
        }
        try {
            for (int i = 0; i < config.architectures().size(); i++) {
                add(context, config.architectures().get(i), i);
            }
            check(library.seccomp_attr_set(context, LibSeccomp.SCMP_FLTATR_CTL_NNP, 0), "linux.seccomp");
            for (int i = 0; i < config.syscalls().size(); i++) {
                add(context, config.syscalls().get(i), defaultAction, "linux.seccomp.syscalls[" + i + "]");
            }
            return context;
        } catch (RuntimeException e) {
            library.seccomp_release(context);
            throw e;
        }
    }

    private void add(long context, SeccompArch architecture, int index) {
        String where = "linux.seccomp.architectures[" + index + "]";
        int token = token(architecture);
        if (token == 0) {
            throw new RunException(where + ": this host's libseccomp does not know " + architecture);
        }
        int result = library.seccomp_arch_add(context, token);
        if (result != BAD_ARCHITECTURE) {
            check(result, where);
        }
    }

    /** libseccomp's token, which is the AUDIT_ARCH number of the kernel; 0 if it has none. */
    int token(SeccompArch architecture) {
        return library.seccomp_arch_resolve_name(architecture.libraryName());
    }

    private void add(long context, SeccompSyscall rule, int defaultAction, String where) {
        int action = action(rule.action(), rule.errnoRet(), where + ".action");
        // libseccomp refuses a rule that says what happens anyway.
        if (action == defaultAction) {
            return;
        }
        for (String name : rule.names()) {
            int number = library.seccomp_syscall_resolve_name(name);
            // A profile names calls of newer kernels and of other architectures: they are no error.
            if (number == LibSeccomp.NR_SCMP_ERROR) {
                continue;
            }
            if (oneComparisonEach(rule.args())) {
                add(context, action, number, rule.args(), where);
            } else {
                for (SeccompArg arg : rule.args()) {
                    add(context, action, number, List.of(arg), where);
                }
            }
        }
    }

    /** libseccomp takes one comparison for an argument; several for one argument are alternatives, as in runc. */
    private static boolean oneComparisonEach(List<SeccompArg> args) {
        Set<Long> seen = new HashSet<>();
        return args.stream().allMatch(arg -> seen.add(arg.index()));
    }

    private void add(long context, int action, int number, List<SeccompArg> args, String where) {
        ByteBuffer comparisons = ByteBuffer.allocate(COMPARISON * args.size()).order(ByteOrder.nativeOrder());
        for (SeccompArg arg : args) {
            comparisons.putInt((int) arg.index()).putInt(operator(arg.op())).putLong(arg.value()).putLong(arg.valueTwo());
        }
        check(library.seccomp_rule_add_array(context, action, number, args.size(), comparisons.array()), where);
    }

    private static void check(int result, String where) {
        if (result < 0) {
            throw new RunException(where + ": libseccomp does not accept it: " + Errno.describe(-result));
        }
    }

    private static int operator(SeccompOperator operator) {
        return switch (operator) {
            case SCMP_CMP_NE -> 1;
            case SCMP_CMP_LT -> 2;
            case SCMP_CMP_LE -> 3;
            case SCMP_CMP_EQ -> 4;
            case SCMP_CMP_GE -> 5;
            case SCMP_CMP_GT -> 6;
            case SCMP_CMP_MASKED_EQ -> 7;
        };
    }

    /** What a filter returns to the kernel (linux/seccomp.h). */
    static int action(SeccompAction action, Long errno, String where) {
        long value = errno == null ? Errno.EPERM : errno;
        if (value > 0xffff) {
            throw new RunException(where + ": the errno " + value + " is above 65535");
        }
        return switch (action) {
            case SCMP_ACT_KILL, SCMP_ACT_KILL_THREAD -> 0;
            case SCMP_ACT_KILL_PROCESS -> 0x8000_0000;
            case SCMP_ACT_TRAP -> 0x0003_0000;
            case SCMP_ACT_ERRNO -> 0x0005_0000 | (int) value;
            case SCMP_ACT_TRACE -> 0x7ff0_0000 | (int) value;
            case SCMP_ACT_LOG -> 0x7ffc_0000;
            case SCMP_ACT_ALLOW -> 0x7fff_0000;
            case SCMP_ACT_NOTIFY -> 0x7fc0_0000;
        };
    }
}
