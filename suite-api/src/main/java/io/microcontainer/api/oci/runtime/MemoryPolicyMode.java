package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * A mode of set_mempolicy(2).
 */
public enum MemoryPolicyMode implements JsonWord {

    MPOL_DEFAULT, MPOL_BIND, MPOL_INTERLEAVE, MPOL_WEIGHTED_INTERLEAVE, MPOL_PREFERRED, MPOL_PREFERRED_MANY, MPOL_LOCAL;

    @Override
    public String word() {
        return name();
    }
}
