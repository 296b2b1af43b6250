package io.microcontainer.build.packages;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.repo.RepositoryConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * Where packages come from and how.
 *
 * @param repositories searched all together by priority; of equal packages the one of the cheapest repository is taken, then of the first
 * @param architecture of the image, as RPM names it ({@code x86_64}, {@code aarch64})
 * @param modules      streams of modules that are enabled, {@code name:stream}
 * @param weak         take recommended packages too
 * @param vendored     directory of package files that are taken before any is fetched; it need not be there
 * @param store        keeps downloads and unpacked files
 * @param fetch        how downloads are made
 * @param progress     hears what is going on
 */
public record PackageSettings(List<RepositoryConfig> repositories, String architecture, List<String> modules, boolean weak, Path vendored,
        ContentStore store, FetchOptions fetch, Progress progress) {

    public PackageSettings {
        repositories = List.copyOf(repositories);
        modules = List.copyOf(modules);
    }
}
