/** Files over HTTP, verified and whole or not at all. */
package io.microcontainer.build.fetch;
