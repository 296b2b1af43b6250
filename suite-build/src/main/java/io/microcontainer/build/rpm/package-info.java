/** RPM packages: versions, headers and payloads. Knows of no repository. */
package io.microcontainer.build.rpm;
