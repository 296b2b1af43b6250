package io.microcontainer.run.compile.fs;

import io.microcontainer.api.oci.runtime.RuntimeConfig;
import java.nio.file.Path;

/**
 * What a container's file system is put together from.
 *
 * @param config            the container's configuration
 * @param bundle            the bundle's directory, absolute: relative paths of the configuration are meant from here
 * @param cgroups           what a mount of type cgroup shows
 * @param noPivot           change the root by move_mount(2) and chroot(2) instead of pivot_root(2)
 * @param hostUserNamespace whether init has the capabilities of the initial user namespace: neither the container nor
 *                          the caller is in another one
 */
public record FileSystemRequest(RuntimeConfig config, Path bundle, CgroupView cgroups, boolean noPivot,
        boolean hostUserNamespace) {
}
