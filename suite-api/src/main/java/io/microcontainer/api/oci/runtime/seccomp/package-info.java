/** The filter of system calls, as the OCI runtime specification has it. */
package io.microcontainer.api.oci.runtime.seccomp;
