package io.microcontainer.build.spec;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What smith.yaml says. Texts and lists that it does not give are empty.
 *
 * @param source       where the files come from
 * @param output       in what form the image comes
 * @param debug        the image with debug information beside it
 * @param paths        patterns of what goes into the image
 * @param excludes     patterns of what does not
 * @param imports      how modules of interpreted languages are chosen
 * @param parent       {@code path[:tag]} of the image whose layers lie underneath
 * @param nss          passwd, group and nsswitch.conf are made, and the libraries that read them taken
 * @param root         the program runs as user 0
 * @param user         {@code user[:group]} by name or number
 * @param groups       more groups of the user
 * @param mounts       directories that are mounted over when the container runs
 * @param entrypoint   program and its fixed arguments
 * @param cmd          arguments that a user may replace
 * @param dir          working directory
 * @param env          {@code NAME=value}
 * @param labels       by key
 * @param ports        {@code port[/protocol]}
 */
public record SmithSpec(SourceSpec source, OutputSpec output, DebugSpec debug, List<String> paths, List<String> excludes, ImportSpec imports, String parent, boolean nss, boolean root,
                        String user, List<String> groups, List<String> mounts, List<String> entrypoint, List<String> cmd, String dir, List<String> env,
                        SortedMap<String, String> labels, SortedSet<String> ports) implements JsonWritable {

    public SmithSpec {
        paths = List.copyOf(paths);
        excludes = List.copyOf(excludes);
        groups = List.copyOf(groups);
        mounts = List.copyOf(mounts);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    }

    /** Whether an image with debug information is made, by {@code debuginfo} or by {@code mock.debuginfo}. */
    public boolean wantsDebugInformation() {
        return debug.wanted() || source.mock().debugInfo();
    }

    /** This specification with another type of source. */
    public SmithSpec withType(SourceType newType) {
        return new SmithSpec(source.withType(newType), output, debug, paths, excludes, imports, parent, nss, root, user, groups, mounts, entrypoint, cmd, dir, env,
                labels, ports);
    }

    /** This specification with name services on or off. */
    public SmithSpec withNss(boolean newNss) {
        return new SmithSpec(source, output, debug, paths, excludes, imports, parent, newNss, root, user, groups,
                mounts, entrypoint, cmd, dir, env, labels, ports);
    }

    /** This specification with what an image gives where it says nothing itself. */
    public SmithSpec inheriting(List<String> imageEntrypoint, List<String> imageCmd, String imageDir, List<String> imageEnv,
                                Map<String, String> imageLabels, Set<String> imagePorts) {
        return new SmithSpec(source, output, debug, paths, excludes, imports, parent, nss, root, user, groups, mounts,
                entrypoint.isEmpty() ? imageEntrypoint : entrypoint, cmd.isEmpty() ? imageCmd : cmd,
                dir.isEmpty() && imageDir != null ? imageDir : dir, env.isEmpty() ? imageEnv : env,
                labels.isEmpty() ? new TreeMap<>(imageLabels) : labels, ports.isEmpty() ? new TreeSet<>(imagePorts) : ports);
    }

    /** The value of a variable in {@code env}; empty if it is not there. */
    public Optional<String> variable(String name) {
        return env.stream().filter(each -> each.startsWith(name + "=")).map(each -> each.substring(name.length() + 1)).findFirst();
    }

    /**
     * As the smith of 2017 stored it in images ({@code application/vnd.smith.spec+json}): what is empty is left out, and so
     * are users and passwords in URLs, for everybody who gets the image can read it.
     */
    @Override
    public void write(JsonFields out) {
        source.write(out);
        out.strings("paths", paths).strings("excludes", excludes)
                .string("parent", text(parent)).flag("nss", nss).flag("root", root)
                .string("user", text(user)).strings("groups", groups).strings("mounts", mounts).strings("entrypoint", entrypoint)
                .strings("cmd", cmd).string("dir", text(dir)).strings("env", env).stringMap("labels", labels).keys("ports", ports);
        if (!imports.equals(ImportSpec.DEFAULT)) {
            out.object("imports", imports);
        }
        output.write(out);
        if (debug.wanted() && debug.repositories().isEmpty() && debug.packages().isEmpty() && debug.paths().isEmpty()) {
            out.flag("debuginfo", true);
        } else if (debug.wanted()) {
            out.object("debuginfo", debug);
        }
    }

    private static String text(String value) {
        return value.isEmpty() ? null : value;
    }
}
