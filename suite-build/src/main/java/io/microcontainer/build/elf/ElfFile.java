package io.microcontainer.build.elf;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * What a loader wants to know of an ELF file: elf(5), ld.so(8), System V gABI.
 *
 * @param bits        32 or 64 ({@code EI_CLASS})
 * @param order       byte order ({@code EI_DATA})
 * @param type        {@code e_type}: 1 object, 2 executable, 3 shared object or position independent executable, 4 core
 * @param machine     {@code e_machine}: 62 x86-64, 183 AArch64, 3 i386, 243 RISC-V …
 * @param interpreter {@code PT_INTERP}: the loader's path
 * @param needed      {@code DT_NEEDED} in order
 * @param soname      {@code DT_SONAME}
 * @param rpath       {@code DT_RPATH} split at colons; ignored by loaders where there is a {@code runpath}
 * @param runpath     {@code DT_RUNPATH} split at colons
 * @param noDefaultDirectories {@code DF_1_NODEFLIB}: neither the cache nor default directories are searched
 * @param dlopen      libraries that it may open at run time ({@code .note.dlopen})
 * @param buildId     {@code NT_GNU_BUILD_ID} in hex, which names its debug information too
 */
public record ElfFile(int bits, ByteOrder order, int type, int machine, Optional<String> interpreter, List<String> needed,
                      Optional<String> soname, List<String> rpath, List<String> runpath, boolean noDefaultDirectories,
                      List<DlopenNote> dlopen, Optional<String> buildId) {

    /** {@code ET_EXEC}. */
    public static final int ET_EXEC = 2;
    /** {@code ET_DYN}. */
    public static final int ET_DYN = 3;

    public ElfFile {
        needed = List.copyOf(needed);
        rpath = List.copyOf(rpath);
        runpath = List.copyOf(runpath);
        dlopen = List.copyOf(dlopen);
    }

    /** True if a process of this file can load that one: the same class, byte order and machine. */
    public boolean fits(ElfFile library) {
        return bits == library.bits && order.equals(library.order) && machine == library.machine;
    }

    /** True for programs and libraries; false for object files, kernel modules and cores. */
    public boolean isLoadable() {
        return type == ET_EXEC || type == ET_DYN;
    }
}
