/**
 * The life of a container as commands see it: one small class for each operation of the runtime-spec (runtime.md), and the
 * records that they take and give. They compile plans ({@code run.compile}), keep the state ({@code run.state}) and
 * talk with the running plan.
 */
package io.microcontainer.run.container;
