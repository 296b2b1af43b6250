package io.microcontainer.api.oci.runtime.seccomp;

import io.microcontainer.api.json.JsonWord;
import java.util.Locale;

/**
 * An architecture whose system calls are filtered.
 */
public enum SeccompArch implements JsonWord {

    SCMP_ARCH_X86, SCMP_ARCH_X86_64, SCMP_ARCH_X32, SCMP_ARCH_ARM, SCMP_ARCH_AARCH64, SCMP_ARCH_MIPS, SCMP_ARCH_MIPS64,
    SCMP_ARCH_MIPS64N32, SCMP_ARCH_MIPSEL, SCMP_ARCH_MIPSEL64, SCMP_ARCH_MIPSEL64N32, SCMP_ARCH_PPC, SCMP_ARCH_PPC64,
    SCMP_ARCH_PPC64LE, SCMP_ARCH_S390, SCMP_ARCH_S390X, SCMP_ARCH_PARISC, SCMP_ARCH_PARISC64, SCMP_ARCH_RISCV64,
    SCMP_ARCH_LOONGARCH64, SCMP_ARCH_M68K, SCMP_ARCH_SH, SCMP_ARCH_SHEB;

    @Override
    public String word() {
        return name();
    }

    /** What seccomp_arch_resolve_name(3) knows it by, as {@code x86_64}. */
    public String libraryName() {
        return name().substring("SCMP_ARCH_".length()).toLowerCase(Locale.ROOT);
    }
}
