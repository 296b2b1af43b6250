/** Images on their way between archives on this machine and registries. */
package io.microcontainer.build.transfer;
