/**
 * A client of registries: OCI distribution-spec 1.1 and Docker's Registry HTTP API V2. Each request is one small immutable class, a
 * {@link io.microcontainer.build.registry.RegistryCall}; {@link io.microcontainer.build.registry.RegistryClient} carries them out.
 */
package io.microcontainer.build.registry;
