package io.microcontainer.build.image;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.select.Machine;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tells what an image runs on, which decides the {@code architecture} of its configuration. */
public final class ImagePlatform {

    private ImagePlatform() {
    }

    /** GOARCH, which image configurations use, for an architecture as RPM names it; other names are taken as they are. */
    public static String goArchitecture(String rpm) {
        return switch (rpm) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386", "i486", "i586", "i686" -> "386";
            case "loongarch64" -> "loong64";
            case "armv7hl", "armv7l", "armv6hl", "armhfp" -> "arm";
            default -> rpm;
        };
    }

    /**
     * The platform of an image: that of its programs; where they are of several, or there are none, that of the image or
     * packages it was made of.
     *
     * @param machines     of the chosen programs
     * @param image        whose files were chosen
     * @param parent       whose layers lie underneath
     * @param architecture of the packages as RPM names it
     */
    public static Platform of(Collection<Machine> machines, Optional<SourceImage> image, Optional<SourceImage> parent, String architecture) {
        Platform given = image.or(() -> parent).map(each -> each.config().platform())
                .orElseGet(() -> Platform.linux(goArchitecture(architecture)));
        List<String> found = machines.stream().flatMap(each -> each.goArchitecture().stream()).distinct().toList();
        return found.isEmpty() || found.contains(given.architecture()) ? given : Platform.linux(found.getFirst());
    }
}
