package io.microcontainer.build.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;

/**
 * The key {@code debuginfo}: an image with debug information is made beside the image.
 *
 * @param wanted       whether it is
 * @param repositories that are only asked for debug information, besides those of the specification
 * @param packages     more packages to take files of debug information from
 * @param paths        patterns of files that are taken from all packages of debug information, such as sources
 */
public record DebugSpec(boolean wanted, List<RepoSpec> repositories, List<String> packages, List<String> paths) implements JsonWritable {

    /** No such image. */
    public static final DebugSpec NONE = new DebugSpec(false, List.of(), List.of(), List.of());

    public DebugSpec {
        repositories = List.copyOf(repositories);
        packages = List.copyOf(packages);
        paths = List.copyOf(paths);
    }

    @Override
    public void write(JsonFields out) {
        if (!repositories.isEmpty()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            repositories.forEach(each -> list.add(each.toJson()));
            out.node("repos", list);
        }
        out.strings("packages", packages).strings("paths", paths);
    }
}
