package io.microcontainer.build.packages;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.repo.RepositoryLocation;
import java.util.List;

/**
 * Where packages come from and how.
 *
 * @param repositories searched all together; of equal packages the one of the first repository is taken
 * @param architecture of the image, as RPM names it ({@code x86_64}, {@code aarch64}); packages of it and {@code noarch} are taken
 * @param store        keeps downloads and unpacked files
 * @param fetch        how downloads are made
 * @param progress     hears what is going on
 */
public record PackageSettings(List<RepositoryLocation> repositories, String architecture, ContentStore store, FetchOptions fetch,
        Progress progress) {

    public PackageSettings {
        repositories = List.copyOf(repositories);
    }
}
