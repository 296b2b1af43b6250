package io.microcontainer.build.select;

import io.microcontainer.build.elf.ElfFile;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The machine that an ELF file runs on.
 *
 * @param number {@code e_machine}
 * @param bits   32 or 64
 * @param little true for little endian
 */
public record Machine(int number, int bits, boolean little) implements Comparable<Machine> {

    private static final int EM_386 = 3;
    private static final int EM_PPC64 = 21;
    private static final int EM_S390 = 22;
    private static final int EM_ARM = 40;
    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;
    private static final int EM_RISCV = 243;
    private static final int EM_LOONGARCH = 258;
    private static final int EM_MIPS = 8;

    static Machine of(ElfFile elf) {
        return new Machine(elf.machine(), elf.bits(), elf.order().equals(ByteOrder.LITTLE_ENDIAN));
    }

    /** The name in an image configuration: GOARCH of Go, as the OCI image specification asks. */
    public Optional<String> goArchitecture() {
        return Optional.ofNullable(switch (number) {
            case EM_386 -> "386";
            case EM_X86_64 -> bits == 64 ? "amd64" : null;
            case EM_AARCH64 -> "arm64";
            case EM_ARM -> "arm";
            case EM_PPC64 -> little ? "ppc64le" : "ppc64";
            case EM_S390 -> "s390x";
            case EM_RISCV -> bits == 64 ? "riscv64" : null;
            case EM_LOONGARCH -> "loong64";
            case EM_MIPS -> (bits == 64 ? "mips64" : "mips") + (little ? "le" : "");
            default -> null;
        });
    }

    /** The kernel's name (AT_PLATFORM), which {@code $PLATFORM} stands for in a library path. */
    String platform() {
        return switch (number) {
            case EM_386 -> "i686";
            case EM_X86_64 -> "x86_64";
            case EM_AARCH64 -> "aarch64";
            case EM_ARM -> "v7l";
            case EM_PPC64 -> little ? "ppc64le" : "ppc64";
            case EM_S390 -> "s390x";
            default -> "";
        };
    }

    /** The directory that Debian's multiarch gives its libraries; empty where it has none. */
    String multiarch() {
        return switch (number) {
            case EM_386 -> "i386-linux-gnu";
            case EM_X86_64 -> bits == 64 ? "x86_64-linux-gnu" : "x86_64-linux-gnux32";
            case EM_AARCH64 -> "aarch64-linux-gnu";
            case EM_ARM -> "arm-linux-gnueabihf";
            case EM_PPC64 -> little ? "powerpc64le-linux-gnu" : "powerpc64-linux-gnu";
            case EM_S390 -> bits == 64 ? "s390x-linux-gnu" : "s390-linux-gnu";
            case EM_RISCV -> "riscv64-linux-gnu";
            case EM_LOONGARCH -> "loongarch64-linux-gnu";
            default -> "";
        };
    }

    @Override
    public int compareTo(Machine other) {
        int byNumber = Integer.compare(number, other.number);
        int byBits = Integer.compare(bits, other.bits);
        return byNumber != 0 ? byNumber : byBits != 0 ? byBits : Boolean.compare(little, other.little);
    }
}
