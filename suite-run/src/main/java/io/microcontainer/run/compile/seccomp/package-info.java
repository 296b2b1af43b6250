/** {@code linux.seccomp}: from the config's rules to a program of the kernel, by libseccomp, kept between commands. */
package io.microcontainer.run.compile.seccomp;
