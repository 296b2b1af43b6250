package io.microcontainer.api.oci.runtime.seccomp;

import io.microcontainer.api.json.JsonWord;

/**
 * A flag of seccomp(2).
 */
public enum SeccompFlag implements JsonWord {

    SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_FILTER_FLAG_LOG, SECCOMP_FILTER_FLAG_SPEC_ALLOW, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;

    @Override
    public String word() {
        return name();
    }
}
