/** The features document of the OCI runtime specification. */
package io.microcontainer.api.oci.runtime.features;
