package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.resources.Resources;
import java.util.Objects;
import java.util.Optional;

/**
 * New limits for a container.
 *
 * @param id              the container
 * @param change          what is to change; the rest stays
 * @param l3CacheSchema   a line {@code L3:…} of resctrl's schemata ({@code --l3-cache-schema})
 * @param bandwidthSchema a line {@code MB:…} of resctrl's schemata ({@code --mem-bw-schema})
 */
public record UpdateRequest(String id, Resources change, Optional<String> l3CacheSchema, Optional<String> bandwidthSchema) {

    public UpdateRequest {
        Objects.requireNonNull(id);
        Objects.requireNonNull(change);
    }
}
