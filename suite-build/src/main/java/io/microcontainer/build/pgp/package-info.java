/** OpenPGP: keys that are trusted and what they have signed (RFC 9580, and RFC 4880 with its version 3 signatures). */
package io.microcontainer.build.pgp;
