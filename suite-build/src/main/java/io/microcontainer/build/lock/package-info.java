/** Locked packages: what was resolved is written down and taken again, to the byte, until the user asks for newer ones. */
package io.microcontainer.build.lock;
