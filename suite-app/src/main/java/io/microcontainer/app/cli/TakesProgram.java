package io.microcontainer.app.cli;

/** A command that hands its words on: what follows its first word is another program's, options too. */
public interface TakesProgram {
}
