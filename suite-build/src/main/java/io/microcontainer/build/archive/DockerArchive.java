package io.microcontainer.build.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.oci.image.ContainerConfig;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.image.RootFs;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code docker save} writes: {@code manifest.json} since Docker 1.10, and before that {@code repositories} with a
 * directory for each layer.
 */
final class DockerArchive {

    static final TreePath MANIFEST = TreePath.of("/manifest.json");
    static final TreePath REPOSITORIES = TreePath.of("/repositories");
    private static final int MAX_DOCUMENT = 4 << 20;
    private static final int MAX_LAYERS = 1000;
    private static final String LATEST = "latest";

    private final FileTree tree;
    private final String name;

    /**
     * An image before its layers are looked at.
     *
     * @param layers the files of its layers, the lowest first
     */
    record Found(ImageConfig config, List<Content> layers) {
    }

    private record Saved(String config, List<String> tags, List<String> layers) {
        static Saved read(JsonObject in) {
            return new Saved(in.requiredString("Config"), in.strings("RepoTags"), in.strings("Layers"));
        }
    }

    DockerArchive(FileTree tree, String name) {
        this.tree = tree;
        this.name = name;
    }

    Found find(Optional<String> tag) throws IOException {
        return tree.get(MANIFEST).isPresent() ? findSaved(tag) : findLegacy(tag);
    }

    private Found findSaved(Optional<String> tag) throws IOException {
        // The file is a list, which the reader of documents takes as a field of an object only.
        JsonDocument list = document(MANIFEST);
        byte[] wrapped = ("{\"images\":" + list.root() + "}").getBytes(StandardCharsets.UTF_8);
        List<Saved> images = JsonDocument.parse(wrapped, list.source()).object(in -> in.objects("images", Saved::read));
        Saved image = choose(images, tag);
        ImageConfig config = document(TreePath.clamped(image.config)).object(ImageConfig::read);
        List<Content> layers = new ArrayList<>();
        for (String layer : image.layers) {
            layers.add(file(TreePath.clamped(layer)));
        }
        if (layers.size() != config.rootfs().diffIds().size()) {
            throw new BuildException(name + " lists " + layers.size() + " layers, but its configuration has "
                    + config.rootfs().diffIds().size() + " rootfs.diff_ids");
        }
        return new Found(config, layers);
    }

    private Saved choose(List<Saved> images, Optional<String> tag) {
        List<Saved> fitting = images.stream().filter(image -> tag.map(wanted -> image.tags.stream().anyMatch(each ->
                each.equals(wanted) || each.endsWith(":" + wanted) || each.endsWith("/" + wanted))).orElse(true)).toList();
        if (fitting.size() > 1 && tag.isEmpty()) {
            fitting = images.stream().filter(image -> image.tags.stream().anyMatch(each -> each.endsWith(":" + LATEST))).toList();
        }
        if (fitting.size() != 1) {
            throw new BuildException(name + " has " + (fitting.isEmpty() ? "no image" : "several images")
                    + tag.map(each -> " with the tag " + each).orElse("") + "; those there: "
                    + images.stream().flatMap(each -> each.tags.stream()).limit(20).toList());
        }
        return fitting.getFirst();
    }

    private Found findLegacy(Optional<String> tag) throws IOException {
        JsonNode repositories = document(REPOSITORIES).root();
        List<String> ids = new ArrayList<>();
        for (JsonNode tags : repositories) {
            String wanted = tag.orElse(tags.has(LATEST) || tags.size() != 1 ? LATEST : tags.fieldNames().next());
            if (tags.path(wanted).isTextual()) {
                ids.add(tags.path(wanted).textValue());
            }
        }
        if (ids.size() != 1) {
            throw new BuildException(name + " has " + (ids.isEmpty() ? "no image" : "several images") + " with the tag " + tag.orElse(LATEST));
        }
        List<Content> layers = new ArrayList<>();
        JsonNode top = null;
        for (String id = ids.getFirst(); !id.isEmpty() && layers.size() < MAX_LAYERS; ) {
            JsonNode json = document(TreePath.clamped(id + "/json")).root();
            top = top == null ? json : top;
            layers.addFirst(file(TreePath.clamped(id + "/layer.tar")));
            id = json.path("parent").asText("");
        }
        return new Found(legacyConfig(top, layers), layers);
    }

    private ImageConfig legacyConfig(JsonNode json, List<Content> layers) {
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        ContainerConfig config = JsonDocument.parse(text, name + ": json").object(in -> in.object("config", ContainerConfig::read));
        List<Digest> diffIds = layers.stream().map(layer -> Digest.parse("sha256:" + layer.sha256())).toList();
        return new ImageConfig(null, null, Platform.linux(json.path("architecture").asText("amd64")), config, RootFs.of(diffIds), List.of(),
                Map.of());
    }

    private JsonDocument document(TreePath path) throws IOException {
        Content content = file(path);
        if (content.size() > MAX_DOCUMENT) {
            throw new BuildException(name + ": " + path + " is larger than any such document");
        }
        try (InputStream in = content.open()) {
            return JsonDocument.parse(in.readAllBytes(), name + ": " + path.relative());
        }
    }

    private Content file(TreePath path) {
        return switch (tree.resolve(path).entry().orElse(null)) {
            case Entry.RegularFile file -> file.content();
            case null, default -> throw new BuildException(name + ": the file " + path.relative() + " is missing; the archive is incomplete");
        };
    }
}
