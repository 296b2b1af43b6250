package io.microcontainer.api.session;

/**
 * How a plan ended.
 *
 * @param value the value that the plan's end step named, 0 where it named none
 */
public record PlanResult(long value) {
}
