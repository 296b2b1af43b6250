package io.microcontainer.build.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One item of {@code repos}: a location alone, or settings with the names that dnf gives them in {@code /etc/yum.repos.d}
 * (dnf.conf(5)).
 *
 * @param location a directory, URL or {@code deb} line of sources.list(5); empty where settings are given
 * @param settings texts by key, each of one item but for keys that take lists; empty where a location is given
 */
public record RepoSpec(String location, SortedMap<String, List<String>> settings) implements JsonWritable {

    /** The keys of one text, number or truth value. */
    public static final List<String> SINGLE = List.of("id", "name", "mirrorlist", "metalink", "gpgcheck", "repo_gpgcheck", "enabled", "priority",
            "cost", "proxy", "proxy_username", "proxy_password", "username", "password", "sslcacert", "sslverify", "skip_if_unavailable",
            "module_hotfixes");
    /** The keys of one text or a list of them. */
    public static final List<String> LISTS = List.of("baseurl", "gpgkey", "excludepkgs", "includepkgs");

    private static final Set<String> SECRET = Set.of("username", "password", "proxy_username", "proxy_password");

    public RepoSpec {
        var copy = new TreeMap<String, List<String>>();
        settings.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        settings = Collections.unmodifiableSortedMap(copy);
    }

    /** A location alone. */
    public static RepoSpec at(String location) {
        return new RepoSpec(location, new TreeMap<>());
    }

    /** As in smith.yaml, but without users and passwords. */
    JsonNode toJson() {
        return settings.isEmpty() ? JsonNodeFactory.instance.textNode(Secrets.hide(location)) : JsonFields.of(this);
    }

    @Override
    public void write(JsonFields out) {
        settings.forEach((key, values) -> {
            if (SECRET.contains(key)) {
                return;
            }
            List<String> shown = values.stream().map(Secrets::hide).toList();
            if (shown.size() == 1) {
                out.string(key, shown.getFirst());
            } else {
                out.strings(key, shown);
            }
        });
    }
}
