/** Names of images in registries. */
package io.microcontainer.api.oci.reference;
