/** What a container uses, as its cgroup's files tell, in the form of {@code runc events}. */
package io.microcontainer.run.stats;
