package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * The configuration of an image, whose digest is the image's id; image-spec config.md, and Docker's of the same shape.
 *
 * @param created    time of RFC 3339, or null
 * @param author     or null
 * @param platform   architecture, os, os.version, os.features and variant, which stand in the same object; no unknown fields
 * @param config     or null
 * @param rootfs     layers by the digests of their uncompressed tars
 * @param history    of the layers
 * @param unknown    fields that were read and not understood
 */
public record ImageConfig(String created, String author, Platform platform, ContainerConfig config, RootFs rootfs, List<History> history,
                          Map<String, JsonNode> unknown) implements JsonWritable {

    public ImageConfig {
        history = List.copyOf(history);
    }

    public static ImageConfig read(JsonObject in) {
        Platform platform = new Platform(in.requiredString("architecture"), in.requiredString("os"), in.string("os.version"),
                in.strings("os.features"), in.string("variant"), Map.of());
        return new ImageConfig(in.parsed("created", Rfc3339::checked), in.string("author"), platform,
                in.object("config", ContainerConfig::read), in.requiredObject("rootfs", RootFs::read), in.objects("history", History::read),
                in.unknown());
    }

    /** The container's configuration, empty if there is none. */
    public ContainerConfig configOrEmpty() {
        return config == null ? ContainerConfig.EMPTY : config;
    }

    @Override
    public void write(JsonFields out) {
        out.string("created", created).string("author", author);
        out.string("architecture", platform.architecture()).string("os", platform.os()).string("os.version", platform.osVersion())
                .strings("os.features", platform.osFeatures()).string("variant", platform.variant());
        out.object("config", config).object("rootfs", rootfs).objects("history", history).unknown(unknown);
    }
}
