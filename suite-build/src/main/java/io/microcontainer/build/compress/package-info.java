/** Decompression of what packages and repositories hold, with bounded memory. */
package io.microcontainer.build.compress;
