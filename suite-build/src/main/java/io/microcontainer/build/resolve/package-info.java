/** Which packages a request needs. */
package io.microcontainer.build.resolve;
