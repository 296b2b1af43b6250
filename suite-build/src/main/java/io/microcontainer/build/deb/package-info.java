/** Debian packages and the control files that describe them (deb(5), deb-control(5)). */
package io.microcontainer.build.deb;
