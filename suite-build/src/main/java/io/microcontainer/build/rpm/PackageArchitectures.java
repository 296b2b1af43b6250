package io.microcontainer.build.rpm;

import java.util.List;

/**
 * Which packages run on a machine, as rpm and libsolv have it: those of its own architecture, of older ones that it
 * understands, and {@code noarch}.
 *
 * @param own        the machine's, such as {@code x86_64}
 * @param compatible others that it understands, the best first; without {@code noarch}
 */
public record PackageArchitectures(String own, List<String> compatible) {

    private static final String NOARCH = "noarch";

    public PackageArchitectures {
        compatible = List.copyOf(compatible);
    }

    /** Those of a machine. */
    public static PackageArchitectures of(String machine) {
        return new PackageArchitectures(machine, switch (machine) {
            case "x86_64" -> List.of("i686", "i586", "i486", "i386");
            case "x86_64_v2" -> List.of("x86_64", "i686", "i586", "i486", "i386");
            case "x86_64_v3" -> List.of("x86_64_v2", "x86_64", "i686", "i586", "i486", "i386");
            case "i686" -> List.of("i586", "i486", "i386");
            case "s390x" -> List.of("s390");
            case "armv7hl" -> List.of("armv6hl");
            default -> List.of();
        });
    }

    /** RPM's name for one of a machine that RPM, Debian or Go gives it; other names are taken as they are. */
    public static String rpmName(String name) {
        return switch (name) {
            case "amd64", "x86-64" -> "x86_64";
            case "arm64" -> "aarch64";
            case "386", "i386" -> "i686";
            case "armhf" -> "armv7hl";
            case "ppc64el" -> "ppc64le";
            case "loong64" -> "loongarch64";
            default -> name;
        };
    }

    /** Whether packages of an architecture are of use. */
    public boolean accepts(String arch) {
        return arch.equals(NOARCH) || arch.equals(own) || compatible.contains(arch);
    }

    /** How well an architecture fits: 0 for the machine's own and for {@code noarch}, more for others. */
    public int rank(String arch) {
        return arch.equals(NOARCH) || arch.equals(own) ? 0 : 1 + compatible.indexOf(arch);
    }

    /**
     * Whether packages of one name and these architectures exclude each other: one of 32 bits and one of 64 may be installed side
     * by side, {@code noarch} stands for both.
     */
    public static boolean exclude(String one, String other) {
        return (colors(one) & colors(other)) != 0;
    }

    private static int colors(String arch) {
        return arch.equals(NOARCH) ? 3 : arch.contains("64") || arch.equals("s390x") ? 2 : 1;
    }
}
