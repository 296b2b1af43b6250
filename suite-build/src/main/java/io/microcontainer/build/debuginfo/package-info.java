/** Debug information of an image's programs: found by build-id, and laid where gdb looks for it. */
package io.microcontainer.build.debuginfo;
