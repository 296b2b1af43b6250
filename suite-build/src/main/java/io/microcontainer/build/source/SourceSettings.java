package io.microcontainer.build.source;

import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import java.nio.file.Path;
import java.util.List;

/**
 * How files are got.
 *
 * @param directory    what names in the specification are relative to
 * @param repositories more repositories than the specification has, searched after them
 * @param architecture of the packages where the specification does not say, as RPM names it
 * @param unsigned     take packages and metadata without a look at their signatures
 * @param locked       take the packages of the lock file and no others
 * @param fetch        how downloads are made
 * @param progress     hears what is going on
 */
public record SourceSettings(Path directory, List<String> repositories, String architecture, boolean unsigned, boolean locked,
                             FetchOptions fetch, Progress progress) {

    public SourceSettings {
        repositories = List.copyOf(repositories);
    }
}
