package io.microcontainer.api.linux;

/** Processor architectures that the suite runs on. */
public enum Architecture {
    X86_64("amd64", "x86_64"), AARCH64("arm64", "aarch64");

    private final String oci;
    private final String machine;

    Architecture(String oci, String machine) {
        this.oci = oci;
        this.machine = machine;
    }

    /** The name that images use (GOARCH), as {@code amd64}. */
    public String oci() {
        return oci;
    }

    /** The name that uname(2) and RPM use, as {@code x86_64}. */
    public String machine() {
        return machine;
    }

    /** The architecture that this JVM runs on. */
    public static Architecture current() {
        String arch = System.getProperty("os.arch");
        return switch (arch) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default -> throw new IllegalStateException("the suite runs on x86_64 and aarch64, not on " + arch);
        };
    }
}
