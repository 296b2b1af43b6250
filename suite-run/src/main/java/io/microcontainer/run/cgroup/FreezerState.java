package io.microcontainer.run.cgroup;

/** Whether a cgroup's processes are kept from running. */
public enum FreezerState {
    /** They run, or only an ancestor is frozen. */
    THAWED,
    /** They are stopped, or about to be. */
    FROZEN,
    /** The cgroup is gone or the kernel has no freezer. */
    UNKNOWN
}
