package io.microcontainer.build.spec;

/** Where the files of an image come from. */
public enum SourceType {

    /** RPM packages; called mock after the tool that installed them in 2017. */
    MOCK("mock"),
    /** Another image. */
    OCI("oci");

    private final String word;

    SourceType(String word) {
        this.word = word;
    }

    /** The word in smith.yaml. */
    public String word() {
        return word;
    }

    /**
     * What {@code package} means if {@code type} does not say: URLs and names that end like archives, apart from a tag, are
     * images; all else is a package.
     */
    public static SourceType guess(String packageName) {
        if (packageName.matches("(?i)(https?|docker)://.*")) {
            return OCI;
        }
        String file = packageName;
        while (true) {
            if (file.matches(".*\\.(tar|tar\\.gz|tgz|tar\\.zst)")) {
                return OCI;
            }
            int colon = file.lastIndexOf(':');
            if (colon <= 0) {
                return MOCK;
            }
            file = file.substring(0, colon);
        }
    }
}
