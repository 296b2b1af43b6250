/**
 * The models of the OCI runtime specification 1.3: configuration and state of a container. Fields that are not
 * understood are kept; a field that says what its absence says (false, an empty list or string) is absent.
 */
package io.microcontainer.api.oci.runtime;
