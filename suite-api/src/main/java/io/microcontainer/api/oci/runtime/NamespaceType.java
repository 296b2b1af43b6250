package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * A kind of namespace; namespaces(7).
 */
public enum NamespaceType implements JsonWord {

    PID("pid"),
    NETWORK("network"),
    MOUNT("mount"),
    IPC("ipc"),
    UTS("uts"),
    USER("user"),
    CGROUP("cgroup"),
    TIME("time");

    private final String word;

    NamespaceType(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
