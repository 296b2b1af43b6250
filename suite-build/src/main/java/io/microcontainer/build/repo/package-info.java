/** Yum repositories: which packages there are, and where. */
package io.microcontainer.build.repo;
