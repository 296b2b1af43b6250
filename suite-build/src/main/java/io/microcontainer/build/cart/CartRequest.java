package io.microcontainer.build.cart;

import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cart to be built; all paths are absolute.
 *
 * @param packages     names or files of packages; without an image and without names a choice of tools
 * @param image        an image whose files become the cart, in place of packages: as {@code package} of smith.yaml names it
 * @param repositories directories and URLs that packages come from; none: those of the host
 * @param architecture of the packages, as RPM names it
 * @param directory    what relative names are relative to
 * @param cache        keeps downloads and files between builds
 * @param unsigned     take packages and metadata without a look at their signatures
 * @param fetch        how downloads are made
 * @param output       the file or directory to write
 * @param format       what it is written as
 * @param time         of all files, in seconds since 1970
 * @param version      of the suite
 * @param environment  the caller's: proxies and credentials of registries
 * @param progress     hears what is going on
 */
public record CartRequest(List<String> packages, Optional<String> image, List<String> repositories, String architecture, Path directory,
        Path cache, boolean unsigned, FetchOptions fetch, Path output, CartFormat format, long time, String version,
        Map<String, String> environment, Progress progress) {

    public CartRequest {
        packages = List.copyOf(packages);
        repositories = List.copyOf(repositories);
        environment = Map.copyOf(environment);
    }
}
