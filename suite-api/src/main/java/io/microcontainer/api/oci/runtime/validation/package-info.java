/**
 * What the OCI runtime specification and the kernel demand of a configuration beyond its types, as far as it can be told from
 * the configuration alone. Nothing here touches the system.
 */
package io.microcontainer.api.oci.runtime.validation;
