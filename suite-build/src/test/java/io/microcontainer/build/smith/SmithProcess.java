package io.microcontainer.build.smith;

import java.nio.file.Path;

/** A build in a process of its own: {@code smith.yaml} to {@code image.tar.gz} in a directory, with a cache of its own. */
final class SmithProcess {

    private SmithProcess() {
    }

    public static void main(String[] arguments) {
        Path place = Path.of(arguments[0]).toAbsolutePath().normalize();
        Smith.build(TestBuild.request(place, place.resolve("cache")));
    }
}
