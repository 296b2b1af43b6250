package io.microcontainer.build.smith;

import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests of tests: {@code smith.yaml} of a directory, unsigned packages, no time. */
public final class TestBuild {

    private TestBuild() {
    }

    /** A request for {@code image.tar.gz} beside {@code smith.yaml}. */
    public static BuildRequest request(Path place, Path cache) {
        return request(place, cache, "image.tar.gz", Optional.empty());
    }

    /** A request for an image of another name, with a number. */
    public static BuildRequest request(Path place, Path cache, String image, Optional<String> number) {
        return new BuildRequest(place.resolve("smith.yaml"), place, place.resolve(image), cache, List.of(), "x86_64", true, false, FetchOptions.DEFAULT, number, 0,
                "0.1.0", Map.of(), Progress.SILENT);
    }
}
