package io.microcontainer.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The suite's version, which the build writes into a resource. */
public final class Version {

    private Version() {
    }

    /** As {@code 0.1.0}. */
    public static String ofSuite() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The build of the suite, of which a version has many; the version where the packaging does not tell. */
    public static String ofBuild() {
        return System.getProperty("microcontainer.build", ofSuite());
    }
}
