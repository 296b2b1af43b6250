/** Descriptions of repositories: settings of smith.yaml, files of {@code /etc/yum.repos.d} and of mock. */
package io.microcontainer.build.repofiles;
