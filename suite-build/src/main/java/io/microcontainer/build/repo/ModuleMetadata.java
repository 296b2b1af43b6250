package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.compress.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a repository says of its modules (modulemd documents): which packages belong to which stream, and which stream is taken
 * without a word.
 *
 * @param streams  all builds of all streams
 * @param defaults stream by module
 */
public record ModuleMetadata(List<ModuleStream> streams, Map<String, String> defaults) {

    private static final String KIND = "rpm-modules-1";
    private static final int MAX_BYTES = 256 << 20;

    public ModuleMetadata {
        streams = List.copyOf(streams);
        defaults = Map.copyOf(defaults);
    }

    /**
     * One build of a stream.
     *
     * @param version   of the stream: the greatest is the newest
     * @param artifacts packages, {@code name-epoch:version-release.arch}
     */
    public record ModuleStream(String name, String stream, long version, List<String> artifacts) {

        public ModuleStream {
            artifacts = List.copyOf(artifacts);
        }
    }

    /** Reads the file, or what an earlier build has read of it. */
    static ModuleMetadata read(Path file, RepoMd.Data data, String what, ContentStore store) {
        String key = data.checksum().toString();
        Optional<byte[]> kept = store.record(KIND, key);
        if (kept.isPresent()) {
            return decode(new String(kept.get(), StandardCharsets.UTF_8));
        }
        ModuleMetadata read = parse(file, what);
        store.remember(KIND, key, read.encode().getBytes(StandardCharsets.UTF_8));
        return read;
    }

    private static ModuleMetadata parse(Path file, String what) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(20);
        options.setMaxAliasesForCollections(50);
        List<ModuleStream> streams = new ArrayList<>();
        Map<String, String> defaults = new HashMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.mark(Compression.MAGIC);
            byte[] begin = in.readNBytes(Compression.MAGIC);
            in.reset();
            // Texts as they are written: the stream "1.10" is no number.
            var yaml = new Yaml(new SafeConstructor(options), new Representer(new DumperOptions()), new DumperOptions(), options, new TextResolver());
            for (Object document : yaml.loadAll(new InputStreamReader(Compression.detect(begin).open(in), StandardCharsets.UTF_8))) {
                if (document instanceof Map<?, ?> map && map.get("data") instanceof Map<?, ?> body) {
                    switch (String.valueOf(map.get("document"))) {
                        case "modulemd" -> streams.add(stream(body));
                        case "modulemd-defaults" -> {
                            if (body.get("stream") != null) {
                                defaults.put(String.valueOf(body.get("module")), String.valueOf(body.get("stream")));
                            }
                        }
                        default -> { }
                    }
                }
            }
        } catch (IOException | YAMLException | NumberFormatException e) {
            throw new BuildException(what + " cannot be read: " + e.getMessage(), e);
        }
        return new ModuleMetadata(streams, defaults);
    }

    private static ModuleStream stream(Map<?, ?> body) {
        List<String> artifacts = new ArrayList<>();
        if (body.get("artifacts") instanceof Map<?, ?> map && map.get("rpms") instanceof List<?> rpms) {
            rpms.forEach(each -> artifacts.add(String.valueOf(each)));
        }
        long version = body.get("version") == null ? 0 : Long.parseUnsignedLong(String.valueOf(body.get("version")));
        return new ModuleStream(String.valueOf(body.get("name")), String.valueOf(body.get("stream")), version, artifacts);
    }

    private String encode() {
        var text = new StringBuilder();
        defaults.forEach((module, stream) -> text.append("d\t").append(module).append('\t').append(stream).append('\n'));
        for (ModuleStream each : streams) {
            text.append("s\t").append(each.name()).append('\t').append(each.stream()).append('\t').append(each.version()).append('\t')
                    .append(String.join(" ", each.artifacts())).append('\n');
        }
        return text.toString();
    }

    private static ModuleMetadata decode(String text) {
        List<ModuleStream> streams = new ArrayList<>();
        Map<String, String> defaults = new HashMap<>();
        text.lines().map(line -> line.split("\t", -1)).forEach(parts -> {
            if (parts[0].equals("d")) {
                defaults.put(parts[1], parts[2]);
            } else {
                streams.add(new ModuleStream(parts[1], parts[2], Long.parseLong(parts[3]), List.of(parts[4].split(" "))));
            }
        });
        return new ModuleMetadata(streams, defaults);
    }

    private static final class TextResolver extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0", 4);
        }
    }
}
