package io.microcontainer.build.spec;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;

/**
 * The settings below {@code mock}.
 *
 * @param config     a configuration file of mock, of which the repositories are taken; may be empty
 * @param preBuild   program run before packages are read; may be empty
 * @param postBuild  program run after packages were read; may be empty
 * @param deps       more packages to choose files from
 * @param debugInfo  add debug information of the chosen programs
 * @param debugDeps  more packages for debug information
 * @param debugPaths more patterns for debug information
 */
public record MockSpec(String config, String preBuild, String postBuild, List<String> deps, boolean debugInfo, List<String> debugDeps,
                       List<String> debugPaths) implements JsonWritable {

    /** Nothing set. */
    public static final MockSpec NONE = new MockSpec("", "", "", List.of(), false, List.of(), List.of());

    public MockSpec {
        deps = List.copyOf(deps);
        debugDeps = List.copyOf(debugDeps);
        debugPaths = List.copyOf(debugPaths);
    }

    @Override
    public void write(JsonFields out) {
        out.string("config", config.isEmpty() ? null : config).string("pre-build", preBuild.isEmpty() ? null : preBuild)
                .string("post-build", postBuild.isEmpty() ? null : postBuild).strings("deps", deps).flag("debuginfo", debugInfo)
                .strings("debugdeps", debugDeps).strings("debugpaths", debugPaths);
    }
}
