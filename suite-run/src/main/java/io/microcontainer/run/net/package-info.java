/** {@code linux.netDevices}: what the host's network interfaces are like, and the requests that move them, rtnetlink(7). */
package io.microcontainer.run.net;
