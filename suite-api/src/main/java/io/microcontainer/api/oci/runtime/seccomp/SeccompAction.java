package io.microcontainer.api.oci.runtime.seccomp;

import io.microcontainer.api.json.JsonWord;

/**
 * What happens to a system call; seccomp(2).
 */
public enum SeccompAction implements JsonWord {

    SCMP_ACT_KILL, SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_TRAP, SCMP_ACT_ERRNO, SCMP_ACT_TRACE, SCMP_ACT_ALLOW,
    SCMP_ACT_LOG, SCMP_ACT_NOTIFY;

    @Override
    public String word() {
        return name();
    }
}
