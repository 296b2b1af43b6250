package io.microcontainer.app.cli;

import io.microcontainer.api.session.Session;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.fetch.Proxies;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** What commands that build take from the caller's environment. */
public final class BuildEnvironment {

    private final Session session;

    /** @param session the caller */
    public BuildEnvironment(Session session) {
        this.session = session;
    }

    /** Where downloads, files and layers are kept between builds: as the XDG base directory specification says. */
    public Path cache() {
        Map<String, String> environment = session.invocation().environment();
        String cacheHome = environment.get("XDG_CACHE_HOME");
        if (cacheHome != null && cacheHome.startsWith("/")) {
            return Path.of(cacheHome, "smith");
        }
        String home = environment.get("HOME");
        return home != null && home.startsWith("/") ? Path.of(home, ".cache", "smith") : Path.of("/var/cache/smith");
    }

    /** Seconds since 1970 for all times in what is built (reproducible-builds.org); empty where the setting is no such number. */
    public OptionalLong sourceDateEpoch() {
        try {
            long seconds = Long.parseLong(session.invocation().environment().getOrDefault("SOURCE_DATE_EPOCH", "0"));
            return seconds >= 0 ? OptionalLong.of(seconds) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** How downloads are made, with the caller's proxies. */
    public FetchOptions fetch(boolean insecure, boolean offline) {
        return FetchOptions.DEFAULT.withInsecure(insecure).withOffline(offline).withProxies(Proxies.of(session.invocation().environment()));
    }

    /** A repository as the caller means it: a URL, or a directory. */
    public String location(String repository) {
        return repository.contains("://") ? repository : session.resolve(repository).toString();
    }
}
