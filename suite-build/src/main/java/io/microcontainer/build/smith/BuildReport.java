package io.microcontainer.build.smith;

import io.microcontainer.build.examine.Finding;
import io.microcontainer.build.tree.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a build.
 *
 * @param digest    of the manifest, or of the index of several
 * @param platforms the images, in the order of {@code architectures}
 * @param debug     of the archive with debug information, if one is wanted
 */
public record BuildReport(String digest, List<Image> platforms, Optional<Debug> debug) {

    /**
     * The image for one platform.
     *
     * @param platform what it runs on
     * @param digest   of its manifest
     * @param files    how many files it has, directories not counted
     * @param packages how many packages they were chosen from
     * @param warnings sentences about what looks wrong
     * @param findings what keeps the image from being a microcontainer
     */
    public record Image(String platform, String digest, long files, int packages, List<String> warnings, List<String> findings) {

        public Image {
            warnings = List.copyOf(warnings);
            findings = List.copyOf(findings);
        }

        static Image of(BuiltPlatform built) {
            long files = built.tree().entries().values().stream().filter(each -> !(each instanceof Entry.Directory)).count();
            return new Image(built.platform().toString(), built.image().descriptor().digest().toString(), files, built.packages().size(), built.warnings(),
                    built.findings().stream().map(Finding::toString).toList());
        }
    }

    /**
     * The archive with debug information.
     *
     * @param digest of its manifest, or of the index of several
     * @param file   where it was written
     * @param found  how many of the programs and libraries have debug information
     * @param count  how many programs and libraries there are
     */
    public record Debug(String digest, Path file, int found, int count) {
    }

    public BuildReport {
        platforms = List.copyOf(platforms);
    }

    /** What is told of a result. */
    public static BuildReport of(BuildResult result) {
        List<BuiltDebug> debug = result.platforms().stream().flatMap(each -> each.debug().stream()).toList();
        return new BuildReport(result.root().digest().toString(), result.platforms().stream().map(Image::of).toList(),
                result.debug().map(each -> new Debug(each.root().digest().toString(), each.file(), debug.stream().mapToInt(BuiltDebug::found).sum(),
                        debug.stream().mapToInt(BuiltDebug::count).sum())));
    }
}
