/** Limits of a container's cgroup, as the OCI runtime specification has them. */
package io.microcontainer.api.oci.runtime.resources;
