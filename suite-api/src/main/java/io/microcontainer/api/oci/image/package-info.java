/** The models of the OCI image specification 1.1: index, manifest, configuration. Fields that are not understood are kept. */
package io.microcontainer.api.oci.image;
