/** From a request for packages to the files of its dependency closure. */
package io.microcontainer.build.packages;
