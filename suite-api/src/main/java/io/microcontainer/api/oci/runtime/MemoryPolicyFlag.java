package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * A mode flag of set_mempolicy(2).
 */
public enum MemoryPolicyFlag implements JsonWord {

    MPOL_F_NUMA_BALANCING, MPOL_F_RELATIVE_NODES, MPOL_F_STATIC_NODES;

    @Override
    public String word() {
        return name();
    }
}
