/** {@code linux.intelRdt}: caches and memory bandwidth, by the kernel's resctrl file system. */
package io.microcontainer.run.resctrl;
