/**
 * Cgroups that systemd makes ({@code --systemd-cgroup}): each container is a transient scope, whose limits systemd knows
 * too, so that it does not undo them (systemd.scope(5), systemd.resource-control(5), org.freedesktop.systemd1(5)).
 */
package io.microcontainer.run.systemd;
