package io.microcontainer.build.spec;

import io.microcontainer.api.oci.image.MediaType.Compression;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.rpm.PackageArchitectures;
import io.microcontainer.build.spec.OutputSpec.BomFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads smith.yaml: one YAML mapping of known keys. The file is bounded, and no YAML tag makes an object of it. */
public final class SpecReader {

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 50;

    private SpecReader() {
    }

    /**
     * Reads a file.
     *
     * @throws BuildException if it is not there, is no YAML, or says what smith does not understand
     */
    public static SmithSpec read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new BuildException("there is no " + file + "; write one that says what to build, or name another with --conf or --dir", e);
        } catch (IOException e) {
            throw new BuildException("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new BuildException(file + " is larger than " + MAX_BYTES + " bytes, the most that is read");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return parse(text, file.toString());
        } catch (CharacterCodingException e) {
            throw new BuildException(file + " is not UTF-8; save it as such", e);
        }
    }

    /**
     * Reads a text.
     *
     * @param source its name for messages
     */
    public static SmithSpec parse(String text, String source) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        Node root;
        try {
            // What Yaml.compose does, without what it makes for objects of Java that are never asked for.
            root = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options).getSingleNode();
        } catch (MarkedYAMLException e) {
            String place = e.getProblemMark() == null ? "" : " at line " + (e.getProblemMark().getLine() + 1);
            throw new BuildException(source + " is no YAML: " + e.getProblem() + place, e);
        } catch (YAMLException e) {
            throw new BuildException(source + " is no YAML: " + e.getMessage(), e);
        }
        if (!(root instanceof MappingNode mapping)) {
            throw new BuildException(source + " is " + (root == null ? "empty" : "no mapping") + "; begin with a line such as \"package: coreutils\"");
        }
        return spec(new YamlFields(source, "", mapping));
    }

    private static SmithSpec spec(YamlFields in) {
        var spec = new SmithSpec(source(in), output(in), debug(in), some(in.texts("paths")), some(in.texts("excludes")), imports(in), in.text("parent"), in.flag("nss"), in.flag("root"), in.text("user"),
                some(in.texts("groups")), some(in.texts("mounts")), in.texts("entrypoint"), in.texts("cmd"), in.text("dir"),
                some(in.texts("env")), in.textMap("labels"), in.keySet("ports"));
        in.refuseUnknown();
        check(in, "user", List.of(spec.user()), each -> each.isEmpty() || each.matches("[^:\\s]+(:[^:\\s]+)?"), "user or user:group");
        check(in, "groups", spec.groups(), each -> each.matches("[^:\\s,]+"), "names without colon, comma and space");
        check(in, "env", spec.env(), each -> each.indexOf('=') > 0, "NAME=value");
        check(in, "ports", spec.ports(), SpecReader::isPort, "a port such as 80, 80/tcp or 5000-5010/udp");
        check(in, "dir", List.of(spec.dir()), each -> each.isEmpty() || each.startsWith("/"), "an absolute path");
        return spec;
    }

    /** A word for all languages, or a mapping that says more. */
    private static ImportSpec imports(YamlFields in) {
        if (!in.isMapping("imports")) {
            ImportSpec.Mode mode = mode(in, "imports");
            return new ImportSpec(mode, mode, List.of());
        }
        YamlFields more = in.fields("imports");
        var imports = new ImportSpec(mode(more, "python"), mode(more, "perl"), some(more.texts("modules")));
        more.refuseUnknown();
        check(more, "modules", imports.modules(), each -> each.matches("[A-Za-z_]\\w*((\\.|::)\\w+)*"), "a module such as json or Digest::SHA");
        return imports;
    }

    private static ImportSpec.Mode mode(YamlFields in, String key) {
        String word = in.text(key);
        check(in, key, List.of(word), each -> each.matches("|follow|all|none"), "follow, all or none");
        return word.isEmpty() ? ImportSpec.Mode.FOLLOW : ImportSpec.Mode.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** A truth value, or a mapping that says more. */
    private static DebugSpec debug(YamlFields in) {
        if (!in.isMapping("debuginfo")) {
            return in.flag("debuginfo") ? new DebugSpec(true, List.of(), List.of(), List.of()) : DebugSpec.NONE;
        }
        YamlFields more = in.fields("debuginfo");
        var debug = new DebugSpec(true, more.items("repos", SpecReader::location, SpecReader::repo), some(more.texts("packages")), some(more.texts("paths")));
        more.refuseUnknown();
        return debug;
    }

    private static OutputSpec output(YamlFields in) {
        Compression compression = switch (in.text("compression")) {
            case "", "gzip" -> Compression.GZIP;
            case "zstd" -> Compression.ZSTD;
            default -> throw in.wrong("compression", "has a value that is not known, expected gzip or zstd");
        };
        String layers = in.text("layers");
        check(in, "layers", List.of(layers), each -> each.isEmpty() || each.matches("[1-9][0-9]{0,2}") && Integer.parseInt(each) <= OutputSpec.MAX_LAYERS,
                "a number from 1 to " + OutputSpec.MAX_LAYERS);
        List<String> formats = some(in.textOrTexts("sbom"));
        check(in, "sbom", formats, each -> each.equals("cyclonedx") || each.equals("spdx") || each.equals("none") && formats.size() == 1,
                "cyclonedx, spdx or both, or none");
        List<BomFormat> sbom = formats.isEmpty() ? OutputSpec.DEFAULT.sbom()
                : Arrays.stream(BomFormat.values()).filter(each -> formats.contains(OutputSpec.word(each))).toList();
        return new OutputSpec(compression, layers.isEmpty() ? 1 : Integer.parseInt(layers), in.textMap("annotations"), sbom, in.flag("rpmdb"));
    }

    private static SourceSpec source(YamlFields in) {
        List<String> architectures = architectures(in);
        List<String> modules = some(in.texts("modules"));
        check(in, "modules", modules, each -> each.matches("[^:\\s]+:[^:\\s]+"), "name:stream");
        return new SourceSpec(type(in), in.text("package"), some(in.texts("packages")), in.items("repos", SpecReader::location, SpecReader::repo),
                architectures, in.textMap("vars"), modules, in.flag("weak"),
                mock(in.fields("mock")));
    }

    /** As RPM names them, whoever's names the user has taken. */
    private static List<String> architectures(YamlFields in) {
        String one = in.text("architecture");
        List<String> several = some(in.texts("architectures"));
        if (!one.isEmpty() && !several.isEmpty()) {
            throw in.wrong("architectures", "is there beside `architecture`; give one of them");
        }
        List<String> given = one.isEmpty() ? several : List.of(one);
        check(in, one.isEmpty() ? "architectures" : "architecture", given, each -> each.matches("[a-z0-9_-]+"), "an architecture such as x86_64 or aarch64");
        List<String> names = given.stream().map(PackageArchitectures::rpmName).toList();
        if (Set.copyOf(names).size() < names.size()) {
            throw in.wrong("architectures", "has one of " + String.join(", ", given) + " twice");
        }
        return names;
    }

    private static RepoSpec location(String text) {
        return text.isEmpty() ? null : RepoSpec.at(text);
    }

    private static RepoSpec repo(YamlFields in) {
        SortedMap<String, List<String>> settings = new TreeMap<>();
        for (String key : RepoSpec.SINGLE) {
            String text = in.text(key);
            if (!text.isEmpty()) {
                settings.put(key, List.of(text));
            }
        }
        for (String key : RepoSpec.LISTS) {
            List<String> texts = some(in.textOrTexts(key));
            if (!texts.isEmpty()) {
                settings.put(key, texts);
            }
        }
        in.refuseUnknown();
        if (!settings.containsKey("baseurl") && !settings.containsKey("mirrorlist") && !settings.containsKey("metalink")) {
            throw in.lacks("a repository has neither `baseurl` nor `mirrorlist` nor `metalink`");
        }
        return new RepoSpec("", settings);
    }

    private static void check(YamlFields in, String key, Iterable<String> values, Predicate<String> right, String expected) {
        for (String each : values) {
            if (!right.test(each)) {
                throw in.wrong(key, "has \"" + each + "\", expected " + expected);
            }
        }
    }

    private static boolean isPort(String text) {
        if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp))?")) {
            return false;
        }
        for (String number : text.replaceFirst("/.*", "").split("-")) {
            int value = Integer.parseInt(number);
            if (value < 1 || value > 65535) {
                return false;
            }
        }
        return true;
    }

    private static Optional<SourceType> type(YamlFields in) {
        String word = in.text("type");
        return switch (word) {
            case "" -> Optional.empty();
            case "mock", "rpm" -> Optional.of(SourceType.MOCK);
            case "oci" -> Optional.of(SourceType.OCI);
            default -> throw in.wrong("type", "is \"" + word + "\", expected mock (RPM packages) or oci (an image)");
        };
    }

    private static MockSpec mock(YamlFields in) {
        if (in == null) {
            return MockSpec.NONE;
        }
        var mock = new MockSpec(in.text("config"), in.text("pre-build"), in.text("post-build"), some(in.texts("deps")), in.flag("debuginfo"),
                some(in.texts("debugdeps")), some(in.texts("debugpaths")));
        in.refuseUnknown();
        return mock;
    }

    /** Empty items of these lists have never meant anything. */
    private static List<String> some(List<String> texts) {
        return texts.stream().filter(each -> !each.isEmpty()).toList();
    }
}
