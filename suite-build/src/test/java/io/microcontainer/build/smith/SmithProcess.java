package io.microcontainer.build.smith;

import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A build in a process of its own: {@code smith.yaml} to {@code image.tar.gz} in a directory, with a cache of its own. */
final class SmithProcess {

    private SmithProcess() {
    }

    public static void main(String[] arguments) {
        Path place = Path.of(arguments[0]).toAbsolutePath().normalize();
        Smith.build(new BuildRequest(place.resolve("smith.yaml"), place, place.resolve("image.tar.gz"), place.resolve("cache"), List.of(),
                "x86_64", true, FetchOptions.DEFAULT, Optional.empty(), 0, "0.1.0", Map.of(), Progress.SILENT));
    }
}
