package io.microcontainer.build.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of smith.yaml that says where files come from. Its keys stand at the top of the file.
 *
 * @param type          kind of source; empty to have it guessed from {@code package}
 * @param packageName   package name or file, or {@code path[:tag]} of an image; may be empty
 * @param packages      more packages, of whose closure files can be chosen
 * @param repositories  {@code repos} in the file; empty for those of the host
 * @param architectures of the packages as RPM names them, such as {@code x86_64}; empty for the build host's. Of several the image
 *                      becomes an index
 * @param vars          variables in the settings of repositories, such as {@code releasever}, that go before the host's
 * @param modules       streams of modules that are enabled, {@code name:stream}
 * @param weak          take recommended packages too
 * @param mock          settings named after the tool that the smith of 2017 used
 */
public record SourceSpec(Optional<SourceType> type, String packageName, List<String> packages, List<RepoSpec> repositories,
                         List<String> architectures, SortedMap<String, String> vars, List<String> modules, boolean weak, MockSpec mock)
        implements JsonWritable {

    public SourceSpec {
        packages = List.copyOf(packages);
        repositories = List.copyOf(repositories);
        architectures = List.copyOf(architectures);
        vars = Collections.unmodifiableSortedMap(new TreeMap<>(vars));
        modules = List.copyOf(modules);
    }

    /** This with another type. */
    public SourceSpec withType(SourceType newType) {
        return new SourceSpec(Optional.of(newType), packageName, packages, repositories, architectures, vars, modules, weak, mock);
    }

    /** {@code package} and {@code packages} together. */
    public List<String> allPackages() {
        List<String> all = new ArrayList<>(packages);
        if (!packageName.isEmpty()) {
            all.addFirst(packageName);
        }
        return all;
    }

    /** What is empty is left out, and so are users and passwords. */
    @Override
    public void write(JsonFields out) {
        out.string("type", type.map(SourceType::word).orElse(null));
        if (!mock.equals(MockSpec.NONE)) {
            out.object("mock", mock);
        }
        out.string("package", packageName.isEmpty() ? null : Secrets.hide(packageName)).strings("packages", packages);
        if (!repositories.isEmpty()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            repositories.forEach(each -> list.add(each.toJson()));
            out.node("repos", list);
        }
        if (architectures.size() == 1) {
            out.string("architecture", architectures.getFirst());
        } else {
            out.strings("architectures", architectures);
        }
        out.stringMap("vars", vars).strings("modules", modules).flag("weak", weak);
    }
}
