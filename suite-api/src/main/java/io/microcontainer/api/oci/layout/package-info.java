/** Stores of blobs by digest, and the image layout directory of the image specification (image-layout.md). */
package io.microcontainer.api.oci.layout;
