package io.microcontainer.api.oci.runtime.seccomp;

import io.microcontainer.api.json.JsonWord;

/**
 * How an argument is compared with a value.
 */
public enum SeccompOperator implements JsonWord {

    SCMP_CMP_NE, SCMP_CMP_LT, SCMP_CMP_LE, SCMP_CMP_EQ, SCMP_CMP_GE, SCMP_CMP_GT, SCMP_CMP_MASKED_EQ;

    @Override
    public String word() {
        return name();
    }
}
