package io.microcontainer.build.smith;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to build and how; all paths are absolute.
 *
 * @param specification  smith.yaml
 * @param directory      what names in the specification are relative to, with the overlay in {@code rootfs}
 * @param image          the OCI archive to write
 * @param cache          directory that keeps downloads, files and layers between builds
 * @param repositories   more repositories than the specification has, searched after them: directories and URLs
 * @param architecture   of the packages where the specification does not say, as RPM names it
 * @param unsigned       take packages and metadata without a look at their signatures
 * @param locked         take the packages of the lock file and no others
 * @param fetch          how downloads are made
 * @param buildNumber    goes into an annotation of the image
 * @param sourceDateEpoch time of all files and of the image in seconds since 1970, 0 to 8589934591 (what a tar header holds)
 * @param version        of smith
 * @param environment    the caller's, by which credentials of registries are found
 * @param progress       hears what is going on
 */
public record BuildRequest(Path specification, Path directory, Path image, Path cache, List<String> repositories, String architecture,
                           boolean unsigned, boolean locked, FetchOptions fetch, Optional<String> buildNumber, long sourceDateEpoch, String version,
                           Map<String, String> environment, Progress progress) {

    private static final long MAX_TIME = 077777777777L;

    public BuildRequest {
        if (sourceDateEpoch < 0 || sourceDateEpoch > MAX_TIME) {
            throw new BuildException("the time of the image is " + sourceDateEpoch + " seconds since 1970, but an archive holds 0 to " + MAX_TIME
                    + "; set SOURCE_DATE_EPOCH to such a number");
        }
        repositories = List.copyOf(repositories);
        environment = Map.copyOf(environment);
    }
}
