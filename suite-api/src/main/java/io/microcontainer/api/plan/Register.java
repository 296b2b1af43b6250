package io.microcontainer.api.plan;

/**
 * A 64-bit variable of a plan. A spawned process goes on with a copy of all registers, as with all its memory.
 *
 * @param index where the launcher keeps it, 0 to 127
 * @param name  how the printed plan calls it
 */
public record Register(int index, String name) implements Operand {

    /** Registers that a plan may name freely. */
    static final int FREE = 126;

    /** The launcher's own process id, as the launcher sees it. */
    public static final Register LAUNCHER_PID = new Register(126, "launcher-pid");

    /** The descriptor of the connection to the engine. */
    public static final Register SOCKET = new Register(127, "engine-socket");

    @Override
    public long word() {
        return index;
    }

    @Override
    public String toString() {
        return "$" + name;
    }
}
