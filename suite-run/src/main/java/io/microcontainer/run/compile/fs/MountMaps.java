package io.microcontainer.run.compile.fs;

import io.microcontainer.api.oci.runtime.Mount;
import io.microcontainer.api.plan.Operand;

/** Where a plan gets the user namespaces from that idmapped mounts take their maps of. */
@FunctionalInterface
public interface MountMaps {

    /**
     * Adds what is needed to the plan.
     *
     * @param mount whose maps, or without any of its own the container's
     * @param where it stands in the configuration, as {@code mounts[2]}
     * @return where a descriptor of the namespace lies, 4 bytes
     */
    Operand.Address namespace(Mount mount, String where);
}
