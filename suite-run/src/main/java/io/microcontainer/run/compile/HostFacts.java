package io.microcontainer.run.compile;

/**
 * What a plan depends on of the host and of the caller.
 *
 * @param lastCapability       the greatest capability that the kernel knows (/proc/sys/kernel/cap_last_cap)
 * @param appArmor             whether AppArmor is on
 * @param selinux              whether SELinux is on
 * @param privileged           whether the caller is root: else it may set up no groups
 * @param initialUserNamespace whether the caller is in no user namespace but the host's first
 */
public record HostFacts(int lastCapability, boolean appArmor, boolean selinux, boolean privileged,
        boolean initialUserNamespace) {
}
