/** OCI models, digests, Linux names, plans and the contract of a session. */
@SuppressWarnings("requires-automatic")
module io.microcontainer.api {
    requires transitive com.fasterxml.jackson.databind;
    requires org.jnrproject.ffi;
    requires org.jnrproject.jffi;

    exports io.microcontainer.api.digest;
    exports io.microcontainer.api.error;
    exports io.microcontainer.api.json;
    exports io.microcontainer.api.linux;
    exports io.microcontainer.api.oci.image;
    exports io.microcontainer.api.oci.layout;
    exports io.microcontainer.api.oci.reference;
    exports io.microcontainer.api.oci.runtime;
    exports io.microcontainer.api.oci.runtime.features;
    exports io.microcontainer.api.oci.runtime.resources;
    exports io.microcontainer.api.oci.runtime.seccomp;
    exports io.microcontainer.api.oci.runtime.validation;
    exports io.microcontainer.api.plan;
    exports io.microcontainer.api.session;
}
