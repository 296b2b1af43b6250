package io.microcontainer.run.compile.fs;

import io.microcontainer.api.plan.Register;

/**
 * The container's terminal, made in its own devpts.
 *
 * @param master the descriptor to send away
 * @param slave  the descriptor for standard input, output and error; not yet the controlling terminal
 */
public record Terminal(Register master, Register slave) {
}
