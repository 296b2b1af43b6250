/**
 * From a validated config to a plan: which system calls the launcher, the container's init and the processes between them
 * make, in which order. Nothing here touches the host; what a plan needs to know of it comes as values.
 */
package io.microcontainer.run.compile;
