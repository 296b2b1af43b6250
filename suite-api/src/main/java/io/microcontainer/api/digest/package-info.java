/** Names of content by its hash, and streams that compute and verify them. */
package io.microcontainer.api.digest;
