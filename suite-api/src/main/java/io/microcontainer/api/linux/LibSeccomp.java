package io.microcontainer.api.linux;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The calls of libseccomp (seccomp_init(3) and its neighbours) that make a filter's program. Loading it costs a JVM much
 * time, so it is loaded when a filter is compiled and not before. A context is the
 * address that seccomp_init(3) gave. Results below zero are negative errnos.
 */
public interface LibSeccomp {

    /** Attribute: what the kernel does for an architecture that the filter does not know. */
    int SCMP_FLTATR_ACT_BADARCH = 2;

    /** Attribute: whether loading sets no_new_privs. */
    int SCMP_FLTATR_CTL_NNP = 3;

    /** Attribute: 2 makes a binary tree of the system calls. */
    int SCMP_FLTATR_CTL_OPTIMIZE = 8;

    /** What seccomp_syscall_resolve_name(3) says of a name that it does not know. */
    int NR_SCMP_ERROR = -1;

    /**
     * Loads the library.
     *
     * @throws UnsatisfiedLinkError if this host has none
     */
    static LibSeccomp load() {
        return LibraryLoader.create(LibSeccomp.class).failImmediately().load("libseccomp.so.2");
    }

    /** Address of {@code struct scmp_version}: major, minor and micro version as unsigned ints, in the library's own memory. */
    long seccomp_version();

    /** The library's version, as {@code 2.5.4}. */
    default String version() {
        Pointer numbers = Pointer.wrap(Runtime.getSystemRuntime(), seccomp_version());
        return numbers.getInt(0) + "." + numbers.getInt(4) + "." + numbers.getInt(8);
    }

    long seccomp_init(int action);

    void seccomp_release(long context);

    int seccomp_arch_add(long context, int token);

    int seccomp_arch_resolve_name(String name);

    int seccomp_attr_set(long context, int attribute, int value);

    int seccomp_syscall_resolve_name(String name);

    int seccomp_syscall_resolve_name_arch(int token, String name);

    /** @param comparisons {@code struct scmp_arg_cmp[]}: u32 argument, u32 operator, u64 datum, u64 datum; 24 bytes each */
    int seccomp_rule_add_array(long context, int action, int syscall, int count, byte[] comparisons);

    /** Writes the program, {@code struct sock_filter[]}, to an open descriptor. */
    int seccomp_export_bpf(long context, int fd);
}
