package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Quoted;
import java.util.List;
import java.util.Map;

/**
 * What an image runs on; image-spec image-index.md, {@code platform}.
 *
 * @param architecture in Go's spelling: {@code amd64}, {@code arm64}, …
 * @param os           in Go's spelling: {@code linux}, …
 * @param osVersion    or null
 * @param osFeatures   features the operating system must have
 * @param variant      of the processor, such as {@code v8}, or null
 * @param unknown      fields that were read and not understood
 */
public record Platform(String architecture, String os, String osVersion, List<String> osFeatures, String variant,
                       Map<String, JsonNode> unknown) implements JsonWritable {

    public Platform {
        osFeatures = List.copyOf(osFeatures);
    }

    /** A platform of Linux. */
    public static Platform linux(String architecture) {
        return new Platform(architecture, "linux", null, List.of(), null, Map.of());
    }

    /**
     * A platform from {@code os/architecture[/variant]}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || List.of(parts).contains("")) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not a platform, expected os/architecture or os/architecture/variant, such as linux/arm64/v8");
        }
        return new Platform(parts[1], parts[0], null, List.of(), parts.length == 3 ? parts[2] : null, Map.of());
    }

    public static Platform read(JsonObject in) {
        return new Platform(in.requiredString("architecture"), in.requiredString("os"), in.string("os.version"),
                in.strings("os.features"), in.string("variant"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("architecture", architecture).string("os", os).string("os.version", osVersion)
                .strings("os.features", osFeatures).string("variant", variant).unknown(unknown);
    }

    /**
     * Whether an image of this platform can be used where {@code wanted} is asked for. A variant counts only if both
     * name one; {@code arm64} without a variant means v8, {@code amd64} v1, {@code arm} v7.
     */
    public boolean satisfies(Platform wanted) {
        return os.equals(wanted.os) && architecture.equals(wanted.architecture)
                && (wanted.variant == null || wanted.variant.equals(effectiveVariant()))
                && (wanted.osVersion == null || wanted.osVersion.equals(osVersion));
    }

    private String effectiveVariant() {
        if (variant != null) {
            return variant;
        }
        return switch (architecture) {
            case "arm64" -> "v8";
            case "arm" -> "v7";
            case "amd64" -> "v1";
            default -> null;
        };
    }

    /** {@code os/architecture[/variant]}. */
    @Override
    public String toString() {
        return os + '/' + architecture + (variant == null ? "" : '/' + variant);
    }
}
