/** Looks at finished images: what is in them, whether they are microcontainers, and how two of them differ. */
package io.microcontainer.build.examine;
