/** What this railcar can do on this host, as the features document of the runtime-spec says it. */
package io.microcontainer.run.features;
