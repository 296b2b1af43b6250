package io.microcontainer.api.plan;

/** placeholder */
public record Plan() {
}
